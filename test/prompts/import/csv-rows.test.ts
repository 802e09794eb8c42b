import fc from "fast-check";
import { maxRowBytes } from "../../../src/prompts/import/raw-rows";
import { fixture, outline, recordsOf, rowsOf } from "./rows";

const csv = { format: "CSV" } as const;

interface SpectrumCase {
  readonly name: string;
  readonly csv: string;
  readonly records: unknown[];
}

interface PapaCase {
  readonly description: string;
  readonly input: string;
  readonly delimiter: string;
  readonly data: readonly (readonly string[])[];
}

describe("CSV", () => {
  it.each((fixture("csv-spectrum.jsonl") as SpectrumCase[]).map((entry) => [entry.name, entry] as const))(
    "reads csv-spectrum's %s",
    async (_, entry) => {
      expect(await recordsOf(entry.csv, csv)).toEqual(entry.records);
    },
  );

  it.each((fixture("papaparse.jsonl") as PapaCase[]).map((entry) => [entry.description, entry] as const))(
    "reads PapaParse's case: %s",
    async (_, { input, delimiter, data }) => {
      const names = (data[0] ?? []).map((__, index) => `c${index}`);
      const lineEnd = /\r\n/.test(input)
        ? "\r\n"
        : (/[\r\n]/.exec(input.replace(/"[^"]*"/g, ""))?.[0] ?? "\n");
      const records = await recordsOf(names.join(delimiter) + lineEnd + input, { ...csv, delimiter });
      expect(records).toEqual(
        data.map((cells) => Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell]))),
      );
    },
  );

  it("counts lines over quoted line ends and empty lines", async () => {
    const rows = await rowsOf('a,b\n"x\ny",1\n\n2,"z"\r\n3,"\r\n"\n4,5', csv);
    expect(outline(rows)).toEqual(["2:ok", "5:ok", "6:ok", "8:ok"]);
    expect(rows.map((row) => row.raw)).toEqual(['"x\ny",1', '2,"z"', '3,"\r\n"', "4,5"]);
  });

  it("reports ragged rows with what they have and should have", async () => {
    const rows = await rowsOf("a,b\n1\n1,2\n1,2,3\n", csv);
    expect(outline(rows)).toEqual(["2:columnCount", "3:ok", "4:columnCount"]);
    expect(rows[2]?.problem?.message).toBe("The row has 3 cells, the header 2.");
    expect(rows[2]?.raw).toBe("1,2,3");
  });

  it("rejects a row with text after a closing quotation mark, alone", async () => {
    expect(outline(await rowsOf('a,b\n"x"y,1\n"x" ,2\n5" disk,3\n"x"\ry,4\n"z",5', csv))).toEqual([
      "2:quote",
      "3:quote",
      "4:ok",
      "5:quote",
      "6:ok",
    ]);
  });

  it("reports a file that ends within a quoted cell", async () => {
    expect(outline(await rowsOf('a,b\n1,2\n3,"never\nclosed\n', csv))).toEqual(["2:ok", "3:quote"]);
  });

  it("names the column of a NUL and keeps bytes that are not UTF-8 out", async () => {
    const file = Buffer.concat([Buffer.from("a,b\n1,x\0\n2,"), Buffer.from([0xe9]), Buffer.from("\n3,é\n")]);
    const rows = await rowsOf(file, csv);
    expect(outline(rows)).toEqual(["2:noNul b", "3:utf8", "4:ok"]);
    expect(rows[1]?.problem?.message).toContain("Byte 3 of the row (0xE9)");
  });

  it("rejects every row under a header that can't be meant", async () => {
    expect(outline(await rowsOf("a,a\n1,2\n3,4", csv))).toEqual(["2:duplicateKey a", "3:duplicateKey a"]);
    expect(outline(await rowsOf("__proto__,a\n1,2", csv))).toEqual(["2:forbiddenKey __proto__"]);
    const latin = Buffer.concat([Buffer.from([0xe9]), Buffer.from(",a\n1,2\n")]);
    expect(outline(await rowsOf(latin, csv))).toEqual(["1:utf8", "2:header"]);
  });

  it("takes a column named like a property of every object for a column", async () => {
    expect(await recordsOf("constructor,toString\n1,2", csv)).toEqual([{ constructor: "1", toString: "2" }]);
  });

  it("lets a row over the bound go and reads on", async () => {
    const rows = await rowsOf(`a\n"${"x\n".repeat(maxRowBytes)}"\n${"y".repeat(maxRowBytes + 1)}\nz\n`, csv);
    expect(outline(rows)).toEqual(["2:rowSize", `${maxRowBytes + 3}:rowSize`, `${maxRowBytes + 4}:ok`]);
  });

  it("reads any cells back, however they are written and the bytes are cut", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\t", "\n", "\r", "é", "😀", " ") });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    const delimiters = fc.constantFrom(",", ";", "\t");
    const cuts = fc.array(fc.nat(300), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(
        table,
        delimiters,
        fc.constantFrom("\n", "\r\n"),
        cuts,
        async (rows, delimiter, end, at) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const lines = [["x", "y", "z"], ...rows].map((cells) => cells.map(quoted).join(delimiter));
          const records = await recordsOf(lines.join(end), { ...csv, delimiter, cuts: at });
          expect(records).toEqual(rows.map(([x, y, z]) => ({ x, y, z })));
        },
      ),
    );
  });

  it("gives the same rows for any text, wherever it is cut", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", '"', '"', ",", "\n", "\r"), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(60)), async (noise, at) => {
        const whole = await rowsOf(`a,b\n${noise}`, csv);
        expect(await rowsOf(`a,b\n${noise}`, { ...csv, cuts: at })).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});
