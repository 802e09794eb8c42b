import fc from "fast-check";
import { LabelroomError } from "../../src/core/errors";
import {
  Float,
  floatText,
  indented,
  integerText,
  lineWriter,
  quoted,
} from "../../src/release/canonical-json";
import type { Column } from "../../src/release/column-types";

const wellFormed = fc.string({ unit: "binary", maxLength: 200 }).filter((text) => !text.includes("\0"));

function issuesOf(write: () => unknown): unknown {
  try {
    return write();
  } catch (error) {
    return error instanceof LabelroomError && error.code === "BAD_INPUT" ? error.issues : error;
  }
}

describe("the canonical writer", () => {
  it("escapes the three characters at which Python's splitlines ends a row, and what JSON demands", () => {
    expect(quoted("a\u0085b\u2028c\u2029d")).toBe('"a\\u0085b\\u2028c\\u2029d"');
    expect(quoted('say "x"\\\n\t\u0001é\u{1f600}')).toBe('"say \\"x\\"\\\\\\n\\t\\u0001é\u{1f600}"');
    expect(quoted("x".repeat(65) + '"')).toBe(`"${"x".repeat(65)}\\""`);
  });

  it.each([
    ["a NUL", "a\0b", "noNul"],
    ["a lone high surrogate", "a\ud800", "wellFormed"],
    ["a lone low surrogate", "\udc00b", "wellFormed"],
  ])("refuses %s and names the place", (_, text, rule) => {
    const write = lineWriter([{ name: "prompt", type: { is: "string" }, isNullable: false, meaning: "" }]);
    expect(issuesOf(() => write({ prompt: text }))).toMatchObject([{ path: "prompt", rule }]);
  });

  it("gives back every other text, on one line for Python and for JSON readers", () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const line = quoted(text);
        expect(JSON.parse(line)).toBe(text);
        for (const end of "\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029") expect(line).not.toContain(end);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [1, "1.0"],
    [0, "0.0"],
    [-0, "0.0"],
    [0.2, "0.2"],
    [1 / 3, "0.3333333333333333"],
    [-2, "-2.0"],
    [1e21, "1.0e+21"],
    [1.5e-7, "1.5e-7"],
    [1e-7, "1.0e-7"],
  ])("writes the float %p as %s", (value, text) => {
    expect(floatText(value)).toBe(text);
  });

  it("writes floats with a fraction that read back as the same double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(floatText(value)).toMatch(/^-?\d+\.\d+(?:e[+-]\d+)?$/);
        expect(Number(floatText(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it("refuses numbers that are none, or no integers", () => {
    expect(() => floatText(NaN)).toThrow("finite");
    expect(() => floatText(Infinity)).toThrow("finite");
    expect(() => integerText(1.5)).toThrow("integer");
    expect(() => integerText(2 ** 53)).toThrow("integer");
    expect(integerText(-0)).toBe("0");
  });

  it("writes keys in the declared order, null only where it may be, and refuses what is missing", () => {
    const columns: readonly Column[] = [
      { name: "b", type: { is: "int64" }, isNullable: true, meaning: "" },
      { name: "a", type: { is: "list", of: { is: "float64" } }, isNullable: false, meaning: "" },
      {
        name: "c",
        type: { is: "struct", fields: [{ name: "d", type: { is: "bool" }, isNullable: false, meaning: "" }] },
        isNullable: false,
        meaning: "",
      },
    ];
    const write = lineWriter(columns);
    expect(write({ a: [1, 0.5], c: { d: true }, b: null })).toBe('{"b":null,"a":[1.0,0.5],"c":{"d":true}}');
    expect(() => write({ a: [1], c: { d: true } })).toThrow("b: the value is missing");
    expect(() => write({ a: null, b: 1, c: { d: true } })).toThrow("a: the value is null");
    expect(() => write({ a: [], b: 1, c: { d: "yes" } })).toThrow("c.d: the value is string");
  });

  it("indents by two spaces, with floats where they are said to be", () => {
    const value = { a: [], b: {}, c: [1, new Float(2)], d: { e: "\u2028", f: null } };
    expect(indented(value)).toBe(
      '{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    2.0\n  ],\n  "d": {\n    "e": "\\u2028",\n    "f": null\n  }\n}',
    );
  });
});
