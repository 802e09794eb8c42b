import { refusal } from "../../core/errors";
import { CsvRows } from "./csv-rows.adapter";
import { DecodedBytes, peek } from "./decode.adapter";
import { formatOfContent, formatOfName, isDelimiter } from "./formats";
import { JsonArrayRows } from "./json-array-rows";
import { JsonlRows } from "./jsonl-rows";
import type { RawRow, RowParser } from "./raw-rows";
import type { RowReaderOptions } from "./row-reader";

/** How much of a file is looked at to tell its format and its line ends. */
const sampleBytes = 65_536;

/**
 * Reads the rows of a file, chunk by chunk: memory holds a chunk and at most one row, however long the file is.
 * Rows that can't be read come with their problem, in their place. The source is closed when the reader ends or leaves.
 * @throws LabelroomError BAD_INPUT for a delimiter that can't be one; whatever the source itself throws.
 */
export async function* readRawRows(
  source: AsyncIterable<Uint8Array>,
  options: RowReaderOptions = {},
): AsyncGenerator<readonly RawRow[]> {
  if (options.delimiter !== undefined && !isDelimiter(options.delimiter)) {
    throw refusal(
      "BAD_INPUT",
      "delimiter",
      "delimiter",
      "The delimiter is one ASCII character, no quotation mark.",
    );
  }
  const decoded = new DecodedBytes(source);
  const { head, chunks } = await peek(decoded, sampleBytes);
  const parser = parserFor(head, options);
  for await (const chunk of chunks) {
    const rows = parser.push(chunk);
    if (rows.length > 0) yield rows;
  }
  if (head.length === 0 && decoded.problem === null) return;
  const last = parser.end(decoded.problem);
  if (last.length > 0) yield last;
}

function parserFor(head: Buffer, options: RowReaderOptions): RowParser {
  const named = options.format ?? formatOfName(options.fileName ?? "");
  const format = named ?? (options.delimiter === undefined ? formatOfContent(head.toString("utf8")) : "CSV");
  if (format === "JSONL") return new JsonlRows();
  if (format === "JSON") return new JsonArrayRows();
  const lineEnd = head.includes("\r") && !head.includes("\n") ? "\r" : "\n";
  return new CsvRows({ delimiter: options.delimiter ?? (format === "TSV" ? "\t" : ","), lineEnd });
}
