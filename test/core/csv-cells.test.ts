import { guardedCell, reportRow } from "../../src/core/csv-cells";

describe("a cell of a report", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
    "is guarded where a spreadsheet would run it: %j",
    (text) => {
      expect(guardedCell(text)).toBe(`'${text}`);
    },
  );

  it.each(["", "1", "a=1", " =1", "'"])("stays as it is elsewhere: %j", (text) => {
    expect(guardedCell(text)).toBe(text);
  });

  it("is quoted by RFC 4180, numbers as they are", () => {
    expect(reportRow(["a", 'b"c', "d,e", "f\ng", -1.5, null, true, "-1,5"])).toBe(
      'a,"b""c","d,e","f\ng",-1.5,,true,"\'-1,5"\r\n',
    );
  });
});
