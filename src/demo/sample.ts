import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A version of the sample's guideline. */
export interface SampleGuideline {
  readonly markdown: string;
  readonly phase: string;
  readonly priorities: readonly string[];
  readonly note: string;
  readonly requiresAcknowledgement: boolean;
  /** The edge cases that it settles, by the sample's names. */
  readonly foldsIn: readonly string[];
}

/** A question of the sample; `answer` is null where it stays open. */
export interface SampleEdgeCase {
  readonly external_id: string;
  readonly prompt_external_id: string;
  readonly completion_external_ids: readonly string[];
  readonly question: string;
  readonly answer: string | null;
}

/** The sample project's data, as `examples/sample` holds it. */
export interface Sample {
  readonly promptsJsonl: string;
  readonly promptsCsv: string;
  readonly completionsJsonl: string;
  readonly guidelines: readonly SampleGuideline[];
  readonly edgeCases: readonly SampleEdgeCase[];
  /** Ideal answers by the prompt's external id. */
  readonly demonstrations: ReadonlyMap<string, string>;
}

/** Reads the sample from its folder. */
export async function readSample(folder: string): Promise<Sample> {
  const text = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
  const json = async <T>(name: string): Promise<T> => JSON.parse(await text(name)) as T;
  const versions = await json<readonly StoredGuideline[]>("guidelines.json");
  const answers = await json<readonly { prompt_external_id: string; text: string }[]>("demonstrations.json");
  return {
    promptsJsonl: await text("prompts.jsonl"),
    promptsCsv: await text("prompts.csv"),
    completionsJsonl: await text("completions.jsonl"),
    guidelines: await Promise.all(
      versions.map(async ({ file, phase, priorities, note, requires_acknowledgement, folds_in }) => ({
        markdown: await text(file),
        phase,
        priorities,
        note,
        requiresAcknowledgement: requires_acknowledgement,
        foldsIn: folds_in,
      })),
    ),
    edgeCases: await json("edge-cases.json"),
    demonstrations: new Map(answers.map((answer) => [answer.prompt_external_id, answer.text])),
  };
}

interface StoredGuideline {
  readonly file: string;
  readonly phase: string;
  readonly priorities: readonly string[];
  readonly note: string;
  readonly requires_acknowledgement: boolean;
  readonly folds_in: readonly string[];
}
