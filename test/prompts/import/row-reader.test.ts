import { gzipSync } from "node:zlib";
import { Readable } from "node:stream";
import fc from "fast-check";
import { maxRowBytes } from "../../../src/prompts/import/raw-rows";
import { readRawRows } from "../../../src/prompts/import/row-reader.adapter";
import { outline, recordsOf, rowsOf } from "./rows";

const line = '{"text":"Grüße, 世界 😀"}\n';
const record = { text: "Grüße, 世界 😀" };

function utf16(text: string, end: "LE" | "BE"): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return end === "LE" ? bytes : bytes.swap16();
}

describe("what a file is encoded in", () => {
  it.each([
    ["UTF-8", Buffer.from(line)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${line}`)],
    ["UTF-16LE with a mark", utf16(`\ufeff${line}`, "LE")],
    ["UTF-16BE with a mark", utf16(`\ufeff${line}`, "BE")],
    ["UTF-16LE without a mark", utf16(line, "LE")],
    ["UTF-16BE without a mark", utf16(line, "BE")],
    ["gzip", gzipSync(line)],
    ["gzip over UTF-16", gzipSync(utf16(`\ufeff${line}`, "LE"))],
    ["gzip in two members", Buffer.concat([gzipSync(line.slice(0, 5)), gzipSync(line.slice(5))])],
  ])("is found out: %s", async (_, bytes) => {
    const everyByte = Array.from(bytes, (__, index) => index);
    expect(await recordsOf(bytes)).toEqual([record]);
    expect(await recordsOf(bytes, { cuts: everyByte })).toEqual([record]);
  });

  it("does not matter to what is read", async () => {
    const text = fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 });
    const cuts = fc.array(fc.nat(200), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("LE" as const, "BE" as const), cuts, async (texts, end, at) => {
        fc.pre(texts.every((each) => !each.includes("\0")));
        const lines = texts.map((each) => JSON.stringify({ text: each })).join("\n");
        const expected = texts.map((each) => ({ text: each }));
        expect(await recordsOf(utf16(lines, end), { cuts: at })).toEqual(expected);
        expect(await recordsOf(gzipSync(lines), { cuts: at })).toEqual(expected);
      }),
    );
  });

  it("is refused by line where it is neither, and nothing is replaced", async () => {
    const latin = Buffer.from('{"text":"a"}\n{"text":"caf\xe9"}\n{"text":"b"}', "latin1");
    expect(outline(await rowsOf(latin))).toEqual(["1:ok", "2:utf8", "3:ok"]);
    const half = utf16('\ufeff{"text":"a"}\n{"text":"\ud83d"}\n{"text":"b"}', "LE");
    expect(outline(await rowsOf(half, { format: "JSONL" }))).toEqual(["1:ok", "2:wellFormed", "3:ok"]);
    const odd = Buffer.concat([utf16('\ufeff{"text":"a"}\n{}', "LE"), Buffer.from([0x20])]);
    expect(outline(await rowsOf(odd, { format: "JSONL" }))).toEqual(["1:ok", "2:utf8"]);
  });

  it("keeps U+FFFD that the file itself has", async () => {
    expect(await recordsOf('{"text":"\ufffd"}')).toEqual([{ text: "\ufffd" }]);
  });
});

describe("a damaged or hostile gzip stream", () => {
  it("gives the rows before the damage and says where it stopped", async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => `{"n":${n * 7919}}`).join("\n");
    const packed = gzipSync(lines);
    const rows = await rowsOf(packed.subarray(0, packed.length - 200), { format: "JSONL" });
    const last = rows.at(-1);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.slice(0, -1).every((row) => row.problem === null)).toBe(true);
    expect(last?.problem?.rule).toBe("gzip");
    expect(last?.line).toBe(rows.length);
    expect(outline(await rowsOf(Buffer.from([0x1f, 0x8b, 1, 2, 3])))).toEqual(["1:gzip"]);
  });

  it("holds no row that unfolds beyond the bound", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.alloc(64 * maxRowBytes, "x"), Buffer.from('\n{"a":1}\n')]));
    expect(bomb.length).toBeLessThan(100_000);
    for (const format of ["JSONL", "CSV", "JSON"] as const) {
      const rows = await rowsOf(bomb, { format });
      expect(rows.length).toBeGreaterThan(0);
      expect(rows[0]?.raw.length).toBeLessThanOrEqual(1_000);
    }
  });
});

describe("what a file is", () => {
  it.each([
    ["prompts.jsonl.gz", '[1]\n{"a":1}', ["1:object", "2:ok"]],
    ["prompts.json", '[{"a":1}]', ["1:ok"]],
    ["prompts.json", '{"a":1}\n{"a":2}', ["1:ok", "2:ok"]],
    ["prompts.TSV", "a\tb\n1,1\t2", ["2:ok"]],
    ["prompts.csv", '{"a"\n1', ["2:ok"]],
    ["", ' \n[{"a":1}]', ["2:ok"]],
    ["", '{"a":1}', ["1:ok"]],
    ["", "a\tb\n1\t2", ["2:ok"]],
    ["", "a,b\tc\n1,2", ["2:ok"]],
    ["", "a,b\r1,2\r3,4\r", ["2:ok", "3:ok"]],
    ["", "", []],
  ])("is told by its name, else by its content: %j %j", async (fileName, text, expected) => {
    expect(outline(await rowsOf(text, { fileName }))).toEqual(expected);
  });

  it("is what the format says, whatever its name", async () => {
    expect(outline(await rowsOf("a\n1", { fileName: "x.jsonl", format: "CSV" }))).toEqual(["2:ok"]);
  });

  it.each(['"', "", ",,", "\n", "é"])("refuses %j as a delimiter", async (delimiter) => {
    await expect(rowsOf("a\n1", { delimiter })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("a source", () => {
  it("that fails makes the reading fail", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(line.repeat(5_000));
      throw new Error("connection lost");
    }
    const reading = async (): Promise<void> => {
      for await (const _ of readRawRows(broken(), {}));
    };
    await expect(reading()).rejects.toThrow("connection lost");
  });

  it.each([
    ["plain", (bytes: Buffer) => bytes],
    ["gzip", (bytes: Buffer) => gzipSync(bytes)],
  ])("is closed when the reader leaves early: %s", async (_, packed) => {
    const bytes = packed(Buffer.from(line.repeat(50_000)));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 512) }, (__, n) =>
      bytes.subarray(n * 512, n * 512 + 512),
    );
    const source = Readable.from(chunks);
    const closed = new Promise((resolve) => source.once("close", resolve));
    for await (const rows of readRawRows(source, { format: "JSONL" })) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    await closed;
    expect(source.destroyed).toBe(true);
  });
});
