import { gzipSync } from "node:zlib";
import { type RejectedRow, maxBatchCharacters, maxBatchRows } from "../../../src/prompts/import/row-batches";
import { readPromptRows } from "../../../src/prompts/import/prompt-reader.adapter";
import { rejectLine, rejectRecord } from "../../../src/prompts/import/rejects";
import { promptId } from "../../../src/prompts/prompt-identity";
import { inChunks } from "./rows";

async function batchesOf(file: string | Uint8Array, options = {}) {
  const batches = [];
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  for await (const batch of readPromptRows(inChunks(bytes), options)) batches.push(batch);
  return batches;
}

function lines(count: number, make: (n: number) => object): string {
  return Array.from({ length: count }, (_, n) => `${JSON.stringify(make(n))}\n`).join("");
}

describe("batches", () => {
  it("hold at most so many rows, good and bad, in the order of the file, and count on", async () => {
    const file = lines(2_500, (n) => (n % 10 === 3 ? { text: "x" } : { text: `x${n}`, user_id: "u" }));
    const batches = await batchesOf(file);
    expect(batches.map((batch) => batch.rows.length + batch.rejected.length)).toEqual([
      maxBatchRows,
      maxBatchRows,
      500,
    ]);
    expect(batches.at(-1)).toMatchObject({ rowsSoFar: 2_250, rejectedSoFar: 250 });
    const all = batches.flatMap((batch) => batch.rows.map(({ line }) => line));
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(batches[0]?.rejected[0]).toMatchObject({ line: 4, raw: '{"text":"x"}' });
  });

  it("are closed early by long rows", async () => {
    const batches = await batchesOf(lines(60, () => ({ text: "x".repeat(190_000), user_id: "u" })));
    expect(batches.length).toBeGreaterThan(1);
    for (const batch of batches) {
      const size = batch.rows.reduce((sum, { raw }) => sum + raw.length, 0);
      expect(size).toBeLessThan(maxBatchCharacters + 200_000);
    }
  });

  it("name each unknown column once, of rejected rows too", async () => {
    const file = lines(1_500, (n) => ({
      text: n < 5 ? null : "x",
      user_id: "u",
      act: 1,
      ...(n > 1_200 && { late: 1 }),
    }));
    const batches = await batchesOf(file);
    expect(batches.map((batch) => batch.unknownColumns)).toEqual([["act"], ["late"]]);
  });

  it("are none for an empty file", async () => {
    expect(await batchesOf("")).toEqual([]);
    expect(await batchesOf(gzipSync(""))).toEqual([]);
  });

  it("number rows without an external id among their like, so that a file read twice has the same ids", async () => {
    const file = lines(6, (n) => ({
      text: "same",
      user_id: n < 4 ? "u" : "v",
      ...(n === 5 && { external_id: "e" }),
    }));
    const ids = async (): Promise<string[]> =>
      (await batchesOf(file)).flatMap((batch) =>
        batch.rows.map(({ row }) => promptId("prj_a", row.prompt, row.occurrence)),
      );
    const [first, second] = [await ids(), await ids()];
    expect(new Set(first).size).toBe(6);
    expect(second).toEqual(first);
  });
});

describe("a rejected row's record", () => {
  const rejected: RejectedRow = {
    line: 7,
    raw: "a\u2028b\0",
    problems: [
      { field: "text", rule: "noNul", message: "One." },
      { field: null, rule: "x", message: "Two." },
    ],
  };

  it("names the first problem and tells all", () => {
    expect(rejectRecord(rejected)).toEqual({
      line: 7,
      field: "text",
      rule: "noNul",
      message: "One. Two.",
      raw: rejected.raw,
    });
  });

  it("is one line, for readers that split at Unicode's separators too", () => {
    const text = rejectLine(rejected);
    expect(text).toBe(
      '{"line":7,"field":"text","rule":"noNul","message":"One. Two.","raw":"a\\u2028b\\u0000"}\n',
    );
    expect(JSON.parse(text)).toEqual(rejectRecord(rejected));
  });
});
