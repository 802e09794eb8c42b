import type { Reader } from "../core/database/reader";
import { refusal } from "../core/errors";
import { PromptKind } from "../prompts/prompt.entity";
import type { PromptsService, WholePrompt } from "../prompts/prompts.service";
import type { KeptPrompt } from "./freeze-units";
import type { ReleaseParameters } from "./manifest";
import { releaseFilterOf } from "./release-parameters";
import type { ReleaseKind, ReleaseSplit } from "./row-inputs";

/** What a release is taken from, and what of it. */
export interface ReleasePlan {
  readonly projectId: string;
  readonly runId: string;
  readonly kind: ReleaseKind;
  readonly parameters: ReleaseParameters;
}

interface KeptRow {
  readonly promptId: string;
  readonly split: ReleaseSplit;
  readonly language: string | null;
  readonly tokens: number;
}

/** What a prompt must have beside having been kept, for each kind of release. */
const content: Readonly<Record<ReleaseKind, string>> = {
  SFT: `AND (EXISTS (SELECT 1 FROM prompt_examples e WHERE e.prompt_id = p.id) OR EXISTS (
    SELECT 1 FROM labels l WHERE l.project_id = p.project_id AND l.kind = 'DEMONSTRATE' AND l.prompt_id = p.id
    AND l.origin = 'TRAINING'))`,
  RM: `AND EXISTS (SELECT 1 FROM labels l WHERE l.project_id = p.project_id AND l.kind = 'RANK'
    AND l.prompt_id = p.id AND l.origin = 'TRAINING')`,
  PPO: "",
};

const missing: Readonly<Record<ReleaseKind, string>> = {
  SFT: "None of the kept prompts that match has a demonstration by a labeler of the training cohort, or examples.",
  RM: "None of the kept prompts that match has a ranking by a labeler of the training cohort.",
  PPO: "The filter and `disjointFrom` leave no kept prompt.",
};

/**
 * The prompts that may go into a release: kept by the run, matching the filter, in none of `disjointFrom`, and
 * neither held nor withdrawn by now, whatever the run said.
 */
export class FreezablePrompts {
  constructor(private readonly prompts: PromptsService) {}

  /** A page of them by id, with their texts. */
  async page(
    reader: Reader,
    plan: ReleasePlan,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<KeptPrompt[]> {
    const { where, values } = conditions(plan, content[plan.kind]);
    const rows = await reader.rows<KeptRow>(
      `SELECT o.prompt_id AS "promptId", o.split AS "split", o.language AS "language", o.prompt_tokens AS "tokens"
       ${where} AND o.prompt_id > :after ORDER BY o.prompt_id LIMIT :limit`,
      { ...values, after, limit },
    );
    const whole = await this.prompts.whole(
      reader,
      rows.map(({ promptId }) => promptId),
    );
    return rows.map((row) => {
      const found = whole.get(row.promptId);
      if (found === undefined)
        throw new Error(`The run keeps the prompt ${row.promptId}, which is not there.`);
      return keptPrompt(row, found);
    });
  }

  /** How many there are. */
  async count(reader: Reader, plan: ReleasePlan): Promise<number> {
    const { where, values } = conditions(plan, content[plan.kind]);
    const [row] = await reader.rows<{ count: number | string }>(
      `SELECT COUNT(*) AS "count" ${where}`,
      values,
    );
    return Number(row?.count ?? 0);
  }

  /** @throws LabelroomError CONFLICT naming what is missing, where there are none. */
  async requireSome(reader: Reader, plan: ReleasePlan): Promise<void> {
    if (await hasSome(reader, conditions(plan, content[plan.kind]))) return;
    const isPromptKept = await hasSome(reader, conditions(plan, ""));
    throw nothingToRelease(isPromptKept ? missing[plan.kind] : missing.PPO);
  }
}

/** CONFLICT of a release that would hold nothing. */
export function nothingToRelease(message: string): Error {
  return refusal("CONFLICT", "input.kind", "notEmpty", `The release would be empty. ${message}`);
}

interface Conditions {
  readonly where: string;
  readonly values: Record<string, string | number | readonly string[]>;
}

function conditions({ runId, parameters }: ReleasePlan, extra: string): Conditions {
  const filter = releaseFilterOf(parameters);
  const { disjointFrom } = parameters;
  const restrictions = [
    ["o.split", "splits", filter.splits],
    ["o.language", "languages", filter.languages],
    ["p.use_case", "useCases", filter.useCases],
    ["p.source", "sources", filter.sources],
    ["p.kind", "kinds", filter.kinds],
  ] as const;
  const given = restrictions.filter(([, , list]) => list !== null);
  const lists = given.map(([column, name]) => `AND ${column} IN (:${name})`);
  const disjoint =
    "AND NOT EXISTS (SELECT 1 FROM release_rows r WHERE r.prompt_id = p.id AND r.release_id IN (:disjointFrom))";
  const where = `FROM prompt_outcomes o JOIN prompts p ON p.id = o.prompt_id
    WHERE o.run_id = :runId AND o.step IS NULL
    AND NOT EXISTS (SELECT 1 FROM prompt_holds h WHERE h.prompt_id = p.id AND h.lifted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM consent_withdrawals w
      WHERE w.project_id = p.project_id AND w.external_user_id = p.external_user_id)
    ${lists.join(" ")} ${disjointFrom.length === 0 ? "" : disjoint} ${extra}`;
  return {
    where,
    values: { runId, disjointFrom, ...Object.fromEntries(given.map(([, name, list]) => [name, list ?? []])) },
  };
}

async function hasSome(reader: Reader, { where, values }: Conditions): Promise<boolean> {
  return (await reader.rows(`SELECT 1 AS "one" ${where} LIMIT 1`, values)).length > 0;
}

function keptPrompt(row: KeptRow, { prompt, examples }: WholePrompt): KeptPrompt {
  const { source, kind, useCase, license } = prompt;
  return {
    id: prompt.id,
    split: row.split,
    values: { source, kind, useCase, language: row.language, license, tokens: row.tokens },
    texts: textsOf({ prompt, examples }),
    seedKey: prompt.externalId ?? prompt.contentHash,
  };
}

/** The texts of a stored prompt, as rows are made of them. */
export function textsOf({ prompt, examples }: WholePrompt): KeptPrompt["texts"] {
  const { kind, storedText, context, instruction, openQuery } = prompt;
  const pairs = examples.map(({ query, response }) => ({ query, response }));
  return {
    context,
    text: storedText,
    fewShot:
      kind === PromptKind.FEW_SHOT
        ? { instruction: instruction ?? "", examples: pairs, query: openQuery }
        : null,
  };
}
