import { beyondCap } from "../../src/preparation/cap";
import { consentReason } from "../../src/preparation/consent";
import { Funnel } from "../../src/preparation/funnel";
import { measurePrompt, overlongTokens } from "../../src/preparation/measure";
import { boundUser, freshSplit, holderNamed, holderName, splitHolder } from "../../src/preparation/split";
import { compareSeniority, submissionTime } from "../../src/preparation/seniority";
import { dropReasons, stepOfReason } from "../../src/preparation/steps";
import { aPrompt, run } from "./prompts";

describe("consent", () => {
  it("names the first reason that applies to a customer's prompt", () => {
    const all = { hasConsent: false, isWithdrawn: true, isHeld: true, channel: "API" as const };
    expect(consentReason(aPrompt(all))).toBe("NO_CONSENT");
    expect(consentReason(aPrompt({ ...all, hasConsent: true }))).toBe("WITHDRAWN");
    expect(consentReason(aPrompt({ isHeld: true, channel: "API" }))).toBe("HELD");
    expect(consentReason(aPrompt({ channel: "API" }))).toBe("NOT_PLAYGROUND");
    expect(consentReason(aPrompt({ channel: null }))).toBe("NOT_PLAYGROUND");
    expect(consentReason(aPrompt())).toBeNull();
  });

  it("asks neither consent nor channel of a labeler's prompt, and stops it for a hold", () => {
    expect(consentReason(aPrompt({ source: "LABELER", hasConsent: false, channel: null }))).toBeNull();
    expect(consentReason(aPrompt({ source: "LABELER", isHeld: true }))).toBe("HELD");
  });
});

describe("the earliest prompt", () => {
  it("is the one submitted first, then the one imported first; those without a time come last", () => {
    const at = (submittedAt: string | null, sequence: number) => ({
      submittedAt: submissionTime(submittedAt),
      sequence,
      id: `prm_${sequence}`,
    });
    const [undatedFirst, undated] = [at(null, 1), at(null, 2)];
    const [late, early] = [at("2022-02-01T00:00:00.000Z", 3), at("2022-01-01T00:00:00.000Z", 4)];
    expect([undated, late, undatedFirst, early].sort(compareSeniority)).toEqual([
      early,
      late,
      undatedFirst,
      undated,
    ]);
    expect(() => submissionTime("yesterday")).toThrow(RangeError);
  });
});

describe("the cap", () => {
  it("keeps the lowest seeded places and is content with fewer", () => {
    const rows = [0.5, 0.1, 0.9].map((place, row) => ({ row, place }));
    expect(beyondCap(rows, 2, (a, b) => a - b)).toEqual([2]);
    expect(beyondCap(rows, 3, (a, b) => a - b)).toEqual([]);
  });

  it("keeps the same prompts when others of other users come", async () => {
    const own = [1, 2, 3, 4, 5].map((n) =>
      aPrompt({ id: `prm_${n}`, externalId: `x${n}`, text: `text ${n}`, sequence: n }),
    );
    const other = aPrompt({
      id: "prm_9",
      externalId: "x9",
      text: "new",
      externalUserId: "u2",
      organizationId: "o2",
    });
    const parameters = { userCap: 2 };
    const dropped = async (prompts: typeof own): Promise<readonly string[]> =>
      (await run(prompts, { parameters })).outcomes
        .filter((o) => o.reason === "USER_CAP")
        .map((o) => o.promptId);
    expect(await dropped([other, ...own])).toEqual(await dropped(own));
    expect(await dropped(own)).toHaveLength(3);
  });
});

