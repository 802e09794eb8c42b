import type { Column, ColumnType } from "./column-types";
import type { MarginRule, ReleaseKind, ReleaseView } from "./row-inputs";

/** A config of `datasets`: a set of files with the same columns. */
export type ReleaseConfig = "default" | "rankings" | "plain" | "openai";

/** Where the files of each config lie inside the folder. */
export const configFolders: Readonly<Record<ReleaseConfig, string>> = {
  default: "data",
  rankings: "rankings",
  plain: "views/plain",
  openai: "views/openai",
};

/** The configs of a release, in the order of the card. A PPO release has no OPENAI view. */
export function configsOf(kind: ReleaseKind, views: readonly ReleaseView[]): ReleaseConfig[] {
  const configs: ReleaseConfig[] = kind === "RM" ? ["default", "rankings"] : ["default"];
  if (views.includes("PLAIN")) configs.push("plain");
  if (views.includes("OPENAI") && kind !== "PPO") configs.push("openai");
  return configs;
}

/** Every column of a config's rows, in the order in which they are written. */
export function columnsOf(
  kind: ReleaseKind,
  config: ReleaseConfig,
  { margin }: { readonly margin: MarginRule | null },
): readonly Column[] {
  if (config === "rankings") return rankingColumns;
  if (config === "openai") return kind === "RM" ? openaiPairColumns : openaiMessageColumns;
  if (config === "plain") return plainColumns[kind];
  if (kind === "SFT") return sftColumns;
  if (kind === "PPO") return ppoColumns;
  return margin === null ? pairColumns : [...pairColumns, marginColumns[margin]];
}

const string: ColumnType = { is: "string" };
const int64: ColumnType = { is: "int64" };
const float64: ColumnType = { is: "float64" };
const bool: ColumnType = { is: "bool" };

function column(name: string, type: ColumnType, meaning = ""): Column {
  return { name, type, isNullable: false, meaning };
}

function nullable(name: string, type: ColumnType, meaning = ""): Column {
  return { name, type, isNullable: true, meaning };
}

function listOf(...fields: readonly Column[]): ColumnType {
  return { is: "list", of: { is: "struct", fields } };
}

const messages = listOf(column("role", string), column("content", string));
const answers = listOf(column("field", string), nullable("answer", string), nullable("score", int64));

const id = column("id", string, "opaque, the same in every export");
const promptId = column("prompt_id", string, "the prompt, the same in every release of the project");
const promptMessages = column("prompt", messages, "earlier turns, then one `user` turn");
const promptFacts: readonly Column[] = [
  column("source", string, "`CUSTOMER` or `LABELER`"),
  column("kind", string, "`PLAIN`, `FEW_SHOT` or `USER_BASED`"),
  nullable("use_case", string, "what the prompt is for"),
  nullable("language", string, "BCP 47"),
  nullable("license", string, "SPDX id or words"),
];
const promptTokens = column("prompt_tokens", int64, "in the GPT-2/GPT-3 encoding");
const labeler = nullable("labeler", string, "pseudonym; null for imported or merged work");
const guidelineVersion = nullable("guideline_version", int64, "the published version it was made under");

const sftColumns: readonly Column[] = [
  id,
  promptMessages,
  column("completion", messages, "one `assistant` turn; the loss falls on it alone"),
  promptId,
  ...promptFacts,
  promptTokens,
  column("completion_tokens", int64, "in the GPT-2/GPT-3 encoding"),
  column("examples_used", { is: "list", of: int64 }, "few-shot: which examples (from 0) the prompt shows"),
  labeler,
  guidelineVersion,
  column("weight", float64, "1.0, or 1/n where n rows share a prompt"),
];

const pairColumns: readonly Column[] = [
  id,
  promptMessages,
  column("chosen", messages, "the completion that was ranked higher"),
  column("rejected", messages, "the completion that was ranked lower"),
  column("ranking_id", string, "its ranking in the config `rankings`; group by it"),
  promptId,
  column("k", int64, "how many completions were ranked"),
  column("chosen_rank", int64, "from 1, the best"),
  column("rejected_rank", int64, "from 1, the best"),
  column("rank_gap", int64, "rejected_rank - chosen_rank"),
  nullable("chosen_rating", int64, "the answer to `overall_quality`"),
  nullable("rejected_rating", int64, "the answer to `overall_quality`"),
  nullable("chosen_model", string, "who wrote it"),
  nullable("rejected_model", string, "who wrote it"),
  column("pair_count", int64, "how many rows the ranking gave"),
  ...promptFacts,
  labeler,
  guidelineVersion,
  column("weight", float64, "sums to 1 over a ranking or a prompt, or is 1.0"),
];

const marginColumns: Readonly<Record<MarginRule, Column>> = {
  RANK_GAP: column("margin", float64, "rank_gap; some reward trainers subtract it in the loss"),
  RATING_GAP: column("margin", float64, "gap of the ratings; some reward trainers subtract it in the loss"),
};

const rankingColumns: readonly Column[] = [
  id,
  column("context", messages, "earlier turns, then one `user` turn"),
  column(
    "completions",
    listOf(
      column("rank", int64),
      column("completion", messages),
      column("id", string),
      nullable("model", string),
      nullable("rating", int64),
      column("answers", answers),
    ),
    "by rank, then id; equal ranks are ties",
  ),
  column("none_acceptable", bool, "the labeler found none of them acceptable"),
  column("prompt_answers", answers, "what was asked about the prompt"),
  nullable("form", string, "label form and version"),
  promptId,
  column("k", int64, "how many completions were ranked"),
  column("pairs", int64, "comparisons with a winner"),
  column("ties", int64, "comparisons without one"),
  labeler,
  guidelineVersion,
  column("consensus", bool, "merged from several labels"),
  column("weight", float64, "sums to 1 over a prompt, or is 1.0; 0.0 where the ranking gives no rows"),
  ...promptFacts,
];

const ppoColumns: readonly Column[] = [id, promptMessages, promptId, ...promptFacts, promptTokens];

const plainPrompt = column("prompt", string, "ready for a base model, with the suffix");
const plainColumns: Readonly<Record<ReleaseKind, readonly Column[]>> = {
  SFT: [id, plainPrompt, column("completion", string, "to be joined to the prompt as it is")],
  RM: [
    id,
    column("system", string, "system turns; may be empty"),
    column("input", string, "the bare prompt"),
    plainPrompt,
    column("chosen", string, "the completion that was ranked higher"),
    column("rejected", string, "the completion that was ranked lower"),
  ],
  PPO: [id, plainPrompt],
};

const openaiMessageColumns: readonly Column[] = [column("messages", messages, "prompt and completion")];
const openaiPairColumns: readonly Column[] = [
  column("input", { is: "struct", fields: [column("messages", messages)] }, "the prompt"),
  column("preferred_output", messages, "the completion that was ranked higher"),
  column("non_preferred_output", messages, "the completion that was ranked lower"),
];
