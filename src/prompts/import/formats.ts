import type { ImportFormat } from "./raw-rows";

const endings: readonly (readonly [string, ImportFormat | null])[] = [
  [".jsonl", "JSONL"],
  [".ndjson", "JSONL"],
  [".csv", "CSV"],
  [".tsv", "TSV"],
  [".tab", "TSV"],
];

/** The format that a file's name tells (an ending `.gz` counts for nothing), or null: look into the file. */
export function formatOfName(name: string): ImportFormat | null {
  const plain = name.toLowerCase().replace(/\.gz$/, "");
  return endings.find(([ending]) => plain.endsWith(ending))?.[1] ?? null;
}

/**
 * The format that the beginning of a file shows: `[` begins an array, `{` a line of JSONL; else it is a table,
 * with tabs between the cells where the first line holds a tab and no comma.
 */
export function formatOfContent(beginning: string): ImportFormat {
  const text = beginning.trimStart();
  if (text.startsWith("[")) return "JSON";
  if (text.startsWith("{")) return "JSONL";
  const [firstLine = ""] = text.split(/[\r\n]/, 1);
  return firstLine.includes("\t") && !firstLine.includes(",") ? "TSV" : "CSV";
}

/** The delimiter is one ASCII character that is neither a quotation mark nor a line end. */
export function isDelimiter(text: string): boolean {
  return /^[\t\x20-\x7e]$/.test(text) && text !== '"';
}
