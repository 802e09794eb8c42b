import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index } from "typeorm";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../database/columns";
import { Node } from "../node.types";

/** What a job does. */
export enum JobKind {
  IMPORT_PROMPTS = "IMPORT_PROMPTS",
  IMPORT_COMPLETIONS = "IMPORT_COMPLETIONS",
  PREPARE = "PREPARE",
  RELEASE = "RELEASE",
}

registerEnumType(JobKind, {
  name: "JobKind",
  description: "What a job does.",
  valuesConfig: {
    IMPORT_PROMPTS: { description: "Reads prompts from a file or a request." },
    IMPORT_COMPLETIONS: { description: "Reads completions from a file or a request." },
    PREPARE: { description: "Runs the preparation over all prompts of a project." },
    RELEASE: { description: "Freezes what goes into a release." },
  },
});

/** Where a job stands. */
export enum JobState {
  QUEUED = "QUEUED",
  RUNNING = "RUNNING",
  DONE = "DONE",
  FAILED = "FAILED",
  DISCARDED = "DISCARDED",
}

registerEnumType(JobState, {
  name: "JobState",
  description: "Where a job stands.",
  valuesConfig: {
    QUEUED: { description: "Waits for a process." },
    RUNNING: { description: "A process works on it and renews its lease with each chunk." },
    DONE: { description: "Finished; what it made is visible." },
    FAILED: { description: "Refused or broke; nothing of it is visible, `error` says why." },
    DISCARDED: {
      description: "Its process ended and it can't go on (its input was a stream); nothing of it is visible.",
    },
  },
});

/** Long work in chunks: visible when finished, resumed or discarded after a crash. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "Long work in chunks: what it makes is visible when it is done; after a crash it goes on or is discarded.",
})
@Entity("jobs")
@Index(["state", "leaseUntil"])
@Index(["projectId", "createdAt", "id"])
export class Job extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project it works for." })
  @KeyColumn(40)
  projectId: string;

  @Field(() => JobKind, { description: "What it does." })
  @WordColumn(32)
  kind: JobKind;

  @Field(() => JobState, { description: "Where it stands." })
  @WordColumn(16)
  state: JobState;

  /** What the job was asked to do; read again when it is resumed. */
  @JsonColumn()
  parameters: Record<string, unknown>;

  @Field(() => Int, { description: "Units done so far (rows, prompts)." })
  @CountColumn()
  done: number;

  @Field(() => Int, { nullable: true, description: "Units in all; null while not known." })
  @CountColumn({ nullable: true })
  total: number | null;

  /** Ids and counts of what was made; the kind's service reads it. */
  @JsonColumn({ nullable: true })
  result: Record<string, unknown> | null;

  @Field(() => String, { nullable: true, description: "Why it failed, for a person; null else." })
  @TextColumn({ nullable: true })
  error: string | null;

  /** The process that works on it. */
  @KeyColumn(40, { nullable: true })
  owner: string | null;

  @TimeColumn({ nullable: true })
  leaseUntil: Date | null;

  @Field(() => ID, {
    nullable: true,
    description: "The account that asked for it; null for the local operator.",
  })
  @KeyColumn(40, { nullable: true })
  requestedBy: string | null;

  @Field(() => Date, { description: "When it was asked for." })
  @TimeColumn()
  createdAt: Date;

  @Field(() => Date, { nullable: true, description: "When it ended." })
  @TimeColumn({ nullable: true })
  finishedAt: Date | null;

  @Field(() => Float, {
    nullable: true,
    description: "The share that is done, 0 to 1; null while the total is not known.",
  })
  get progress(): number | null {
    if (this.state === JobState.DONE) return 1;
    return this.total === null || this.total === 0 ? null : Math.min(1, this.done / this.total);
  }
}
