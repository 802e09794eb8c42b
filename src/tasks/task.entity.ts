import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  KeyColumn,
  PrimaryRefColumn,
  RefColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Completion } from "../completions/completion.entity";
import { Node } from "../core/node.types";
import { LabelForm } from "../forms/label-form.entity";
import { Project } from "../projects/project.entity";
import { Prompt } from "../prompts/prompt.entity";

/** What a task asks for. */
export enum TaskKind {
  ANNOTATE = "ANNOTATE",
  DEMONSTRATE = "DEMONSTRATE",
  RATE = "RATE",
  RANK = "RANK",
}

/** Where a task stands. */
export enum TaskState {
  OPEN = "OPEN",
  TAKEN = "TAKEN",
  DONE = "DONE",
  DESK = "DESK",
  CLOSED = "CLOSED",
}

registerEnumType(TaskKind, {
  name: "TaskKind",
  description: "What a task asks for.",
  valuesConfig: {
    ANNOTATE: { description: "The prompt's fields." },
    DEMONSTRATE: { description: "The labeler's own ideal answer." },
    RATE: { description: "Each completion's fields." },
    RANK: { description: "Each completion's fields, then all ranked together." },
  },
});
registerEnumType(TaskState, {
  name: "TaskState",
  description: "Where a task stands.",
  valuesConfig: {
    OPEN: { description: "Has a free place." },
    TAKEN: { description: "All places are held, not all are done." },
    DONE: { description: "As many labels as it wants." },
    DESK: { description: "Skipped so often that a researcher must look." },
    CLOSED: { description: "Ended by a researcher." },
  },
});

/**
 * Asks for one label of one kind on one prompt, by as many labelers as `overlap` says. States: OPEN <-> TAKEN as
 * places are leased and given back; -> DONE with the last label; -> DESK by skips; -> CLOSED by a researcher.
 */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Asks for one label of one kind on one prompt.",
})
@Entity("tasks")
@Unique(["identity"])
@Index(["projectId", "state", "isBegun", "priority", "position"])
@Index(["promptId"])
@Index(["projectId", "createdAt", "id"])
export class Task extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project." })
  @RefColumn(() => Project)
  projectId: string;

  @Field(() => TaskKind, { description: "What it asks for." })
  @WordColumn(32)
  kind: TaskKind;

  @Field(() => TaskState, { description: "Where it stands." })
  @WordColumn(16)
  state: TaskState;

  @RefColumn(() => Prompt)
  promptId: string;

  /** The preparation run that the prompt was taken from. */
  @KeyColumn(40)
  runId: string;

  @RefColumn(() => LabelForm, { nullable: true })
  formId: string | null;

  @Field(() => String, { nullable: true, description: "The completion set whose completions it shows." })
  @KeyColumn(200, { nullable: true })
  setName: string | null;

  @Field(() => Int, { description: "How many labelers it wants." })
  @CountColumn()
  overlap: number;

  @Field(() => Int, { description: "Places that nobody holds." })
  @CountColumn()
  freePlaces: number;

  @Field(() => Int, { description: "Labels it has." })
  @CountColumn()
  labelsDone: number;

  @Field(() => Int, { description: "How often it was skipped." })
  @CountColumn()
  skips: number;

  /** Somebody has a label on it: such tasks are finished before new ones are opened. */
  @FlagColumn()
  isBegun: boolean;

  @Field(() => Int, { description: "Higher comes first, -100 to 100." })
  @CountColumn()
  priority: number;

  /** The seeded place among tasks of the same priority. */
  @KeyColumn(64)
  position: string;

  @Field(() => Boolean, { description: "Whether its right answer is known, to check work by." })
  @FlagColumn()
  isGold: boolean;

  @Field(() => ID, { nullable: true, description: "The task that this one does again." })
  @KeyColumn(40, { nullable: true })
  redoOf: string | null;

  /** What it asks, of whom no second task is made: kind, prompt, set and completions, hashed. */
  @KeyColumn(64)
  identity: string;

  @Field(() => Date, { description: "When it was made." })
  @TimeColumn()
  createdAt: Date;
}

/** A completion that a task shows; fixed when the task is made. */
@Entity("task_completions")
export class TaskCompletion {
  @PrimaryRefColumn(() => Task)
  taskId: string;

  @PrimaryRefColumn(() => Completion)
  completionId: string;
}
