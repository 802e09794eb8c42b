import { seededKey } from "../core/seeded";

/** One SFT row to be made of a few-shot prompt: what it asks and which examples (from 0) it shows, in order. */
export interface FewShotPlan {
  /** The example whose query is asked, answered by its own response; null: the prompt's open query. */
  readonly askedExample: number | null;
  readonly examplesShown: readonly number[];
}

/**
 * Leave-one-out over n examples: n rows, each asking one example and showing all others in their order. (In
 * InstructGPT, K pairs under one instruction give K demonstrations with the other K-1 in the context.)
 */
export function leaveOneOut(exampleCount: number): FewShotPlan[] {
  const all = range(exampleCount);
  return all.map((askedExample) => ({
    askedExample,
    examplesShown: all.filter((example) => example !== askedExample),
  }));
}

/** The open query as its writer left it: all examples shown. For a demonstration under leave-one-out. */
export function wholePrompt(exampleCount: number): FewShotPlan {
  return { askedExample: null, examplesShown: range(exampleCount) };
}

/** What `sampledSets` chooses from and by. */
export interface SampledSetsRequest {
  readonly exampleCount: number;
  /** Whether the rows ask the open query; otherwise each asks an example that it doesn't show. */
  readonly asksOpenQuery: boolean;
  /** How many different sets are wanted; fewer come where there are not so many. */
  readonly sets: number;
  /** How many examples a row shows at most. */
  readonly shown: number;
  readonly seed: string | number;
  /** What stands for the prompt in the seeded choice: its external id or a hash of its texts. */
  readonly key: string;
}

/**
 * Different sets of the same examples, chosen by seed: for each row the examples in a seeded order, cut to `shown`
 * and put back in their own order. No two rows ask the same and show the same set.
 */
export function sampledSets(request: SampledSetsRequest): FewShotPlan[] {
  const { exampleCount, asksOpenQuery, sets, shown } = request;
  const available = asksOpenQuery ? exampleCount : exampleCount - 1;
  const size = Math.max(0, Math.min(shown, available));
  const wanted = Math.min(sets, choices(available, size) * (asksOpenQuery ? 1 : Math.max(0, exampleCount)));
  const plans = new Map<string, FewShotPlan>();
  for (let draw = 0; plans.size < wanted && draw < maxDraws(sets); draw += 1) {
    const order = drawnOrder(request, draw);
    const askedExample = asksOpenQuery ? null : (order.shift() ?? null);
    const examplesShown = order.slice(0, size).sort((a, b) => a - b);
    plans.set(`${askedExample}:${examplesShown.join()}`, { askedExample, examplesShown });
  }
  return [...plans.values()];
}

/** Enough draws to find nearly all sets where almost all are wanted, and an end where luck is bad. */
function maxDraws(sets: number): number {
  return 50 + sets * 20;
}

function drawnOrder({ exampleCount, seed, key }: SampledSetsRequest, draw: number): number[] {
  return range(exampleCount)
    .map((example) => ({ example, order: seededKey(seed, "few-shot", `${key}|${draw}|${example}`) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ example }) => example);
}

/** The binomial coefficient, which only bounds how many sets there are. */
function choices(n: number, k: number): number {
  let count = 1;
  for (let index = 0; index < k; index += 1) count = (count * (n - index)) / (index + 1);
  return Math.round(count);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
