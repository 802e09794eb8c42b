import fc from "fast-check";
import { maxRawPrefixBytes, maxRowBytes } from "../../../src/prompts/import/raw-rows";
import { fixture, fixtureBytes, outline, recordsOf, rowsOf } from "./rows";

interface SuiteLine {
  readonly line: number;
  readonly validJson: boolean;
  readonly isObject: boolean;
}

describe("JSONL", () => {
  it("gives each line its number, over empty lines and CRLF", async () => {
    const rows = await rowsOf('{"a":1}\r\n\n   \n{"a":2}\n[1]\n{"a":\n{"a":3}', { format: "JSONL" });
    expect(outline(rows)).toEqual(["1:ok", "4:ok", "5:object", "6:json", "7:ok"]);
  });

  it("rejects by line what JSONTestSuite calls invalid, and reads on", async () => {
    const expected = fixture("json-test-suite.expected.jsonl") as SuiteLine[];
    const rows = await rowsOf(fixtureBytes("json-test-suite.jsonl"), { format: "JSONL" });
    const byLine = new Map(rows.map((row) => [row.line, row]));
    // The duplicate keys and the NUL in a key are valid JSON that import refuses all the same.
    const refused = new Map([
      [169, "duplicateKey"],
      [170, "duplicateKey"],
      [172, "noNul"],
    ]);
    expect(expected.length).toBe(216);
    for (const { line, validJson, isObject } of expected) {
      const row = byLine.get(line);
      const isReadable = validJson && isObject && !refused.has(line);
      expect([line, row?.problem === null]).toEqual([line, isReadable]);
      if (refused.has(line)) expect(row?.problem?.rule).toBe(refused.get(line));
    }
  });

  it("refuses keys that occur twice, wherever and however they are written", async () => {
    const lines = [
      '{"text":"a","text":"a"}',
      '{"text":"a","te\\u0078t":"b"}',
      '{"text" : "a" , "text"\t: "b"}',
      '{"context":[{"role":"user","role":"system"}]}',
      '{"text":"\\":","text":"b"}',
      '{"a":{"text":1},"b":{"text":2}}',
      '{"text":"a \\"b\\":\\"c\\" \\"b\\":"}',
    ];
    expect(outline(await rowsOf(lines.join("\n"), { format: "JSONL" }))).toEqual([
      "1:duplicateKey text",
      "2:duplicateKey text",
      "3:duplicateKey text",
      "4:duplicateKey role",
      "5:duplicateKey text",
      "6:ok",
      "7:ok",
    ]);
  });

  it("finds duplicate keys exactly where there are some", async () => {
    const key = fc.constantFrom("a", "b", '":', "text");
    const value = fc.constantFrom('"x"', '":"', '"\\":"', "1", '{"a":1}', '[{"a":":"},{"a":2}]');
    const gap = fc.constantFrom("", " ", "\t ");
    const pairs = fc.array(fc.tuple(key, value, gap), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pairs, async (members) => {
        const text = members
          .map(([name, json, space]) => `${JSON.stringify(name)}${space}:${json}`)
          .join(",");
        const [row] = await rowsOf(`{${text}}`, { format: "JSONL" });
        const isUnique = new Set(members.map(([name]) => name)).size === members.length;
        expect(row?.problem?.rule ?? "ok").toBe(isUnique ? "ok" : "duplicateKey");
      }),
    );
  });

  it("refuses NUL, lone surrogates, __proto__ and bottomless nesting, naming the field", async () => {
    const lines = [
      '{"text":"a\\u0000"}',
      '{"text":"\\ud83d"}',
      '{"context":[{"content":"\\udc00"}]}',
      '{"__proto__":{"admin":true}}',
      '{"parameters":{"\\u005f_proto__":1}}',
      `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      '{"text":"\\ud83d\\ude00 \\\\u0000"}',
    ];
    expect(outline(await rowsOf(lines.join("\n"), { format: "JSONL" }))).toEqual([
      "1:noNul text",
      "2:wellFormed text",
      "3:wellFormed context.0.content",
      "4:forbiddenKey __proto__",
      "5:forbiddenKey __proto__",
      "6:depth",
      "7:ok",
    ]);
  });

  it("does not quote the row in its message", async () => {
    const [row] = await rowsOf('{"text":"my secret" oops}', { format: "JSONL" });
    expect(row?.problem?.message).not.toContain("secret");
  });

  it("takes a row of exactly the bound and keeps only the beginning of a longer one", async () => {
    const full = `{"a":"${"é".repeat((maxRowBytes - 8) / 2)}"}`;
    expect(Buffer.byteLength(full)).toBe(maxRowBytes);
    const rows = await rowsOf(`${full}\n${full} \n${"x".repeat(3 * maxRowBytes)}\n{}`, { format: "JSONL" });
    expect(outline(rows)).toEqual(["1:ok", "2:rowSize", "3:rowSize", "4:ok"]);
    expect(Buffer.byteLength(rows[1]?.raw ?? "")).toBeLessThanOrEqual(maxRawPrefixBytes);
    expect(rows[1]?.raw.includes("\ufffd")).toBe(false);
  });
});

describe("a JSON array", () => {
  const read = async (text: string): Promise<string[]> => outline(await rowsOf(text, { format: "JSON" }));

  it("gives the line each element starts at", async () => {
    expect(await read('\n[ {"a":\n1},\n\n{"b":"]},[\\""}\n, {"c":[{}]} ]\n')).toEqual([
      "2:ok",
      "5:ok",
      "6:ok",
    ]);
  });

  it("rejects an element that is broken and reads the next", async () => {
    expect(await read('[{"a":1},\n{"a":tru},\n7,\n{"a":2}]')).toEqual(["1:ok", "2:json", "3:object", "4:ok"]);
    expect(await read('[\n{"a": "no end\n},\n{"a": "ok"}\n]')).toEqual(["2:json", "4:ok"]);
  });

  it("says where the file ends too early, keeping what was whole", async () => {
    expect(await read('[{"a":1},\n{"a":')).toEqual(["1:ok", "2:truncated"]);
    expect(await read('[{"a":1}')).toEqual(["1:truncated"]);
    expect(await read('[{"a":1},')).toEqual(["1:ok", "1:truncated"]);
    expect(await read("[")).toEqual(["1:truncated"]);
  });

  it("reports superfluous commas, what follows the end, and what is no array", async () => {
    expect(await read('[{"a":1},,{"a":2},]')).toEqual(["1:ok", "1:json", "1:ok", "1:json"]);
    expect(await read('[{"a":1}]\n[]')).toEqual(["1:ok", "2:array"]);
    expect(await read('{"prompts":[]}')).toEqual(["1:array"]);
    expect(await read("[]")).toEqual([]);
  });

  it("reads any values back, however the bytes are cut", async () => {
    const objects = fc.array(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), {
      maxLength: 8,
    });
    const cuts = fc.array(fc.nat(2_000), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(objects, cuts, fc.constantFrom(0, 2), async (values, at, indent) => {
        const plain = JSON.parse(JSON.stringify(values)) as Record<string, unknown>[];
        fc.pre(
          !JSON.stringify(plain).includes("__proto__") && !/\\u(0000|d[89a-f])/i.test(JSON.stringify(plain)),
        );
        expect(await recordsOf(JSON.stringify(plain, null, indent), { format: "JSON", cuts: at })).toEqual(
          plain,
        );
        const lines = plain.map((value) => JSON.stringify(value)).join("\n");
        expect(await recordsOf(lines, { format: "JSONL", cuts: at })).toEqual(plain);
      }),
    );
  });
});
