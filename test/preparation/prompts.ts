import fc from "fast-check";
import {
  decide,
  defaultParameters,
  type Decisions,
  type PreparationParameters,
} from "../../src/preparation/decide";
import type { PromptFacts } from "../../src/preparation/facts";
import { examine, type PromptOutcome } from "../../src/preparation/prepare";
import { holderName, type SplitAssignment } from "../../src/preparation/split";
import type { Recognizer } from "../../src/preparation/recognizers/recognizer";

/** A customer's prompt that passes every step, but for what is said. */
export function aPrompt(facts: Partial<PromptFacts> = {}): PromptFacts {
  return {
    id: `prm_${facts.externalId ?? facts.sequence ?? 1}`,
    kind: "PLAIN",
    text: "Explain tides to a child.",
    context: [],
    instruction: null,
    examples: [],
    query: null,
    externalId: null,
    source: "CUSTOMER",
    externalUserId: "u1",
    organizationId: "o1",
    authorId: null,
    channel: "PLAYGROUND",
    hasConsent: true,
    isWithdrawn: false,
    isHeld: false,
    submittedAt: null,
    sequence: 1,
    ...facts,
  };
}

/** Prompts of few people and few texts, so that every step has something to do. */
export const somePrompts: fc.Arbitrary<readonly PromptFacts[]> = fc
  .array(
    fc.record({
      text: fc.constantFrom(
        "tides",
        "moon",
        " tides\r\n",
        "tides and moons",
        "sun",
        "a@example.org",
        "stars",
        "rain",
      ),
      source: fc.constantFrom("CUSTOMER" as const, "LABELER" as const),
      externalUserId: fc.constantFrom(null, "u1", "u2", "u3", "u4"),
      organizationId: fc.constantFrom("o1", "o2", "o3", "o4", "o5"),
      authorId: fc.constantFrom(null, null, "acc_1", "acc_2"),
      hasConsent: fc.boolean(),
      submittedAt: fc.constantFrom(null, "2022-01-01T00:00:00.000Z", "2022-02-01T00:00:00.000Z"),
      hasExternalId: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((rows) =>
    rows.map(({ hasExternalId, ...row }, place) =>
      aPrompt({
        ...row,
        id: `prm_${place}`,
        sequence: place + 1,
        authorId: row.source === "LABELER" ? row.authorId : null,
        externalId: hasExternalId ? `x${place}` : null,
      }),
    ),
  );

/** How a test runs the pipeline; what is not said has small defaults. */
export interface RunOptions {
  readonly parameters?: Partial<PreparationParameters>;
  readonly earlier?: readonly SplitAssignment[];
  readonly recognizers?: readonly Recognizer[];
  readonly overrules?: ReadonlySet<string>;
}

/** A whole run, its outcomes sorted by id. */
export async function run(
  prompts: readonly PromptFacts[],
  { parameters = {}, earlier = [], recognizers = [], overrules = new Set<string>() }: RunOptions = {},
): Promise<{ readonly decisions: Decisions; readonly outcomes: readonly PromptOutcome[] }> {
  const stored = new Map(earlier.map(({ holder, split }) => [holderName(holder), split]));
  const decisions = await decide({
    pages: [prompts],
    parameters: { seed: 1, splitSeed: 7, ...defaultParameters, ...parameters },
    earlierSplit: (holder) => stored.get(holderName(holder)) ?? null,
  });
  const outcomes: PromptOutcome[] = [];
  for await (const chunk of examine({
    decisions,
    contents: (ids) => Promise.resolve(prompts.filter(({ id }) => ids.includes(id))),
    recognizers,
    meters: { languageOf: () => "en", tokensOf: (text) => text.length },
    overrules,
    chunkSize: 7,
  })) {
    outcomes.push(...chunk);
  }
  return { decisions, outcomes: outcomes.sort((a, b) => (a.promptId < b.promptId ? -1 : 1)) };
}
