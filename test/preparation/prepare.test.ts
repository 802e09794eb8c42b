import fc from "fast-check";
import { Funnel } from "../../src/preparation/funnel";
import { overruleKey } from "../../src/preparation/pii";
import { examine } from "../../src/preparation/prepare";
import { emailRecognizer } from "../../src/preparation/recognizers/email";
import { splitHolder, holderName } from "../../src/preparation/split";
import { aPrompt, run, somePrompts } from "./prompts";

describe("a preparation run", () => {
  const options = {
    recognizers: [emailRecognizer],
    parameters: { userCap: 3, organizationCap: 4, minPrefix: 5 },
  };

  it("gives the same outcomes, assignments and input hash in whatever order prompts are read", async () => {
    const shuffled = somePrompts.chain((prompts) =>
      fc.tuple(fc.constant(prompts), fc.shuffledSubarray([...prompts], { minLength: prompts.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([prompts, reordered]) => {
        const one = await run(prompts, options);
        const other = await run(reordered, options);
        expect(JSON.stringify(other.outcomes)).toBe(JSON.stringify(one.outcomes));
        expect(other.decisions.newAssignments).toEqual(one.decisions.newAssignments);
        expect(other.decisions.inputSha256).toBe(one.decisions.inputSha256);
      }),
    );
  });

  it("gives the same bytes again for the same seed, and leaves nothing out of its funnel", async () => {
    await fc.assert(
      fc.asyncProperty(somePrompts, async (prompts) => {
        const one = await run(prompts, options);
        const again = await run(prompts, options);
        expect(JSON.stringify(again.outcomes)).toBe(JSON.stringify(one.outcomes));
        const funnel = new Funnel();
        one.outcomes.forEach((outcome) => funnel.add(outcome));
        const kept = one.outcomes.filter(({ step }) => step === null);
        const counts = funnel.splitCounts();
        expect(funnel.rows()[0]?.in).toBe(prompts.length);
        expect(funnel.rows().at(-1)?.out).toBe(kept.length);
        expect(counts.TRAIN + counts.VALIDATION + counts.TEST).toBe(kept.length);
      }),
    );
  });

  it("keeps within both caps for customers, and never drops a labeler's prompt for one", async () => {
    await fc.assert(
      fc.asyncProperty(somePrompts, async (prompts) => {
        const { outcomes } = await run(prompts, options);
        const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
        const users = new Map<string, number>();
        const organizations = new Map<string, number>();
        for (const { promptId, reason } of outcomes) {
          const prompt = byId.get(promptId) ?? aPrompt();
          const isCap = reason === "USER_CAP" || reason === "ORGANIZATION_CAP";
          if (prompt.source === "LABELER") expect(isCap).toBe(false);
          else if (reason === null) {
            const [user, organization] = [
              prompt.externalUserId ?? promptId,
              prompt.organizationId ?? promptId,
            ];
            users.set(user, (users.get(user) ?? 0) + 1);
            organizations.set(organization, (organizations.get(organization) ?? 0) + 1);
          }
        }
        expect(Math.max(0, ...users.values())).toBeLessThanOrEqual(3);
        expect(Math.max(0, ...organizations.values())).toBeLessThanOrEqual(4);
      }),
    );
  });

  it("keeps holder and user in one split, also over a later run with more prompts", async () => {
    await fc.assert(
      fc.asyncProperty(somePrompts, fc.nat(40), async (prompts, count) => {
        const first = await run(prompts.slice(0, count), options);
        const second = await run(prompts, { ...options, earlier: first.decisions.newAssignments });
        const byId = new Map(prompts.map((prompt) => [prompt.id, prompt]));
        const splits = new Map<string, string>();
        for (const { promptId, split } of [...first.outcomes, ...second.outcomes]) {
          const prompt = byId.get(promptId) ?? aPrompt();
          if (split === null) continue;
          const holders = [holderName(splitHolder(prompt))];
          if (prompt.source === "CUSTOMER" && prompt.externalUserId !== null) {
            holders.push(`USER|${prompt.externalUserId}`);
          }
          for (const holder of holders) {
            expect(splits.get(holder) ?? split).toBe(split);
            splits.set(holder, split);
          }
        }
        const given = [...first.decisions.newAssignments, ...second.decisions.newAssignments];
        expect(new Set(given.map(({ holder }) => holderName(holder))).size).toBe(given.length);
      }),
    );
  });

  it("refuses to go on where a prompt of the first pass is gone", async () => {
    const gone = aPrompt({ id: "prm_1" });
    const { decisions } = await run([gone]);
    const outcomes = examine({
      decisions,
      contents: () => Promise.resolve([]),
      recognizers: [],
      meters: { languageOf: () => null, tokensOf: () => 0 },
      overrules: new Set(),
    });
    await expect(outcomes.next()).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("the input hash of a run", () => {
  it("changes with every fact that decides an outcome, and not with the id", async () => {
    const hashOf = async (facts: Parameters<typeof aPrompt>[0]): Promise<string> =>
      (await run([aPrompt(facts)])).decisions.inputSha256;
    const plain = await hashOf({});
    expect(await hashOf({ id: "prm_other" })).toBe(plain);
    const changes = [
      { text: "x" },
      { isHeld: true },
      { authorId: "a" },
      { organizationId: "o" },
      { sequence: 2 },
    ];
    const hashes = await Promise.all(changes.map(hashOf));
    expect(new Set([plain, ...hashes]).size).toBe(changes.length + 1);
  });

  it("ignores the order of import where a time of submission decides", async () => {
    const at = "2022-01-01T00:00:00.000Z";
    const one = await run([aPrompt({ submittedAt: at, sequence: 1 })]);
    const other = await run([aPrompt({ submittedAt: at, sequence: 9 })]);
    expect(other.decisions.inputSha256).toBe(one.decisions.inputSha256);
  });
});

describe("personal data in a run", () => {
  const prompt = aPrompt({ id: "prm_1", text: "Write to ann@example.org please" });
  const options = { recognizers: [emailRecognizer] };
  const inSplit = (split: "TRAIN" | "TEST") => ({
    ...options,
    earlier: [{ holder: { kind: "ORGANIZATION" as const, key: "o1" }, split }],
  });

  it("drops a prompt of TRAIN and keeps where the data stands", async () => {
    const { outcomes } = await run([prompt], inSplit("TRAIN"));
    expect(outcomes[0]).toMatchObject({
      step: "PII",
      reason: "PERSONAL_DATA",
      split: "TRAIN",
      promptTokens: null,
    });
    expect(outcomes[0]?.finds).toEqual([
      {
        type: "EMAIL_ADDRESS",
        start: 9,
        end: 24,
        confidence: 0.95,
        recognizerVersion: "1",
        turn: null,
        isOverruled: false,
      },
    ]);
  });

  it("keeps a prompt of another split, with its finds", async () => {
    const { outcomes } = await run([prompt], inSplit("TEST"));
    expect(outcomes[0]).toMatchObject({ step: null, split: "TEST", promptTokens: prompt.text.length });
    expect(outcomes[0]?.finds).toHaveLength(1);
  });

  it("keeps a prompt of TRAIN whose finds are all overruled, and marks them", async () => {
    const overrules = new Set([
      overruleKey("prm_1", { turn: null, type: "EMAIL_ADDRESS", start: 9, end: 24 }),
    ]);
    const { outcomes } = await run([prompt], { ...inSplit("TRAIN"), overrules });
    expect(outcomes[0]).toMatchObject({ step: null, finds: [{ isOverruled: true }] });
  });

  it("looks into earlier turns and says which", async () => {
    const asked = aPrompt({ context: [{ role: "USER", content: "I am b@example.org" }] });
    const { outcomes } = await run([asked], inSplit("TRAIN"));
    expect(outcomes[0]?.finds).toMatchObject([{ turn: 0, start: 5, end: 18 }]);
  });
});
