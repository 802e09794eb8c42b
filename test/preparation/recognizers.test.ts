import fc from "fast-check";
import { findPersonalData } from "../../src/preparation/pii";
import { recognizers } from "../../src/preparation/recognizers/all";
import { passesLuhn } from "../../src/preparation/recognizers/credit-card";
import { digitRuns } from "../../src/preparation/recognizers/digit-groups";
import { phoneCandidates } from "../../src/preparation/recognizers/phone-candidates";

const search = { recognizers, hints: { language: "en" } };

/** What is found, as `TYPE:characters`. */
function found(text: string, language = "en"): readonly string[] {
  return findPersonalData(text, { recognizers, hints: { language } }).map(
    ({ type, start, end }) => `${type}:${text.slice(start, end)}`,
  );
}

// Cases of this kind come from microsoft/presidio and microsoft/Recognizers-Text (both MIT) and RFC examples.
describe("personal data is found", () => {
  it.each([
    ["Write to ann.b+c@mail.example.co.uk, please.", "EMAIL_ADDRESS:ann.b+c@mail.example.co.uk"],
    ["我的邮箱是a_b@example.com谢谢", "EMAIL_ADDRESS:a_b@example.com"],
    ["<jürgen@müller.example>", "EMAIL_ADDRESS:jürgen@müller.example"],
    ["card 4111 1111 1111 1111 expired", "CREDIT_CARD:4111 1111 1111 1111"],
    ["378282246310005.", "CREDIT_CARD:378282246310005"],
    ["pay to DE89 3704 0044 0532 0130 00 now", "IBAN_CODE:DE89 3704 0044 0532 0130 00"],
    ["gb82west12345698765432", "IBAN_CODE:gb82west12345698765432"],
    ["from 8.8.4.4/24", "IP_ADDRESS:8.8.4.4"],
    ["http://[2001:db8::1]/path", "IP_ADDRESS:2001:db8::1"],
    ["at ::ffff:192.0.2.1.", "IP_ADDRESS:::ffff:192.0.2.1"],
    ["+49 (0) 30 1234567", "PHONE_NUMBER:+49 (0) 30 1234567"],
    ["They're not answering at 78 651 450", "PHONE_NUMBER:78 651 450"],
    ["(415) 555-0132 is free", "PHONE_NUMBER:(415) 555-0132"],
    ["Desk: (898)666-3621x0135", "PHONE_NUMBER:(898)666-3621x0135"],
    ["我的电话号是020-11111111.", "PHONE_NUMBER:020-11111111"],
  ])("in %j", (text, find) => {
    expect(found(text)).toEqual([find]);
  });

  it("several times in one text, in order, none overlapping", () => {
    expect(found("ann@example.org or +1 415 555 0132, card 4111-1111-1111-1111")).toEqual([
      "EMAIL_ADDRESS:ann@example.org",
      "PHONE_NUMBER:+1 415 555 0132",
      "CREDIT_CARD:4111-1111-1111-1111",
    ]);
    expect(found("4012888888881881 4012-8888-8888-1881")).toHaveLength(2);
  });

  it("with little confidence where an address is reserved and names nobody", () => {
    for (const text of [
      "ping 127.0.0.1",
      "ssh 10.0.0.15",
      "192.168.0.1",
      "listen on ::1",
      "fe80::1",
      "a::b",
    ]) {
      expect(findPersonalData(text, search)).toMatchObject([{ type: "IP_ADDRESS", confidence: 0.4 }]);
    }
  });
});

describe("personal data is not seen", () => {
  it.each([
    "Today is 12/31/1929 or 2021-11-09, in 2009/2010",
    "ISBN13: 9780138091712, also 3-423-21412-0",
    "the total of 761 402 282 cases",
    "timestamp 1618250391",
    "version 1.2.3.4 and v10.2.3.4 and oid 1.3.6.1.4.1.9",
    "transform(0.998638,0,0,-0.998638,0.39215,439.799858)",
    "id 550e8400-e29b-41d4-a716-446655440000",
    "MAC 01-23-45-67-89-AB",
    "((-1 + 2 + 9 * 5) - (-2 + -4 + -4 * -7)) =",
    "card 4111 1111 1111 1112",
    "DE89 3704 0044 0532 0130 01",
    "std::cout << x::y; 12:34:56",
    "npm install typescript@6.0.3 @types/node",
    "account 12345678",
  ])("in %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("Luhn's check", () => {
  it("fails when any one digit changes", () => {
    const digit = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), digit, (place, by) => {
        const digits = [..."4111111111111111"];
        digits[place] = String((Number(digits[place]) + by) % 10);
        expect(passesLuhn(digits.join(""))).toBe(false);
      }),
    );
    expect(passesLuhn("4111111111111111")).toBe(true);
  });
});

describe("finds in any text", () => {
  const piece = fc.constantFrom(
    "@",
    "a",
    ".",
    "1",
    "+49",
    " ",
    "-",
    "(",
    ")",
    ":",
    "::",
    "DE89",
    "4111",
    "\n",
    "é",
    "😀",
    "x",
    "tel",
  );
  const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

  it("are inside the text, rise, do not overlap and have a confidence above 0", () => {
    fc.assert(
      fc.property(texts, (text) => {
        let from = 0;
        for (const { start, end, confidence } of findPersonalData(text, search)) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(confidence).toBeGreaterThan(0);
          from = end;
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the work on hostile text", () => {
  const hostile = ["1", "1 ", "(1", "+1", "1-", "((", "12345 ", "1.", "1 1-1(1)"];

  it("covers each digit once in runs of digits", () => {
    for (const pattern of hostile) {
      const text = pattern.repeat(2000);
      const covered = [...digitRuns(text)].flat().reduce((sum, group) => sum + group.digits.length, 0);
      expect(covered).toBe(text.replace(/\D/g, "").length);
    }
  });

  it("makes telephone candidates that never overlap, so their number and length are bounded by the text's", () => {
    for (const pattern of hostile) {
      let from = 0;
      for (const { start, end } of phoneCandidates(pattern.repeat(2000))) {
        expect(start).toBeGreaterThanOrEqual(from - 3);
        expect(end - start).toBeLessThanOrEqual(60);
        from = end;
      }
    }
  });

  it("reads no character more than a bounded number of times", () => {
    for (const pattern of ["a@", "@", "aaaa.", "a@b.", "1", "1 ", ":", "a:", "DE89 ", "f:", "+1 (", "1.1."]) {
      const [small, large] = [1000, 4000].map((count) => countedReads(pattern.repeat(count)));
      expect((large ?? 0) / Math.max(1, small ?? 0)).toBeLessThan(4.5);
    }
  });
});

/**
 * The steps of a search: characters copied out of the text, and up to 64 for each call of a pattern. What a pattern does
 * within one call is not seen here: there the patterns' bounded quantifiers answer for it.
 */
function countedReads(text: string): number {
  const original = String.prototype.slice;
  const exec = RegExp.prototype.exec;
  let units = 0;
  const slice = jest.spyOn(String.prototype, "slice").mockImplementation(function (this: string, from, to) {
    const part = original.call(this, from, to);
    units += part.length;
    return part;
  });
  const regExp = jest.spyOn(RegExp.prototype, "exec").mockImplementation(function (this: RegExp, read) {
    units += Math.min(read.length, 64);
    return exec.call(this, read);
  });
  try {
    findPersonalData(text, search);
  } finally {
    slice.mockRestore();
    regExp.mockRestore();
  }
  return units;
}
