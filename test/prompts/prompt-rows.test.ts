import type { RawRecord } from "../../src/prompts/import/raw-rows";
import { maxTextCharacters, promptRowReader } from "../../src/prompts/prompt-rows";

const customer = { text: "Explain tides to a child.", user_id: "u7", organization_id: "o2" };

function read(record: RawRecord, { hasCells = false, renames = {} } = {}) {
  return promptRowReader(renames)({ record, hasCells });
}

/** `field:rule` of each problem. */
function problemsOf(record: RawRecord, options = {}): string[] {
  return (read(record, options).problems ?? []).map(({ field, rule }) => `${field ?? ""}:${rule}`);
}

function rowOf(record: RawRecord, options = {}) {
  const outcome = read(record, options);
  if (outcome.problems !== null)
    throw new Error(outcome.problems.map((problem) => problem.message).join(" "));
  return outcome.row;
}

describe("a prompt row", () => {
  it("has the defaults of the format where the file says nothing", () => {
    expect(rowOf(customer)).toEqual({
      externalId: null,
      text: "Explain tides to a child.",
      context: [],
      instruction: null,
      examples: [],
      openQuery: null,
      source: "CUSTOMER",
      kind: "PLAIN",
      externalUserId: "u7",
      organizationId: "o2",
      channel: null,
      consent: false,
      submittedAt: null,
      useCase: null,
      namedUseCase: null,
      declaredLanguage: null,
      license: null,
    });
  });

  it("carries every column", () => {
    const record = {
      ...customer,
      external_id: "a-102",
      context: [{ role: "system", content: "" }],
      kind: "USER_BASED",
      named_use_case: "a tutor",
      consent: true,
      channel: "PLAYGROUND",
      submitted_at: "2022-03-01T10:00:00.1234+02:00",
      use_case: "OPEN_QA",
      language: "pt-BR",
      license: "CC0-1.0",
    };
    expect(rowOf(record)).toMatchObject({
      externalId: "a-102",
      context: [{ role: "SYSTEM", content: "" }],
      kind: "USER_BASED",
      namedUseCase: "a tutor",
      consent: true,
      channel: "PLAYGROUND",
      submittedAt: "2022-03-01T08:00:00.123Z",
      useCase: "OPEN_QA",
      declaredLanguage: "pt-BR",
      license: "CC0-1.0",
    });
  });

  it("keeps a text exactly", () => {
    const text = " \r\n\u200b\ufeffZ̷a\u202elgo \ufffd\u2028";
    expect(rowOf({ ...customer, text }).text).toBe(text);
  });

  it("takes a text of up to the bound, in code points", () => {
    expect(problemsOf({ ...customer, text: "😀".repeat(maxTextCharacters) })).toEqual([]);
    expect(problemsOf({ ...customer, text: "a".repeat(maxTextCharacters + 1) })).toEqual(["text:length"]);
    expect(problemsOf({ ...customer, text: "😀".repeat(maxTextCharacters + 1) })).toEqual(["text:length"]);
  });

  it.each([
    [{ text: null }, ["text:required"]],
    [{ text: "" }, ["text:required"]],
    [{ text: 7 }, ["text:string"]],
    [{ text: "a\0" }, ["text:noNul"]],
    [{ text: "\ud800" }, ["text:wellFormed"]],
    [{ external_id: 12 }, ["external_id:string"]],
    [{ external_id: "x".repeat(201) }, ["external_id:length"]],
    [{ source: "customer" }, ["source:choice"]],
    [{ kind: "ODD" }, ["kind:choice"]],
    [{ channel: "WEB" }, ["channel:choice"]],
    [{ use_case: "open qa" }, ["use_case:choice"]],
    [{ consent: "yes" }, ["consent:boolean"]],
    [{ consent: 1 }, ["consent:boolean"]],
    [{ submitted_at: "2022-03-01" }, ["submitted_at:timestamp"]],
    [{ language: "English (US)" }, ["language:language"]],
    [{ context: "[]" }, ["context:list"]],
    [{ context: ["hi"] }, ["context.0:object"]],
    [{ context: [{ role: "bot", content: "x" }] }, ["context.0.role:choice"]],
    [{ context: [{ role: "user" }] }, ["context.0.content:required"]],
    [{ context: [{ role: "user", content: "\udfff" }] }, ["context.0.content:wellFormed"]],
    [{ user_id: "", organization_id: null }, ["user_id:required"]],
    [{ text: 1, consent: "?", channel: 2 }, ["text:string", "channel:choice", "consent:boolean"]],
  ])("names field and rule: %j", (change, expected) => {
    expect(problemsOf({ ...customer, ...change })).toEqual(expected);
  });

  it("asks no user and no organization of a labeler's prompt", () => {
    expect(problemsOf({ text: "x", source: "LABELER" })).toEqual([]);
  });

  it("does not read what every object inherits", () => {
    expect(problemsOf({ a: 1 }, { renames: { text: "constructor" } })).toEqual([
      "text:required",
      "user_id:required",
    ]);
  });

  it("lists what nobody reads, within columns too", () => {
    const record = { ...customer, note: 1, context: [{ role: "user", content: "x", name: "Ann" }] };
    expect(read(record).unknown).toEqual(["note", "context.name"]);
  });
});

