import fc from "fast-check";
import { parseTimestamp } from "../../../src/prompts/import/timestamps";

describe("an RFC 3339 timestamp", () => {
  it.each([
    ["2022-01-31T09:30:00Z", "2022-01-31T09:30:00.000Z"],
    ["2022-01-31t09:30:00.5z", "2022-01-31T09:30:00.500Z"],
    ["2022-01-31 09:30:00.123456+05:30", "2022-01-31T04:00:00.123Z"],
    ["2020-02-29T00:00:00-00:30", "2020-02-29T00:30:00.000Z"],
    ["0099-12-31T23:59:59Z", "0099-12-31T23:59:59.000Z"],
  ])("names a moment: %s", (text, moment) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(moment);
  });

  it.each([
    "2022-02-30T00:00:00Z",
    "2021-02-29T00:00:00Z",
    "2022-13-01T00:00:00Z",
    "2022-00-10T00:00:00Z",
    "2022-01-01T24:00:00Z",
    "2022-01-01T23:60:00Z",
    "2016-12-31T23:59:60Z",
    "2022-01-01T00:00:00",
    "2022-01-01T00:00:00+24:00",
    "2022-01-01T00:00:00+0100",
    "2022-01-01",
    "2022-1-1T00:00:00Z",
    "1 January 2022",
    "１022-01-01T00:00:00Z",
    "",
  ])("is not: %j", (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it("reads back what a date writes", () => {
    const dates = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(fc.property(dates, (date) => expect(parseTimestamp(date.toISOString())).toEqual(date)));
  });
});
