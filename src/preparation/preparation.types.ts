import { Field, Int, ObjectType } from "type-graphql";
import { Job } from "../core/jobs/job.entity";
import { connectionOf, type Connection } from "../core/paging.types";
import { PreparationRun } from "./preparation-run.entity";
import {
  personalDataWords,
  reasonWords,
  splitWords,
  StoredFind,
  StoredOutcome,
  stepWords,
} from "./prompt-outcome.entity";
import type { PersonalDataType } from "./recognizers/recognizer";
import type { DropReason, PreparationStep, Split } from "./steps";

export const OutcomeConnection = connectionOf(StoredOutcome, "PromptOutcome");
export type OutcomeConnection = Connection<StoredOutcome>;

@ObjectType("PreparationParameters", {
  simpleResolvers: true,
  description: "The bounds and the seed of a run.",
})
export class RunParametersType {
  @Field(() => String, {
    description: "Seeded the choice within the caps, and the splits of those who had none.",
  })
  seed: string;

  @Field(() => Int, { description: "How many code points duplicates share." })
  minPrefix: number;

  @Field(() => Int, { description: "How many prompts of one user stay." })
  userCap: number;

  @Field(() => Int, { description: "How many prompts of one organization stay." })
  organizationCap: number;
}

@ObjectType({ simpleResolvers: true, description: "How many prompts a step dropped for a reason." })
export class DropCount {
  @Field(() => reasonWords, { description: "The reason." })
  reason: DropReason;

  @Field(() => Int, { description: "How many prompts." })
  count: number;
}

@ObjectType({ simpleResolvers: true, description: "A step of a run's funnel." })
export class FunnelStep {
  @Field(() => stepWords, { description: "The step." })
  step: PreparationStep;

  @Field(() => Int, { description: "Prompts that came in." })
  in: number;

  @Field(() => Int, { description: "Prompts that went on; what comes into the next step." })
  out: number;

  @Field(() => [DropCount], { description: "What was dropped, by the reasons that occurred." })
  dropped: DropCount[];
}

@ObjectType({ simpleResolvers: true, description: "How many kept prompts a split has." })
export class SplitCount {
  @Field(() => splitWords, { description: "The split." })
  split: Split;

  @Field(() => Int, { description: "How many kept prompts." })
  count: number;
}

@ObjectType("RecognizerVersion", {
  simpleResolvers: true,
  description: "A recogniser of personal data that a run used.",
})
export class RecognizerVersionType {
  @Field(() => personalDataWords, { description: "What it finds." })
  type: PersonalDataType;

  @Field(() => String, { description: "Its version." })
  version: string;
}

@ObjectType({ simpleResolvers: true, description: "A preparation that was asked for." })
export class PreparePromptsPayload {
  @Field(() => Job, { description: "The job that does it." })
  job: Job;

  @Field(() => PreparationRun, { description: "The run; its outcomes are visible when it is done." })
  run: PreparationRun;
}

@ObjectType({ simpleResolvers: true, description: "Finds that were overruled." })
export class OverrulePersonalDataPayload {
  @Field(() => [StoredFind], {
    description: "The finds; the next run keeps the prompt where no other find drops it.",
  })
  finds: StoredFind[];
}