describe("the split", () => {
  it("belongs to a customer's organization, else to the user", () => {
    expect(splitHolder(aPrompt())).toEqual({ kind: "ORGANIZATION", key: "o1" });
    expect(splitHolder(aPrompt({ organizationId: null }))).toEqual({ kind: "USER", key: "u1" });
  });

  it("belongs to a labeler-written prompt's author, else user, else organization, else to the prompt", () => {
    const written = { source: "LABELER" as const, externalId: "x1" };
    expect(splitHolder(aPrompt({ ...written, authorId: "acc_1" }))).toEqual({ kind: "AUTHOR", key: "acc_1" });
    expect(boundUser(aPrompt({ ...written, authorId: "acc_1" }))).toBeNull();
    expect(splitHolder(aPrompt(written))).toEqual({ kind: "USER", key: "u1" });
    expect(splitHolder(aPrompt({ ...written, externalUserId: null }))).toEqual({
      kind: "ORGANIZATION",
      key: "o1",
    });
    const nobody = aPrompt({ ...written, externalUserId: null, organizationId: null });
    expect(splitHolder(nobody)).toEqual({ kind: "PROMPT", key: "x1" });
  });

  it("keeps names that hold the bar apart", () => {
    const holder = { kind: "USER" as const, key: "a|b" };
    expect(holderNamed(holderName(holder))).toEqual(holder);
  });

  it("shares holders out at 80, 10 and 10 of a hundred", () => {
    const counts = { TRAIN: 0, VALIDATION: 0, TEST: 0 };
    for (let n = 0; n < 5000; n += 1) counts[freshSplit({ kind: "ORGANIZATION", key: `o${n}` }, 1)] += 1;
    expect(counts.TRAIN / 5000).toBeCloseTo(0.8, 1);
    expect(counts.VALIDATION / 5000).toBeCloseTo(0.1, 1);
    expect(counts.TEST / 5000).toBeCloseTo(0.1, 1);
  });

  it("follows a user's earliest prompt and drops theirs under an organization of another split", async () => {
    const earlier = (["TRAIN", "TEST"] as const).map((split, n) => ({
      holder: { kind: "ORGANIZATION" as const, key: `o${n + 1}` },
      split,
    }));
    const prompts = [
      aPrompt({ id: "prm_1", text: "one", sequence: 1 }),
      aPrompt({ id: "prm_2", text: "two", sequence: 2, organizationId: "o2" }),
      aPrompt({ id: "prm_3", text: "three", sequence: 3, organizationId: null }),
    ];
    const { outcomes, decisions } = await run(prompts, { earlier });
    expect(outcomes.map(({ split, reason }) => split ?? reason)).toEqual([
      "TRAIN",
      "USER_IN_ANOTHER_SPLIT",
      "TRAIN",
    ]);
    expect(decisions.newAssignments).toEqual([{ holder: { kind: "USER", key: "u1" }, split: "TRAIN" }]);
  });
});

describe("measures", () => {
  it("count the earlier turns too and mark what is over-long without dropping it", () => {
    const meters = { languageOf: () => null, tokensOf: (text: string) => text.length };
    const context = [{ role: "USER" as const, content: "x" }];
    const atBound = aPrompt({ context, text: "y".repeat(overlongTokens - 1) });
    const beyond = aPrompt({ context, text: "y".repeat(overlongTokens) });
    expect(measurePrompt(atBound, "en", meters)).toEqual({
      language: "en",
      promptTokens: 1024,
      isOverlong: false,
    });
    expect(measurePrompt(beyond, null, meters)).toEqual({
      language: null,
      promptTokens: 1025,
      isOverlong: true,
    });
  });
});

describe("the funnel", () => {
  it("shows every step, what came in, what went on, and only reasons that occurred", () => {
    const funnel = new Funnel();
    funnel.add({ reason: null, split: "TRAIN" });
    funnel.add({ reason: "NO_CONSENT", split: null });
    funnel.add({ reason: "PERSONAL_DATA", split: "TRAIN" });
    expect(funnel.rows()).toEqual([
      { step: "CONSENT", in: 3, out: 2, dropped: { NO_CONSENT: 1 } },
      { step: "DEDUPE", in: 2, out: 2, dropped: {} },
      { step: "CAP", in: 2, out: 2, dropped: {} },
      { step: "SPLIT", in: 2, out: 2, dropped: {} },
      { step: "PII", in: 2, out: 1, dropped: { PERSONAL_DATA: 1 } },
      { step: "MEASURE", in: 1, out: 1, dropped: {} },
    ]);
    expect(funnel.splitCounts()).toEqual({ TRAIN: 1, VALIDATION: 0, TEST: 0 });
  });

  it("knows the step of each reason", () => {
    expect(dropReasons.map(stepOfReason)).toEqual([
      ...Array<string>(4).fill("CONSENT"),
      "DEDUPE",
      "CAP",
      "CAP",
      "SPLIT",
      "PII",
    ]);
  });
});
