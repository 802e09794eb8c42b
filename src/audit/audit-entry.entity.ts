import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { IdColumn, JsonColumn, KeyColumn, TimeColumn, WordColumn } from "../core/database/columns";

/** Who did what to which target, when, and how it ended. Append-only; holds no texts. */
@ObjectType({
  simpleResolvers: true,
  description: "Who did what to which target, when, and how it ended. Holds no texts.",
})
@Entity("audit_entries")
@Index(["projectId", "at", "id"])
@Index(["at", "id"])
export class AuditEntry {
  @Field(() => ID, { description: "Opaque id." })
  @IdColumn()
  id: string;

  @Field(() => Date, { description: "When." })
  @TimeColumn()
  at: Date;

  @Field(() => ID, {
    nullable: true,
    description: "The account that did it; null for the local operator and the system.",
  })
  @KeyColumn(40, { nullable: true })
  actorId: string | null;

  @Field(() => String, { description: "ACCOUNT, LOCAL_OPERATOR or SYSTEM." })
  @WordColumn(16)
  actorKind: "ACCOUNT" | "LOCAL_OPERATOR" | "SYSTEM";

  @Field(() => String, { description: "What was done, as the operation is named." })
  @WordColumn(64)
  action: string;

  @Field(() => ID, { nullable: true, description: "The project it concerns." })
  @KeyColumn(40, { nullable: true })
  projectId: string | null;

  @Field(() => ID, { nullable: true, description: "What it was done to." })
  @KeyColumn(64, { nullable: true })
  targetId: string | null;

  @Field(() => String, { description: "DONE or REFUSED." })
  @WordColumn(16)
  result: "DONE" | "REFUSED";

  @JsonColumn({ nullable: true })
  details: Record<string, string | number | boolean | null> | null;
}
