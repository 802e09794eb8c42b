import { ColumnNames, type ColumnRenames, Columns } from "../prompts/import/columns";
import type { RawRecord } from "../prompts/import/raw-rows";
import type { RowOutcome } from "../prompts/import/row-batches";
import { maxIdCharacters, maxLicenseCharacters, maxTextCharacters } from "../prompts/prompt-rows";

/** Most characters of a model's name or of a set's. */
export const maxNameCharacters = 200;

/** Most characters that a completion's parameters may have as JSON. */
export const maxParametersCharacters = 65_536;

/** Most tokens that a file may claim for a completion. */
export const maxCompletionTokens = 1_000_000;

/** A completion as a file brings it, checked. It names its prompt by one of the two ids. */
export interface CompletionRow {
  readonly promptExternalId: string | null;
  readonly promptId: string | null;
  /** Exactly that of the file; a model may have answered with nothing. */
  readonly text: string;
  readonly model: string;
  /** The batch whose completions are ranked together. */
  readonly set: string | null;
  readonly externalId: string | null;
  /** How it was sampled: any keys. Null where the file does not say. */
  readonly parameters: RawRecord | null;
  /** As the file counts them; null where they are still to be counted. */
  readonly tokens: number | null;
  readonly license: string | null;
}

/** The columns of a completions file, by the names of formats.md. */
export const completionColumns = [
  "prompt_external_id",
  "prompt_id",
  "text",
  "model",
  "set",
  "external_id",
  "parameters",
  "tokens",
  "license",
] as const;

/**
 * A reader of completion rows for one file; `renames` is `--map`. Whether the prompt exists is not its concern.
 * @throws LabelroomError BAD_INPUT where `renames` names a column that there is none of.
 */
export function completionRowReader(
  renames: ColumnRenames = {},
): (raw: { readonly record: RawRecord; readonly hasCells: boolean }) => RowOutcome<CompletionRow> {
  const names = new ColumnNames(completionColumns, renames);
  return ({ record, hasCells }) => {
    const columns = new Columns({ record, hasCells, names });
    const row = readCompletion(columns);
    checkPromptIds(columns);
    columns.require("model", "model is missing: the name of the model that wrote the completion.");
    if (row.text === null && !columns.isFaulty("text")) columns.fail("text", "required", "text is missing.");
    const unknown = names.unknown(record);
    const { text, model } = row;
    if (columns.problems.length > 0 || text === null || model === null)
      return { problems: columns.problems, unknown };
    return { row: { ...row, text, model }, unknown, problems: null };
  };
}

type UncheckedRow = Omit<CompletionRow, "text" | "model"> & {
  readonly text: string | null;
  readonly model: string | null;
};

function readCompletion(columns: Columns): UncheckedRow {
  return {
    promptExternalId: columns.text("prompt_external_id", { max: maxIdCharacters }),
    promptId: columns.text("prompt_id", { max: maxIdCharacters }),
    text: columns.text("text", { min: 0, max: maxTextCharacters }),
    model: columns.text("model", { max: maxNameCharacters }),
    set: columns.text("set", { max: maxNameCharacters }),
    externalId: columns.text("external_id", { max: maxIdCharacters }),
    parameters: readParameters(columns),
    tokens: columns.count("tokens", maxCompletionTokens),
    license: columns.text("license", { max: maxLicenseCharacters }),
  };
}

function readParameters(columns: Columns): RawRecord | null {
  const parameters = columns.object("parameters");
  if (parameters === null) return null;
  if (JSON.stringify(parameters).length > maxParametersCharacters) {
    return columns.fail(
      "parameters",
      "length",
      `parameters has more than ${maxParametersCharacters} characters as JSON.`,
    );
  }
  const path = inexactNumber(parameters, "parameters");
  if (path === null) return parameters;
  return columns.fail(path, "number", `${path} is a number that can't be kept exactly; write it as a text.`);
}

/** The path of a number that JSON.parse rounded to a whole one beyond 2^53, or to infinity; null where there is none. */
function inexactNumber(value: unknown, path: string): string | null {
  if (typeof value === "number") {
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? null : path;
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = inexactNumber(inner, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function checkPromptIds(columns: Columns): void {
  const hasExternal = columns.has("prompt_external_id");
  const hasOwn = columns.has("prompt_id");
  if (hasExternal && hasOwn)
    columns.fail("prompt_id", "exclusive", "Give prompt_external_id or prompt_id, not both.");
  if (!hasExternal && !hasOwn) {
    columns.fail(
      "prompt_external_id",
      "required",
      "A completion names its prompt by prompt_external_id or prompt_id.",
    );
  }
}
