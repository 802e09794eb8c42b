import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  RefColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import type { FunnelRow, SplitCounts } from "./funnel";

/** Where a run stands. */
export enum RunState {
  RUNNING = "RUNNING",
  DONE = "DONE",
  FAILED = "FAILED",
}

registerEnumType(RunState, {
  name: "RunState",
  description: "Where a preparation run stands.",
  valuesConfig: {
    RUNNING: { description: "Its job waits or works; nothing of it is visible." },
    DONE: { description: "Finished; it never changes again." },
    FAILED: { description: "It could not be finished; its job says why." },
  },
});

/** One preparation of all prompts of a project. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "One preparation of all prompts of a project: which are kept, in which split, and why others are not.",
})
@Entity("preparation_runs")
@Unique(["jobId"])
@Index(["projectId", "createdAt", "id"])
export class PreparationRun extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project." })
  @RefColumn(() => Project)
  projectId: string;

  @KeyColumn(40)
  jobId: string;

  @Field(() => RunState, { description: "Where it stands." })
  @WordColumn(16)
  state: RunState;

  /** Seeds the choice within the caps, and the splits of those who have none yet. */
  @KeyColumn(64)
  seed: string;

  @CountColumn()
  minPrefix: number;

  @CountColumn()
  userCap: number;

  @CountColumn()
  organizationCap: number;

  @Field(() => String, {
    nullable: true,
    description: "Fingerprint of all prompts that went in; null until it is done.",
  })
  @KeyColumn(64, { nullable: true })
  inputSha256: string | null;

  /** Null until it is done. */
  @JsonColumn({ nullable: true })
  funnel: FunnelRow[] | null;

  /** Null until it is done. */
  @JsonColumn({ nullable: true })
  splits: SplitCounts | null;

  /** The versions of the recognisers it worked with, by what they find. */
  @JsonColumn()
  recognizers: Record<string, string>;

  @KeyColumn(40, { nullable: true })
  startedBy: string | null;

  @Field(() => Date, { description: "When it was asked for." })
  @TimeColumn()
  createdAt: Date;

  @Field(() => Date, { nullable: true, description: "When it was done; null before." })
  @TimeColumn({ nullable: true })
  finishedAt: Date | null;
}
