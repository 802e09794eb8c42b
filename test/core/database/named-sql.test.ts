import { namedSql } from "../../../src/core/database/named-sql";

describe("a statement with values by name", () => {
  it("gets the placeholders of its store, a value each time that it is named", () => {
    const sql = "SELECT :b, :a FROM t WHERE x = :b";
    expect(namedSql(sql, { a: 1, b: "two" }, "sqlite")).toEqual({
      text: "SELECT ?, ? FROM t WHERE x = ?",
      parameters: ["two", 1, "two"],
    });
    expect(namedSql(sql, { a: 1, b: "two" }, "postgres")).toEqual({
      text: "SELECT $1, $2 FROM t WHERE x = $3",
      parameters: ["two", 1, "two"],
    });
  });

  it("takes a list for IN, of which an empty one matches nothing", () => {
    expect(namedSql("x IN (:ids)", { ids: ["a", "b"] }, "postgres")).toEqual({
      text: "x IN ($1, $2)",
      parameters: ["a", "b"],
    });
    expect(namedSql("x IN (:ids)", { ids: [] }, "sqlite")).toEqual({ text: "x IN (NULL)", parameters: [] });
  });

  it("refuses NOT IN of an empty list, which SQL would answer with nothing at all", () => {
    expect(() => namedSql("x NOT IN ( :ids)", { ids: [] }, "sqlite")).toThrow("NOT IN of an empty list :ids");
    expect(namedSql("x NOT IN (:ids)", { ids: [1] }, "sqlite").parameters).toEqual([1]);
  });

  it("leaves quoted text and casts alone", () => {
    const sql = `SELECT ':a', 'it''s :a', "col:a", x::text FROM t WHERE y = :a`;
    expect(namedSql(sql, { a: null }, "postgres")).toEqual({
      text: sql.replace(/:a$/, "$1"),
      parameters: [null],
    });
  });

  it("stores a moment as the columns do", () => {
    const at = new Date("2026-01-02T03:04:05.678Z");
    expect(namedSql(":at", { at }, "sqlite").parameters).toEqual(["2026-01-02T03:04:05.678Z"]);
  });

  it("refuses a name without a value", () => {
    expect(() => namedSql("x = :missing", {}, "sqlite")).toThrow("names :missing");
    expect(() => namedSql("x = :constructor", {}, "sqlite")).toThrow("names :constructor");
  });
});
