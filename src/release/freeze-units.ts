import { compareBytes } from "../core/seeded";
import { leaveOneOut, sampledSets, wholePrompt, type FewShotPlan } from "./few-shot-plans";
import type {
  CompletionValues,
  FrozenUnit,
  PpoValues,
  PromptTexts,
  PromptValues,
  RankingValues,
  SftValues,
} from "./frozen-values";
import { promptOf } from "./frozen-values";
import type { FewShotParameters, ReleaseParameters } from "./manifest";
import { promptMessages } from "./messages";
import type { ReleaseSplit } from "./row-inputs";
import { questionTexts } from "./sft-rows";
import { rankingWeights, sftWeight } from "./weights";

/** A frozen unit with the label version it is made of. */
export type NewUnit<V extends FrozenUnit["values"] = FrozenUnit["values"]> = FrozenUnit<V> & {
  readonly labelVersionId: string | null;
};

/** A kept prompt that may go into a release. */
export interface KeptPrompt {
  readonly id: string;
  readonly split: ReleaseSplit;
  readonly values: PromptValues;
  readonly texts: PromptTexts;
  /** What stands for the prompt in a seeded choice: its external id or the hash of its content. */
  readonly seedKey: string;
}

/** What every label brings. */
interface LabelFacts {
  readonly id: string;
  readonly versionId: string;
  readonly labeler: string;
  readonly guidelineVersion: number | null;
}

/** A demonstration. */
export interface DemonstrationToFreeze extends LabelFacts {
  readonly tokens: number;
}

/** A ranking. */
export interface RankingToFreeze extends LabelFacts {
  readonly noneAcceptable: boolean;
  readonly form: string | null;
  readonly completions: readonly CompletionValues[];
}

/** How the rows of an SFT release are built. */
export interface SftChoices {
  readonly parameters: Pick<ReleaseParameters, "seed" | "weighting" | "fewShot">;
  /** Tokens in the GPT-2/GPT-3 encoding. */
  readonly tokensOf: (text: string) => number;
}

/** The unit of a PPO release: the prompt alone. */
export function ppoUnit({ id, split, values: prompt }: KeptPrompt): NewUnit<PpoValues> {
  return { promptId: id, split, labelVersionId: null, values: { kind: "PPO", prompt } };
}

/**
 * The units of all SFT rows of a prompt, in the order of the files. A plain prompt gives a row for each
 * demonstration. Of a few-shot prompt, leave-one-out asks each example once and each demonstration with all examples
 * shown; sampled sets ask each demonstration (or, without one, the examples) with different sets.
 */
export function sftUnits(
  kept: KeptPrompt,
  demonstrations: readonly DemonstrationToFreeze[],
  choices: SftChoices,
): NewUnit<SftValues>[] {
  const { fewShot } = choices.parameters;
  const plans =
    kept.texts.fewShot === null || fewShot === null
      ? demonstrations.map((label): PlannedRow => ({ label, plan: wholePrompt(0) }))
      : fewShotRows(kept, demonstrations, { fewShot, seed: choices.parameters.seed });
  const weight = sftWeight(choices.parameters.weighting ?? "NONE", plans.length);
  return plans.sort(inFileOrder).map(({ label, plan }) => ({
    promptId: kept.id,
    split: kept.split,
    labelVersionId: label?.versionId ?? null,
    values: {
      kind: "SFT",
      prompt: kept.values,
      labelId: label?.id ?? null,
      askedExample: plan.askedExample,
      examplesShown: plan.examplesShown,
      ...rowTokens(kept, { label, plan }, choices.tokensOf),
      labeler: label?.labeler ?? null,
      guidelineVersion: label?.guidelineVersion ?? null,
      weight,
    },
  }));
}

/** The units of all rankings of a prompt, each label by itself, by label id. */
export function rankingUnits(
  { id, split, values: prompt }: KeptPrompt,
  rankings: readonly RankingToFreeze[],
  weighting: ReleaseParameters["weighting"],
): NewUnit<RankingValues>[] {
  const sorted = [...rankings].sort((a, b) => compareBytes(a.id, b.id));
  const weighed = sorted.map(({ completions }) => ({ isConsensus: false, completions }));
  const weights = rankingWeights(weighed, { weighting: weighting ?? "PER_RANKING", labels: "EACH" });
  return sorted.map(({ id: labelId, versionId, ...ranking }, place) => {
    const weight = weights[place];
    if (weight === undefined) throw new Error(`The ranking ${labelId} has no weight.`);
    return {
      promptId: id,
      split,
      labelVersionId: versionId,
      values: { kind: "RM", prompt, labelId, ...ranking, ...weight },
    };
  });
}

interface PlannedRow {
  readonly label: DemonstrationToFreeze | null;
  readonly plan: FewShotPlan;
}

function fewShotRows(
  { texts, seedKey }: KeptPrompt,
  demonstrations: readonly DemonstrationToFreeze[],
  { fewShot, seed }: { readonly fewShot: FewShotParameters; readonly seed: number },
): PlannedRow[] {
  const exampleCount = texts.fewShot?.examples.length ?? 0;
  if (fewShot.construction === "LEAVE_ONE_OUT") {
    return [
      ...leaveOneOut(exampleCount).map((plan) => ({ label: null, plan })),
      ...demonstrations.map((label) => ({ label, plan: wholePrompt(exampleCount) })),
    ];
  }
  const { sets, shown } = fewShot;
  if (sets === null || shown === null) throw new Error("Sampled sets have a number and a size.");
  const asked = demonstrations.length === 0 ? [null] : demonstrations;
  return asked.flatMap((label) =>
    sampledSets({
      exampleCount,
      asksOpenQuery: label !== null,
      sets,
      shown,
      seed,
      key: seedKey,
    }).map((plan) => ({ label, plan })),
  );
}

/** By label id, null first, then by the shown examples, then by the asked one. */
function inFileOrder(a: PlannedRow, b: PlannedRow): number {
  if (a.label?.id !== b.label?.id) return compareBytes(a.label?.id ?? "", b.label?.id ?? "");
  const [shown, other] = [a.plan.examplesShown, b.plan.examplesShown];
  const place = shown.findIndex((example, index) => example !== other[index]);
  if (place !== -1) return (shown[place] ?? 0) - (other[place] ?? -1);
  return shown.length - other.length || (a.plan.askedExample ?? -1) - (b.plan.askedExample ?? -1);
}

function rowTokens(
  kept: KeptPrompt,
  { label, plan }: PlannedRow,
  tokensOf: SftChoices["tokensOf"],
): Pick<SftValues, "promptTokens" | "completionTokens"> {
  const { fewShot } = kept.texts;
  const showsAll = plan.examplesShown.length === (fewShot?.examples.length ?? 0);
  if (label !== null && showsAll) {
    return { promptTokens: kept.values.tokens, completionTokens: label.tokens };
  }
  const prompt = promptOf(
    { promptId: kept.id, split: kept.split, values: { kind: "PPO", prompt: kept.values } },
    kept.texts,
  );
  const { askedExample, examplesShown } = plan;
  const { text, completion } = questionTexts({
    prompt,
    question:
      askedExample === null
        ? { asks: "PROMPT", demonstration: "" }
        : { asks: "EXAMPLE", example: askedExample },
    examplesShown,
  });
  const turns = promptMessages(prompt.context, text);
  const promptTokens = turns.reduce((sum, { content }) => sum + tokensOf(content), 0);
  return { promptTokens, completionTokens: label?.tokens ?? tokensOf(completion) };
}
