import { ColumnNames, type ColumnRenames, Columns } from "./import/columns";
import type { FewShotExample } from "./few-shot-text";
import type { RawRecord } from "./import/raw-rows";
import type { RowOutcome } from "./import/row-batches";
import { parseTimestamp } from "./import/timestamps";

/** Most characters (code points) of a prompt's text, instruction, turn, query or response. */
export const maxTextCharacters = 200_000;

/** Most characters of an external id, a user id or an organization id. */
export const maxIdCharacters = 200;

/** Most characters of a license. */
export const maxLicenseCharacters = 500;

/** Most characters of the use case or brief that a prompt was written for. */
export const maxNamedUseCaseCharacters = 10_000;

/** Most characters of a language tag. */
export const maxLanguageCharacters = 100;

/** Most earlier turns of a prompt. */
export const maxContextTurns = 1_000;

/** Most examples of a few-shot prompt. */
export const maxExamples = 1_000;

/** Who wrote a prompt: a customer of the team, or a labeler for the data set. */
export const promptSources = ["CUSTOMER", "LABELER"] as const;
export type PromptSource = (typeof promptSources)[number];

/** PLAIN: a text. FEW_SHOT: an instruction and examples. USER_BASED: a text written for a brief. */
export const promptKinds = ["PLAIN", "FEW_SHOT", "USER_BASED"] as const;
export type PromptKind = (typeof promptKinds)[number];

/** Where a customer typed a prompt; only those of the playground pass preparation. */
export const promptChannels = ["PLAYGROUND", "API"] as const;
export type PromptChannel = (typeof promptChannels)[number];

/** The ten use cases of the InstructGPT paper. */
export const promptUseCases = [
  "GENERATION",
  "OPEN_QA",
  "BRAINSTORMING",
  "CHAT",
  "REWRITE",
  "SUMMARIZATION",
  "CLASSIFICATION",
  "OTHER",
  "CLOSED_QA",
  "EXTRACT",
] as const;
export type PromptUseCase = (typeof promptUseCases)[number];

/** Who spoke an earlier turn. */
export const turnRoles = ["SYSTEM", "USER", "ASSISTANT"] as const;
export type TurnRole = (typeof turnRoles)[number];

/** An earlier turn of the dialogue that a prompt goes on with. */
export interface PromptTurn {
  readonly role: TurnRole;
  readonly content: string;
}

/** A prompt as a file brings it, checked. Texts are exactly those of the file. */
export interface PromptRow {
  readonly externalId: string | null;
  /** Null for FEW_SHOT, whose text is made of the instruction and the examples. */
  readonly text: string | null;
  readonly context: readonly PromptTurn[];
  /** Null but for FEW_SHOT. */
  readonly instruction: string | null;
  /** At least one for FEW_SHOT, else none. */
  readonly examples: readonly FewShotExample[];
  /** The query at the end of a FEW_SHOT prompt that the answer is asked for, where the file has one. */
  readonly openQuery: string | null;
  readonly source: PromptSource;
  readonly kind: PromptKind;
  readonly externalUserId: string | null;
  readonly organizationId: string | null;
  readonly channel: PromptChannel | null;
  /** False where the file does not say. */
  readonly consent: boolean;
  /** RFC 3339 in UTC with milliseconds, whatever offset the file uses. */
  readonly submittedAt: string | null;
  readonly useCase: PromptUseCase | null;
  /** The use case or brief it was written for, in words. */
  readonly namedUseCase: string | null;
  /** The BCP 47 tag that the file gives; what is detected is another thing. */
  readonly declaredLanguage: string | null;
  readonly license: string | null;
}

/** The columns of a prompts file, by the names of formats.md. */
export const promptColumns = [
  "text",
  "context",
  "instruction",
  "examples",
  "query",
  "external_id",
  "use_case",
  "named_use_case",
  "language",
  "license",
  "source",
  "kind",
  "user_id",
  "organization_id",
  "consent",
  "channel",
  "submitted_at",
] as const;

/**
 * A reader of prompt rows for one file; `renames` is `--map`. It checks every rule of a row by itself: types,
 * bounds, which columns belong together. Rules about other rows (a known external id) are not its concern.
 * @throws LabelroomError BAD_INPUT where `renames` names a column that there is none of.
 */