describe("a few-shot row", () => {
  const fewShot = { user_id: "u", instruction: "Translate.", examples: [{ query: "cat", response: "chat" }] };

  it("has an instruction and examples in place of a text", () => {
    expect(rowOf({ ...fewShot, kind: "FEW_SHOT", query: "dog" })).toMatchObject({
      text: null,
      instruction: "Translate.",
      examples: [{ query: "cat", response: "chat" }],
      openQuery: "dog",
    });
  });

  it("is known by its instruction where the file gives no kind", () => {
    expect(rowOf(fewShot).kind).toBe("FEW_SHOT");
  });

  it("is not mixed with a plain one", () => {
    expect(problemsOf({ ...fewShot, text: "x" })).toEqual(["text:kind"]);
    expect(problemsOf({ ...fewShot, kind: "PLAIN" })).toEqual([
      "text:required",
      "instruction:kind",
      "examples:kind",
    ]);
    expect(problemsOf({ ...fewShot, examples: [] })).toEqual(["examples:required"]);
    expect(problemsOf({ ...fewShot, examples: [{ query: "cat" }] })).toEqual([
      "examples.0.response:required",
    ]);
  });
});

describe("cells of a table", () => {
  const cells = { text: "x", user_id: "u", organization_id: "", consent: "", examples: "[]", context: "" };

  it("are absent where empty, and converted where the column is no text", () => {
    const context = '[{"role":"user","content":"hi"}]';
    expect(rowOf({ ...cells, consent: "Yes", context }, { hasCells: true })).toMatchObject({
      organizationId: null,
      consent: true,
      examples: [],
      context: [{ role: "USER", content: "hi" }],
    });
    for (const [word, consent] of [
      ["1", true],
      ["TRUE", true],
      ["0", false],
      ["no", false],
      ["", false],
    ] as const) {
      expect(rowOf({ ...cells, consent: word }, { hasCells: true }).consent).toBe(consent);
    }
  });

  it.each([
    [{ context: "hello" }, ["context:json"]],
    [{ context: "{}" }, ["context:list"]],
    [{ context: '[{"role":"user","content":"\\u0000"}]' }, ["context.0.content:noNul"]],
    [{ context: '[{"role":"user","role":"user","content":"x"}]' }, ["context.role:duplicateKey"]],
    [{ consent: "maybe" }, ["consent:boolean"]],
    [{ text: "" }, ["text:required"]],
  ])("are refused by field and rule: %j", (change, expected) => {
    expect(problemsOf({ ...cells, ...change }, { hasCells: true })).toEqual(expected);
  });
});

describe("renaming columns", () => {
  it("reads a column from the file's name for it, and no other column from there", () => {
    const outcome = read(
      { instruction: "Hi", uid: "u", text: "ignored" },
      { renames: { text: "instruction", user_id: "uid" } },
    );
    expect(outcome.problems).toBeNull();
    expect(outcome.unknown).toEqual(["text"]);
    expect(
      rowOf({ instruction: "Hi", uid: "u" }, { renames: { text: "instruction", user_id: "uid" } }),
    ).toMatchObject({
      text: "Hi",
      kind: "PLAIN",
      instruction: null,
      externalUserId: "u",
    });
  });

  it("refuses a column that does not exist", () => {
    expect(() => promptRowReader({ txt: "prompt" })).toThrow("There is no column txt to rename");
  });
});
