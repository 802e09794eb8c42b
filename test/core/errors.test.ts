import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes, LabelroomError, notFound, refusal } from "../../src/core/errors";

/** The rows of the table in docs/errors.md: code, log level, meaning. */
function documented(): Record<string, { level: string; meaning: string }> {
  const page = readFileSync(join(__dirname, "../../docs/errors.md"), "utf8");
  const rows = page.matchAll(/^\| `([A-Z_]+)` *\| (\w+) *\| (.+?) *\|/gm);
  return Object.fromEntries([...rows].map(([, code, level, meaning]) => [code, { level, meaning }]));
}

describe("the codes of errors", () => {
  it("are those of docs/errors.md, with the same levels and meanings", () => {
    expect(documented()).toEqual(errorCodes);
  });

  it("stand in the page in alphabetical order", () => {
    const codes = Object.keys(documented());
    expect(codes).toEqual([...codes].sort());
  });

  it("name the state in upper snake case", () => {
    expect(Object.keys(errorCodes).filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
  });
});

describe("a refusal", () => {
  it("says what its issues say", () => {
    const error = refusal("BAD_INPUT", "input.seed", "range", "The seed is at most 2147483647.");
    expect(error.message).toBe("The seed is at most 2147483647.");
    expect(error.issues).toEqual([
      { path: "input.seed", rule: "range", message: "The seed is at most 2147483647." },
    ]);
  });

  it("without issues says what its code means", () => {
    expect(new LabelroomError("LEASE_LOST").message).toBe(errorCodes.LEASE_LOST.meaning);
  });

  it("has the same words for an unknown thing and for one of another project", () => {
    expect(notFound("input.taskId", "task")).toMatchObject({
      code: "NOT_FOUND",
      message: "There is no task with this id that you may see.",
    });
  });
});
