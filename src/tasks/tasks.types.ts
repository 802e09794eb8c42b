import { GraphQLJSONObject } from "graphql-scalars";
import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Person } from "../accounts/person.types";
import { connectionOf, type Connection } from "../core/paging.types";
import { PromptKind } from "../prompts/prompt.entity";
import { PromptExampleType, PromptTurnType } from "../prompts/prompts.types";
import { Assignment } from "./assignment.entity";
import { Task } from "./task.entity";

/** Why no task was made of a prompt. */
export enum NoTaskReasonType {
  TOO_FEW_COMPLETIONS = "TOO_FEW_COMPLETIONS",
  EXISTS = "EXISTS",
  BEYOND_LIMIT = "BEYOND_LIMIT",
}

registerEnumType(NoTaskReasonType, {
  name: "NoTaskReason",
  description: "Why no task was made of a prompt.",
  valuesConfig: {
    TOO_FEW_COMPLETIONS: { description: "It has fewer completions in the set than a ranking needs." },
    EXISTS: { description: "There is such a task already." },
    BEYOND_LIMIT: { description: "The limit was reached." },
  },
});

export const TaskConnection = connectionOf(Task, "Task");
export type TaskConnection = Connection<Task>;

@ObjectType({
  simpleResolvers: true,
  description: "A prompt as a labeler sees it: nothing about who sent it.",
})
export class TaskPrompt {
  @Field(() => ID, { description: "The prompt's id, for questions about it." })
  id: string;

  @Field(() => PromptKind, { description: "What it is made of." })
  kind: PromptKind;

  @Field(() => String, {
    description: "The text, exactly as stored; FEW_SHOT: its parts by template version 1.",
  })
  text: string;

  @Field(() => [PromptTurnType], { description: "The earlier turns of the dialogue; empty for most." })
  context: PromptTurnType[];

  @Field(() => String, { nullable: true, description: "FEW_SHOT: the instruction; null else." })
  instruction: string | null;

  @Field(() => [PromptExampleType], { description: "FEW_SHOT: the examples; empty else." })
  examples: PromptExampleType[];

  @Field(() => String, { nullable: true, description: "FEW_SHOT: the query whose answer is asked for." })
  openQuery: string | null;

  @Field(() => String, { nullable: true, description: "The language its file says (BCP 47)." })
  declaredLanguage: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "A completion as a labeler sees it: neither model nor origin.",
})
export class TaskOutput {
  @Field(() => ID, { description: "Its id; answers and ranks name it." })
  id: string;

  @Field(() => String, { description: "The text, exactly; may be empty." })
  text: string;
}

@ObjectType("Draft", { simpleResolvers: true, description: "Unfinished work of an assignment." })
export class DraftType {
  @Field(() => ID, { description: "The assignment." })
  assignmentId: string;

  @Field(() => Int, { description: "Counts saves; give it with the next one." })
  revision: number;

  @Field(() => GraphQLJSONObject, { description: "What was typed, as the client saved it." })
  content: Record<string, unknown>;

  @Field(() => Date, { description: "When it was saved." })
  savedAt: Date;
}

@ObjectType({ simpleResolvers: true, description: "How many prompts gave no task, by reason." })
export class NoTaskCount {
  @Field(() => NoTaskReasonType, { description: "Why." })
  reason: NoTaskReasonType;

  @Field(() => Int, { description: "How many prompts." })
  count: number;
}

@ObjectType({ simpleResolvers: true, description: "What came of making tasks." })
export class CreateTasksPayload {
  @Field(() => Int, { description: "Tasks that were made (or would be, in a dry run)." })
  created: number;

  @Field(() => Int, { description: "Of these, how many want more than one labeler." })
  shared: number;

  @Field(() => [NoTaskCount], { description: "Prompts that gave no task." })
  without: NoTaskCount[];
}

@ObjectType({ simpleResolvers: true, description: "A claim: an assignment, or word that there is none." })
export class ClaimTaskPayload {
  @Field(() => Assignment, {
    nullable: true,
    description: "The assignment; null when there is no task for you now.",
  })
  assignment: Assignment | null;
}

@ObjectType({ simpleResolvers: true, description: "An assignment that was changed." })
export class AssignmentPayload {
  @Field(() => Assignment, { description: "The assignment." })
  assignment: Assignment;
}

@ObjectType({ simpleResolvers: true, description: "A draft that was saved." })
export class SaveDraftPayload {
  @Field(() => DraftType, { description: "The draft as stored." })
  draft: DraftType;
}

@ObjectType({ simpleResolvers: true, description: "A task that was changed." })
export class TaskPayload {
  @Field(() => Task, { description: "The task." })
  task: Task;
}

@ObjectType({ simpleResolvers: true, description: "Who holds, did or skipped a task; for researchers." })
export class TaskHolder {
  @Field(() => Person, { nullable: true, description: "The labeler." })
  labeler: Person | null;

  @Field(() => Assignment, { description: "The assignment." })
  assignment: Assignment;
}
