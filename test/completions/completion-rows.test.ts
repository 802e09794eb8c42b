import { completionRowReader } from "../../src/completions/completion-rows";
import { readCompletionRows } from "../../src/completions/completion-reader";
import type { RawRecord } from "../../src/prompts/import/raw-rows";
import { readRawRows } from "../../src/prompts/import/row-reader.adapter";

const plain = { prompt_external_id: "p1", text: "Answer.", model: "base" };

function problemsOf(record: RawRecord, hasCells = false): string[] {
  const { problems } = completionRowReader()({ record, hasCells });
  return (problems ?? []).map(({ field, rule }) => `${field ?? ""}:${rule}`);
}

function rowOf(record: RawRecord, hasCells = false) {
  const outcome = completionRowReader()({ record, hasCells });
  if (outcome.problems !== null)
    throw new Error(outcome.problems.map((problem) => problem.message).join(" "));
  return outcome.row;
}

describe("a completion row", () => {
  it("carries every column, and null where the file says nothing", () => {
    expect(rowOf(plain)).toEqual({
      promptExternalId: "p1",
      promptId: null,
      text: "Answer.",
      model: "base",
      set: null,
      externalId: null,
      parameters: null,
      tokens: null,
      license: null,
    });
    const parameters = { temperature: 0.7, stop: ["\n"], nested: { top_p: 1 } };
    const more = {
      prompt_id: "prm_a",
      text: "x",
      model: "m",
      set: "s",
      external_id: "c1",
      parameters,
      tokens: 0,
      license: "MIT",
    };
    expect(rowOf(more)).toMatchObject({
      promptId: "prm_a",
      set: "s",
      externalId: "c1",
      parameters,
      tokens: 0,
      license: "MIT",
    });
  });

  it("may be empty, for models do answer with nothing", () => {
    expect(rowOf({ ...plain, text: "" }).text).toBe("");
    expect(rowOf({ ...plain, text: "" }, true).text).toBe("");
  });

  it.each([
    [{ text: null }, ["text:required"]],
    [{ text: 1 }, ["text:string"]],
    [{ text: "\0" }, ["text:noNul"]],
    [{ model: "" }, ["model:required"]],
    [{ model: {} }, ["model:string"]],
    [{ prompt_external_id: null }, ["prompt_external_id:required"]],
    [{ prompt_id: "prm_a" }, ["prompt_id:exclusive"]],
    [{ parameters: [] }, ["parameters:object"]],
    [{ parameters: "{}" }, ["parameters:object"]],
    [{ parameters: { seed: 2 ** 60 } }, ["parameters.seed:number"]],
    [{ parameters: { a: [Infinity] } }, ["parameters.a.0:number"]],
    [{ parameters: { a: "x".repeat(70_000) } }, ["parameters:length"]],
    [{ tokens: -1 }, ["tokens:range"]],
    [{ tokens: 1.5 }, ["tokens:range"]],
    [{ tokens: "3" }, ["tokens:range"]],
  ])("names field and rule: %j", (change, expected) => {
    expect(problemsOf({ ...plain, ...change })).toEqual(expected);
  });

  it("is converted from cells", () => {
    const cells = { ...plain, set: "", tokens: "12", parameters: '{"temperature":1}' };
    expect(rowOf(cells, true)).toMatchObject({ set: null, tokens: 12, parameters: { temperature: 1 } });
    expect(problemsOf({ ...cells, tokens: "1e3", parameters: "[" }, true)).toEqual([
      "parameters:json",
      "tokens:range",
    ]);
  });

  it("comes from a file by batches", async () => {
    async function* file(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("prompt_external_id;text;model;note\np1;;base;x\n;a;base;x\n");
    }
    const batches = [];
    for await (const batch of readCompletionRows(readRawRows, file(), { delimiter: ";" }))
      batches.push(batch);
    expect(batches).toMatchObject([
      {
        rows: [{ line: 2, row: { promptExternalId: "p1", text: "", model: "base" } }],
        rejected: [{ line: 3, problems: [{ field: "prompt_external_id", rule: "required" }] }],
        unknownColumns: ["note"],
      },
    ]);
  });
});
