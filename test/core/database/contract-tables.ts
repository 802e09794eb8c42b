import { Check, Entity, Unique, type MigrationInterface, type QueryRunner } from "typeorm";
import { ClientKey } from "../../../src/core/database/client-key.entity";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  PrimaryCountColumn,
  PrimaryKeyColumn,
  TextColumn,
} from "../../../src/core/database/columns";
import { createTables, dropTables, is, type TableSpec } from "../../../src/core/database/tables";
import type { SchemaParts } from "../../../src/core/database/data-source";

@Entity("notes")
@Unique(["slug"])
@Check("ck_notes_text", "text <> 'forbidden'")
export class Note {
  @IdColumn()
  id: string;

  @KeyColumn(64, { nullable: true })
  slug: string | null;

  @TextColumn()
  text: string;

  @JsonColumn({ nullable: true })
  data: object | null;
}

@Entity("counters")
export class Counter {
  @PrimaryKeyColumn(40)
  id: string;

  @CountColumn()
  count: number;
}

/** An event or audit entry as the contract's unit end stores it. */
@Entity("entries")
export class Entry {
  @PrimaryKeyColumn(40)
  room: string;

  @PrimaryCountColumn()
  sequence: number;

  @KeyColumn(64)
  kind: string;
}

const tables: readonly TableSpec[] = [
  {
    name: "notes",
    columns: {
      id: is.id(),
      slug: is.optional(is.key(64)),
      text: is.text(),
      data: is.optional(is.json()),
    },
    unique: [["slug"]],
    checks: { ck_notes_text: "text <> 'forbidden'" },
  },
  { name: "counters", columns: { id: is.primary(is.key(40)), count: is.count() } },
  {
    name: "entries",
    columns: { room: is.primary(is.key(40)), sequence: is.primary(is.count()), kind: is.key(64) },
  },
  {
    name: "client_keys",
    columns: {
      account_id: is.primary(is.key(40)),
      mutation: is.primary(is.key(64)),
      key: is.primary(is.key(128)),
      input_hash: is.key(64),
      result: is.optional(is.json()),
      used_at: is.time(),
      state: is.word(16),
    },
  },
];

// A foreign key that is looked at only by COMMIT: the plain way to make a COMMIT fail.
const deferred = `CREATE TABLE promises (id varchar(40) PRIMARY KEY,
  note_id varchar(40) NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)`;

class CreateContractTables1000000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
    await runner.query(deferred);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE promises");
    await dropTables(runner, tables);
  }
}

/** The schema of the contract's own tables. */
export const contractParts: SchemaParts = {
  entities: [Note, Counter, Entry, ClientKey],
  migrations: [CreateContractTables1000000000000],
};
