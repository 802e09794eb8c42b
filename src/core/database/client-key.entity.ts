import { Entity } from "typeorm";
import { JsonColumn, KeyColumn, PrimaryKeyColumn, TimeColumn, WordColumn } from "./columns";

/** A client-made key that was used, with the hash of what it came with and the result it got. */
@Entity("client_keys")
export class ClientKey {
  @PrimaryKeyColumn(40)
  accountId: string;

  @PrimaryKeyColumn(64)
  mutation: string;

  @PrimaryKeyColumn(128)
  key: string;

  @KeyColumn(64)
  inputHash: string;

  /** Ids of what was made; the answer is built from them anew. Null while the unit runs. */
  @JsonColumn({ nullable: true })
  result: Record<string, string | number | null> | null;

  @TimeColumn()
  usedAt: Date;

  @WordColumn(16)
  state: "OPEN" | "DONE";
}
