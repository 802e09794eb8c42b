import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { JobKind, JobState } from "../core/jobs/job.entity";
import type { TokenStatistics } from "../core/token-statistics";
import { LabelOrigin } from "../labels/label.entity";
import { splitWords } from "../preparation/prompt-outcome.entity";
import type { Split } from "../preparation/steps";
import { PromptKind, PromptSource, UseCase } from "../prompts/prompt.entity";
import { TaskKind, TaskState } from "../tasks/task.entity";

@ObjectType({
  simpleResolvers: true,
  description: "How many stored prompts agree in source, kind and use case.",
})
export class PromptCount {
  @Field(() => PromptSource, { description: "Who wrote them." })
  source: PromptSource;

  @Field(() => PromptKind, { description: "What they are made of." })
  kind: PromptKind;

  @Field(() => UseCase, {
    nullable: true,
    description: "The use case their file says; null where it says none.",
  })
  useCase: UseCase | null;

  @Field(() => Int, { description: "How many prompts, dropped ones included." })
  count: number;
}

@ObjectType({
  simpleResolvers: true,
  description: "Kept customers' prompts for each customer, in the shape of the InstructGPT paper's table 8.",
})
export class CustomerCount {
  @Field(() => splitWords, { description: "The split." })
  split: Split;

  @Field(() => Int, { description: "Kept prompts of customers who are known." })
  prompts: number;

  @Field(() => Int, { description: "Customers: organizations, and users without one." })
  customers: number;

  @Field(() => Float, { description: "Prompts for each customer." })
  promptsPerCustomer: number;
}

@ObjectType({ simpleResolvers: true, description: "How many tasks agree in kind and state." })
export class TaskCount {
  @Field(() => TaskKind, { description: "What they ask for." })
  kind: TaskKind;

  @Field(() => TaskState, { description: "Where they stand." })
  state: TaskState;

  @Field(() => Int, { description: "How many tasks." })
  count: number;
}

@ObjectType({ simpleResolvers: true, description: "How many labels agree in kind and origin." })
export class LabelCount {
  @Field(() => TaskKind, { description: "What kind they are of." })
  kind: TaskKind;

  @Field(() => LabelOrigin, { description: "Whose work they are." })
  origin: LabelOrigin;

  @Field(() => Int, { description: "How many labels; versions of one count once." })
  count: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "Lengths in tokens of the GPT-2/GPT-3 encoding, in the shape of the InstructGPT paper's tables 9 to 11. What is null isn't told apart.",
})
export class TokenRow implements TokenStatistics {
  @Field(() => splitWords, { nullable: true, description: "The split; null: all of them." })
  split: Split | null;

  @Field(() => PromptSource, { nullable: true, description: "Who wrote the prompts; null: both." })
  source: PromptSource | null;

  @Field(() => UseCase, { nullable: true, description: "The use case; null: all, or none is said." })
  useCase: UseCase | null;

  @Field(() => Int, { description: "How many texts." })
  count: number;

  @Field(() => Float, { description: "The mean." })
  mean: number;

  @Field(() => Float, { description: "The sample standard deviation (divisor n - 1); 0 for a single text." })
  std: number;

  @Field(() => Int, { description: "The shortest." })
  min: number;

  @Field(() => Float, {
    description: "The first quartile, by linear interpolation (Hyndman and Fan's type 7).",
  })
  p25: number;

  @Field(() => Float, { description: "The median." })
  p50: number;

  @Field(() => Float, { description: "The third quartile, by linear interpolation." })
  p75: number;

  @Field(() => Int, { description: "The longest." })
  max: number;
}

@ObjectType({
  simpleResolvers: true,
  description: "A project in tables; those of kept prompts are of its current run.",
})
export class Statistics {
  @Field(() => ID, { nullable: true, description: "The current preparation run; null before the first." })
  runId: string | null;

  @Field(() => [PromptCount], { description: "Stored prompts by source, kind and use case." })
  prompts: PromptCount[];

  @Field(() => [CustomerCount], { description: "Kept customers' prompts for each customer, by split." })
  customers: CustomerCount[];

  @Field(() => [TaskCount], { description: "Tasks by kind and state." })
  tasks: TaskCount[];

  @Field(() => [LabelCount], { description: "Labels by kind and origin." })
  labels: LabelCount[];

  @Field(() => [TokenRow], { description: "Lengths of kept prompts by split." })
  promptTokensBySplit: TokenRow[];

  @Field(() => [TokenRow], { description: "Lengths of kept prompts by split and source." })
  promptTokensBySource: TokenRow[];

  @Field(() => [TokenRow], { description: "Lengths of kept prompts by the use case their file says." })
  promptTokensByUseCase: TokenRow[];

  @Field(() => [TokenRow], {
    description: "Lengths of demonstrations for kept prompts by split and the prompt's source.",
  })
  demonstrationTokensBySource: TokenRow[];
}

@ObjectType("JobProgress", { simpleResolvers: true, description: "A job that waits or works." })
export class JobProgressType {
  @Field(() => ID, { description: "The job." })
  id: string;

  @Field(() => JobKind, { description: "What it does." })
  kind: JobKind;

  @Field(() => JobState, { description: "Where it stands." })
  state: JobState;

  @Field(() => Int, { description: "Units done so far (rows, prompts)." })
  done: number;

  @Field(() => Int, { nullable: true, description: "Units in all; null while not known." })
  total: number | null;
}

@ObjectType({ simpleResolvers: true, description: "Where a project's work stands." })
export class ProjectProgress {
  @Field(() => Int, { description: "Tasks with a free place." })
  openTasks: number;

  @Field(() => Int, { description: "Places of tasks that somebody holds." })
  leasedPlaces: number;

  @Field(() => Int, { description: "Tasks with as many labels as they want." })
  doneTasks: number;

  @Field(() => Int, { description: "Tasks that a researcher must look at." })
  deskTasks: number;

  @Field(() => Int, { description: "Labels; versions of one count once." })
  labels: number;

  @Field(() => [JobProgressType], { description: "Jobs that wait or work, the oldest first, at most 20." })
  jobs: JobProgressType[];
}
