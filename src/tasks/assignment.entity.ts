import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  PrimaryRefColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Account } from "../accounts/account.entity";
import { Project } from "../projects/project.entity";
import { Task } from "./task.entity";

/** Where an assignment stands. */
export enum AssignmentState {
  LEASED = "LEASED",
  SUBMITTED = "SUBMITTED",
  SKIPPED = "SKIPPED",
  RETURNED = "RETURNED",
  EXPIRED = "EXPIRED",
}

/** Why somebody passes a task on (InstructGPT's labeling instructions, appendix A). */
export enum SkipReason {
  DONE_BEFORE = "DONE_BEFORE",
  UNCOMFORTABLE = "UNCOMFORTABLE",
  NO_EXPERTISE = "NO_EXPERTISE",
  CONFUSING = "CONFUSING",
  FOREIGN_LANGUAGE = "FOREIGN_LANGUAGE",
}

registerEnumType(AssignmentState, {
  name: "AssignmentState",
  description: "Where an assignment stands.",
  valuesConfig: {
    LEASED: { description: "Its labeler holds a place of the task." },
    SUBMITTED: { description: "A label was made." },
    SKIPPED: { description: "Passed on with a reason." },
    RETURNED: { description: "Given back; its labeler may meet the task again." },
    EXPIRED: { description: "The lease ran out; the draft stays." },
  },
});
registerEnumType(SkipReason, {
  name: "SkipReason",
  description: "Why somebody passes a task on.",
  valuesConfig: {
    DONE_BEFORE: { description: "The very same task was done before." },
    UNCOMFORTABLE: { description: "It is uncomfortable: gore, horror, erotica." },
    NO_EXPERTISE: { description: "The expertise or lived experience is missing." },
    CONFUSING: { description: "It stays very confusing." },
    FOREIGN_LANGUAGE: {
      description: "It is in a language where machine translation leaves only a subtle difference.",
    },
  },
});

/**
 * One labeler's meeting with a task. States: LEASED -> SUBMITTED, SKIPPED, RETURNED or EXPIRED; RETURNED and
 * EXPIRED -> LEASED again by the same labeler, or SUBMITTED late while a place is free. What must be exclusive
 * is unique in the table: a place has one holder, a labeler one assignment of a task and one lease at a time
 * (columns are null where nothing is held, and nulls are never equal).
 */
@ObjectType({ simpleResolvers: true, description: "One labeler's meeting with a task." })
@Entity("assignments")
@Unique(["taskId", "place"])
@Unique(["taskId", "accountId"])
@Unique(["leaseHolder"])
@Index(["projectId", "state", "leaseUntil"])
@Index(["accountId", "state"])
export class Assignment {
  @Field(() => ID, { description: "Opaque id; submissions and drafts name it." })
  @IdColumn()
  id: string;

  @RefColumn(() => Project)
  projectId: string;

  @RefColumn(() => Task)
  taskId: string;

  @RefColumn(() => Account)
  accountId: string;

  @Field(() => AssignmentState, { description: "Where it stands." })
  @WordColumn(16)
  state: AssignmentState;

  /** The place it holds or has used, from 1; null when it holds none. */
  @CountColumn({ nullable: true })
  place: number | null;

  /** `project account` while leased, else null: one lease at a time. */
  @KeyColumn(81, { nullable: true })
  leaseHolder: string | null;

  @Field(() => Date, {
    nullable: true,
    description: "Until when the place is held, by the database's clock.",
  })
  @TimeColumn({ nullable: true })
  leaseUntil: Date | null;

  /** Completion ids in the order in which this labeler sees them. */
  @JsonColumn()
  outputOrder: string[];

  @Field(() => SkipReason, { nullable: true, description: "Why it was passed on." })
  @WordColumn(32, { nullable: true })
  skipReason: SkipReason | null;

  @TextColumn({ nullable: true })
  skipNote: string | null;

  @Field(() => Date, { description: "When the task was claimed first." })
  @TimeColumn()
  claimedAt: Date;

  @Field(() => Date, {
    nullable: true,
    description: "When it was submitted, skipped, given back or ran out.",
  })
  @TimeColumn({ nullable: true })
  endedAt: Date | null;
}

/** Unfinished work of an assignment: outlives lease, tab, crash and every refusal. */
@Entity("drafts")
export class Draft {
  @PrimaryRefColumn(() => Assignment)
  assignmentId: string;

  /** Counts saves, from 1. */
  @CountColumn()
  revision: number;

  @JsonColumn()
  content: Record<string, unknown>;

  @TimeColumn()
  savedAt: Date;
}
