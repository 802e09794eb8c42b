import { contentHash, identityKey, promptId, promptIdentity } from "../../src/prompts/prompt-identity";
import { type PromptRow, promptRowReader } from "../../src/prompts/prompt-rows";

function row(change: Readonly<Record<string, unknown>> = {}): PromptRow {
  const record = {
    text: "Hi",
    user_id: "u",
    organization_id: "o",
    submitted_at: "2022-01-01T00:00:00Z",
    ...change,
  };
  const outcome = promptRowReader()({ record, hasCells: false });
  if (outcome.problems !== null) throw new Error("The row of the test is bad.");
  return outcome.row;
}

describe("the id of a prompt", () => {
  it("is a kind and 24 characters of lower-case base32, the same on every machine", () => {
    expect(promptId("prj_a", row({ external_id: "x" }), 1)).toMatch(/^prm_[a-z2-7]{24}$/);
    expect(promptIdentity("prj_a", row({ external_id: "x" }), 1)).toBe('["prj_a","external","x"]');
    expect(identityKey(row())).toBe("74cf5c9a6c2dfb287b51c91286e43e98e2b0a4fb6f736ffa648751a4d1361d47");
    expect(promptId("prj_a", row(), 1)).toBe("prm_7wb2haaxghrbaapk4xhvnew6");
  });

  it("is that of project and external id alone where there is one", () => {
    const first = promptId("prj_a", row({ external_id: "x" }), 1);
    expect(promptId("prj_a", row({ external_id: "x", text: "Other" }), 2)).toBe(first);
    expect(promptId("prj_b", row({ external_id: "x" }), 1)).not.toBe(first);
    expect(promptId("prj_a", row({ external_id: "y" }), 1)).not.toBe(first);
  });

  it.each([
    { source: "LABELER" },
    { user_id: "u2" },
    { user_id: null },
    { organization_id: "o2" },
    { submitted_at: null },
    { submitted_at: "2022-01-01T00:00:00.001Z" },
    { context: [{ role: "user", content: "Hello" }] },
    { text: "hi" },
    { text: null, instruction: "Hi", examples: [{ query: "a", response: "b" }] },
  ])("differs without an external id where %j differs", (change) => {
    expect(promptId("prj_a", row(change), 1)).not.toBe(promptId("prj_a", row(), 1));
    expect(contentHash(row(change))).not.toBe(contentHash(row()));
  });

  it("differs by the number of the row among its like", () => {
    expect(promptId("prj_a", row(), 2)).not.toBe(promptId("prj_a", row(), 1));
  });

  it("is the same for the same moment in another offset", () => {
    expect(promptId("prj_a", row({ submitted_at: "2022-01-01T01:00:00+01:00" }), 1)).toBe(
      promptId("prj_a", row(), 1),
    );
  });

  it.each([
    { consent: true },
    { channel: "API" },
    { use_case: "CHAT" },
    { language: "en" },
    { license: "MIT" },
    { kind: "USER_BASED" },
    { named_use_case: "mail" },
  ])("stays, and the content differs, where %j differs", (change) => {
    expect(promptId("prj_a", row(change), 1)).toBe(promptId("prj_a", row(), 1));
    expect(contentHash(row(change))).not.toBe(contentHash(row()));
  });

  it("takes no two rows for one because their values run together", () => {
    expect(identityKey(row({ user_id: "ab", organization_id: "c" }))).not.toBe(
      identityKey(row({ user_id: "a", organization_id: "bc" })),
    );
    expect(identityKey(row({ user_id: "a", organization_id: null }))).not.toBe(
      identityKey(row({ user_id: null, organization_id: "a" })),
    );
  });
});
