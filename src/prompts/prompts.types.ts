import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Job } from "../core/jobs/job.entity";
import { connectionOf, type Connection } from "../core/paging.types";
import type { ImportError } from "./import/rejects";
import { Prompt } from "./prompt.entity";

/** The formats that import reads. */
export enum ImportFormat {
  JSONL = "JSONL",
  JSON = "JSON",
  CSV = "CSV",
  TSV = "TSV",
}

registerEnumType(ImportFormat, {
  name: "ImportFormat",
  description: "The formats that import reads.",
  valuesConfig: {
    JSONL: { description: "An object a line." },
    JSON: { description: "One array of objects." },
    CSV: { description: "RFC 4180 with a header row." },
    TSV: { description: "The same with tabs." },
  },
});

/** Who spoke an earlier turn. */
export enum TurnRole {
  SYSTEM = "SYSTEM",
  USER = "USER",
  ASSISTANT = "ASSISTANT",
}

registerEnumType(TurnRole, {
  name: "TurnRole",
  description: "Who spoke an earlier turn of a dialogue.",
  valuesConfig: {
    SYSTEM: { description: "The order that the dialogue stands under." },
    USER: { description: "The person." },
    ASSISTANT: { description: "The model." },
  },
});

export const PromptConnection = connectionOf(Prompt, "Prompt");
export type PromptConnection = Connection<Prompt>;

@ObjectType("PromptTurn", {
  simpleResolvers: true,
  description: "An earlier turn of the dialogue that a prompt goes on with.",
})
export class PromptTurnType {
  @Field(() => TurnRole, { description: "Who spoke." })
  role: `${TurnRole}`;

  @Field(() => String, { description: "What was said, exactly." })
  content: string;
}

@ObjectType("PromptExample", { simpleResolvers: true, description: "A pair of a few-shot prompt." })
export class PromptExampleType {
  @Field(() => String, { description: "The query." })
  query: string;

  @Field(() => String, { description: "Its response." })
  response: string;
}

@ObjectType("ImportError", { simpleResolvers: true, description: "A row that was not taken, and why." })
export class ImportErrorType implements ImportError {
  @Field(() => Int, { description: "Where the row starts in the file, from 1." })
  line: number;

  @Field(() => String, { nullable: true, description: "The column; null where the row as a whole is meant." })
  field: string | null;

  @Field(() => String, { description: "The rule it breaks." })
  rule: string;

  @Field(() => String, { description: "What is wrong, for a person." })
  message: string;
}

@ObjectType({ simpleResolvers: true, description: "What came of an import." })
export class ImportPayload {
  @Field(() => Job, { description: "The job that did it." })
  job: Job;

  @Field(() => Int, { description: "Rows that are stored now (or would be, in a dry run)." })
  imported: number;

  @Field(() => Int, { description: "Rows that were stored before." })
  duplicates: number;

  @Field(() => Int, { description: "Rows that break a rule." })
  rejected: number;

  @Field(() => [String], { description: "Columns that import doesn't know, at most 100." })
  unknownColumns: string[];

  @Field(() => [ImportErrorType], { description: "The first 100 rejected rows." })
  errors: ImportErrorType[];
}

@ObjectType({ simpleResolvers: true, description: "A prompt that was written." })
export class WritePromptPayload {
  @Field(() => ID, { description: "The new prompt's id." })
  promptId: string;
}