export function promptRowReader(
  renames: ColumnRenames = {},
): (raw: { readonly record: RawRecord; readonly hasCells: boolean }) => RowOutcome<PromptRow> {
  const names = new ColumnNames(promptColumns, renames);
  return ({ record, hasCells }) => {
    const columns = new Columns({ record, hasCells, names });
    const row = readPrompt(columns);
    if (!columns.isFaulty("kind")) checkKind(columns, row);
    if (!columns.isFaulty("source")) checkCustomer(columns, row);
    const unknown = [...names.unknown(record), ...columns.unreadKeys];
    return columns.problems.length > 0
      ? { problems: columns.problems, unknown }
      : { row, unknown, problems: null };
  };
}

function readPrompt(columns: Columns): PromptRow {
  const isFewShot = columns.has("instruction");
  return {
    externalId: columns.text("external_id", { max: maxIdCharacters }),
    text: columns.text("text", { max: maxTextCharacters }),
    context: readContext(columns),
    instruction: columns.text("instruction", { max: maxTextCharacters }),
    examples: readExamples(columns),
    openQuery: columns.text("query", { max: maxTextCharacters }),
    source: columns.choice("source", promptSources) ?? "CUSTOMER",
    kind: columns.choice("kind", promptKinds) ?? (isFewShot ? "FEW_SHOT" : "PLAIN"),
    externalUserId: columns.text("user_id", { max: maxIdCharacters }),
    organizationId: columns.text("organization_id", { max: maxIdCharacters }),
    channel: columns.choice("channel", promptChannels),
    consent: columns.truth("consent") ?? false,
    submittedAt: readTimestamp(columns),
    useCase: columns.choice("use_case", promptUseCases),
    namedUseCase: columns.text("named_use_case", { max: maxNamedUseCaseCharacters }),
    declaredLanguage: readLanguage(columns),
    license: columns.text("license", { max: maxLicenseCharacters }),
  };
}

function readContext(columns: Columns): PromptTurn[] {
  return columns.list("context", maxContextTurns, (item, path) => {
    columns.noteKeys(item, path, ["role", "content"]);
    const word = columns.innerText(item, path, { key: "role", max: 40 });
    const content = columns.innerText(item, path, { key: "content", max: maxTextCharacters });
    const role = turnRoles.find((known) => known === word || known.toLowerCase() === word);
    if (word !== null && role === undefined) {
      return columns.fail(`${path}.role`, "choice", `${path}.role is one of system, user, assistant.`);
    }
    return role === undefined || content === null ? null : { role, content };
  });
}

function readExamples(columns: Columns): FewShotExample[] {
  return columns.list("examples", maxExamples, (item, path) => {
    columns.noteKeys(item, path, ["query", "response"]);
    const query = columns.innerText(item, path, { key: "query", max: maxTextCharacters });
    const response = columns.innerText(item, path, { key: "response", max: maxTextCharacters });
    return query === null || response === null ? null : { query, response };
  });
}

function readTimestamp(columns: Columns): string | null {
  const text = columns.text("submitted_at", { max: 40 });
  if (text === null) return null;
  const moment = parseTimestamp(text);
  if (moment !== null) return moment.toISOString();
  return columns.fail(
    "submitted_at",
    "timestamp",
    "submitted_at is a moment with its offset by RFC 3339, such as 2022-01-31T09:30:00Z.",
  );
}

function readLanguage(columns: Columns): string | null {
  const tag = columns.text("language", { max: maxLanguageCharacters });
  if (tag === null || isLanguageTag(tag)) return tag;
  return columns.fail("language", "language", "language is a BCP 47 tag, such as en or pt-BR.");
}

/** A file names the same few languages over and over, and asking Intl costs more than all else of a row. */
const checkedTags = new Set<string>();

function isLanguageTag(tag: string): boolean {
  if (checkedTags.has(tag)) return true;
  try {
    Intl.getCanonicalLocales(tag);
  } catch {
    return false;
  }
  if (checkedTags.size < 1_000) checkedTags.add(tag);
  return true;
}

/** Which of text, instruction, examples and query belong to the kind. */
function checkKind(columns: Columns, { kind }: PromptRow): void {
  const required = kind === "FEW_SHOT" ? ["instruction", "examples"] : ["text"];
  const forbidden = kind === "FEW_SHOT" ? ["text"] : ["instruction", "examples", "query"];
  for (const name of required) {
    columns.require(name, `${name} is missing; a ${kind} prompt needs it.`);
  }
  for (const name of forbidden) {
    if (columns.has(name)) columns.fail(name, "kind", `A ${kind} prompt has no ${name}.`);
  }
}

/** The cap and the split go by user and organization, so a customer's prompt has one of them. */
function checkCustomer(columns: Columns, { source }: PromptRow): void {
  if (source === "LABELER" || columns.has("user_id") || columns.has("organization_id")) return;
  columns.fail("user_id", "required", "A customer's prompt names a user_id or an organization_id.");
}
