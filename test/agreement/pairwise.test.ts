import fc from "fast-check";
import { meanKendallTauB } from "../../src/agreement/kendall-tau-b";
import { meanKendallW } from "../../src/agreement/kendall-w";
import { pairwiseAgreement, PairwiseTally, tieRules } from "../../src/agreement/pairwise";
import { pairwiseByLabelers } from "../../src/agreement/pairwise-by-labelers";
import { groupByTask, type LabelerRanking, type TaskRankings } from "../../src/agreement/rank-comparisons";
import { rankingDisagreements, ratingDisagreements, worstTasks } from "../../src/agreement/worst-tasks";
import { collectRatings } from "../../src/agreement/ratings";

const letters = ["A", "B", "C", "D", "E"];

function ranking(labeler: string, ranks: readonly number[]): LabelerRanking {
  return { labeler, items: letters.slice(0, ranks.length), ranks };
}

function task(name: string, ...ranks: readonly (readonly number[])[]): TaskRankings {
  return { task: name, rankings: ranks.map((row, labeler) => ranking(`labeler-${labeler}`, row)) };
}

const someTasks = fc
  .array(
    fc.integer({ min: 2, max: 5 }).chain((items) =>
      fc.array(fc.array(fc.integer({ min: 1, max: items }), { minLength: items, maxLength: items }), {
        maxLength: 4,
      }),
    ),
    { maxLength: 8 },
  )
  .map((tasks) => tasks.map((rows, i) => task(`task-${i}`, ...rows)));

describe("pairwise agreement", () => {
  // Pairs AB, AC, BC: the first says A>B, A>C, B=C; the second A>B, A=C, C>B.
  const tied = task("t", [1, 2, 2], [1, 2, 1]);

  it("leaves out comparisons that either labeler ties, as Stiennon did, unless told", () => {
    const result = pairwiseAgreement([tied]);
    expect(result).toMatchObject({
      tieRule: "LEAVE_OUT_INDIFFERENT",
      agreement: 1,
      comparisons: 1,
      leftOut: 2,
    });
    expect(result).toMatchObject({ judgments: 6, ties: 2, tasks: 1, labelers: 2 });
  });

  it("takes a tie for an answer, or for half-way, where the rule says so", () => {
    expect(pairwiseAgreement([tied], { tieRule: "TIE_IS_AN_ANSWER" }).agreement).toBeCloseTo(1 / 3, 12);
    expect(pairwiseAgreement([tied], { tieRule: "TIE_IS_HALF" }).agreement).toBeCloseTo(2 / 3, 12);
  });

  it("compares items by name, in whatever order they were shown, and only those that both ranked", () => {
    const rankings = [
      { labeler: "x", items: ["A", "B", "C"], ranks: [1, 2, 3] },
      { labeler: "y", items: ["C", "A", "D"], ranks: [2, 1, 3] },
    ];
    expect(pairwiseAgreement([{ task: "t", rankings }])).toMatchObject({
      agreement: 1,
      comparisons: 1,
      leftOut: 0,
    });
  });

  it("gives the cluster-robust standard error of a worked example", () => {
    // Three tasks of 3 comparisons, with 3, 1 and 2 that agree: p = 2/3, residuals 1, -1, 0;
    // sqrt(3 / 2 * 2) / 9, and the plain sqrt(2/9 / 9).
    const tasks = [
      task("a", [1, 2, 3], [1, 2, 3]),
      task("b", [1, 2, 3], [3, 1, 2]),
      task("c", [1, 2, 3], [1, 3, 2]),
    ];
    const result = pairwiseAgreement(tasks);
    expect(result.agreement).toBeCloseTo(2 / 3, 12);
    expect(result.standardError).toBeCloseTo(Math.sqrt(3) / 9, 12);
    expect(result.binomialStandardError).toBeCloseTo(Math.sqrt(2) / 9, 12);
  });

  it("knows that comparisons of one task are not independent", () => {
    const tasks = Array.from({ length: 20 }, (_, i) =>
      task(`t${i}`, [1, 2, 3, 4], i % 2 ? [1, 2, 3, 4] : [4, 3, 2, 1]),
    );
    const { agreement, standardError, binomialStandardError } = pairwiseAgreement(tasks);
    expect(agreement).toBe(0.5);
    // All six comparisons of a task go together: the error of 20 tosses, not of 120 (with the factor 20 / 19).
    expect(standardError).toBeCloseTo(Math.sqrt(0.25 / 19), 12);
    expect(binomialStandardError).toBeCloseTo(Math.sqrt(0.25 / 120), 12);
  });

  it("does not claim certainty where all agree in few tasks", () => {
    const tasks = Array.from({ length: 5 }, (_, i) => task(`t${i}`, [1, 2], [1, 2]));
    const { agreement, standardError, low, high } = pairwiseAgreement(tasks);
    expect([agreement, standardError, high]).toEqual([1, 0, 1]);
    // Wilson's lower limit at 1 is n / (n + z²), here with n = 5 (z / t)² and t for four degrees of freedom.
    expect(low).toBeCloseTo(5 / (5 + 2.776445105198054 ** 2), 9);
  });

  it("comes near p ± 1.96 standard errors where there are many tasks", () => {
    const tasks = Array.from({ length: 2000 }, (_, i) => task(`t${i}`, [1, 2], i % 4 ? [1, 2] : [2, 1]));
    const { low, high, standardError } = pairwiseAgreement(tasks);
    const half = 1.96 * (standardError ?? 0);
    expect(low).toBeCloseTo(0.75 - half, 3);
    expect(high).toBeCloseTo(0.75 + half, 3);
  });

  it("says why there is no figure", () => {
    expect(pairwiseAgreement([])).toMatchObject({ agreement: null, reason: "NO_OVERLAP", tasks: 0 });
    expect(pairwiseAgreement([task("t", [1, 2])])).toMatchObject({ agreement: null, reason: "NO_OVERLAP" });
    expect(pairwiseAgreement([task("t", [1, 1], [1, 2])])).toMatchObject({
      agreement: null,
      reason: "ALL_LEFT_OUT",
    });
    const single = pairwiseAgreement([task("t", [1, 2], [1, 2])]);
    expect(single).toMatchObject({
      agreement: 1,
      standardError: null,
      low: null,
      high: null,
      reason: "ONE_TASK",
    });
  });

  it("compares only the labelers that it is asked to compare, and nobody with themselves", () => {
    const rankings = [
      ranking("r1", [1, 2]),
      ranking("l1", [1, 2]),
      ranking("l2", [2, 1]),
      ranking("l2", [2, 1]),
    ];
    const isResearcher = (labeler: string) => labeler.startsWith("r");
    const isCompared = (a: string, b: string) => isResearcher(a) !== isResearcher(b);
    expect(pairwiseAgreement([{ task: "t", rankings }], { isCompared })).toMatchObject({
      comparisons: 3,
      labelers: 3,
    });
    expect(pairwiseAgreement([{ task: "t", rankings: rankings.slice(2) }])).toMatchObject({ comparisons: 0 });
  });

  it("refuses rankings that are none", () => {
    const bad = (items: string[], ranks: number[]) => () =>
      pairwiseAgreement([{ task: "t", rankings: [{ labeler: "x", items, ranks }] }]);
    expect(bad(["A", "B"], [1])).toThrow("one rank for each item");
    expect(bad(["A", "A"], [1, 2])).toThrow("holds A twice");
    expect(bad(["A", "B"], [0, 2])).toThrow("not above 0");
    expect(bad(["A", "B"], [1, NaN])).toThrow("not above 0");
  });

  it("stays within its bounds, under every tie rule", () => {
    fc.assert(
      fc.property(someTasks, fc.constantFrom(...tieRules), (tasks, tieRule) => {
        const result = pairwiseAgreement(tasks, { tieRule });
        const { agreement, low, high, standardError } = result;
        expect(agreement === null).toBe(result.comparisons === 0);
        expect(standardError === null).toBe(result.tasks < 2);
        expect(result.reason === null).toBe(standardError !== null);
        if (agreement === null || low === null || high === null) return;
        const ordered = [0, low, agreement, high, 1];
        expect([...ordered].sort((a, b) => a - b)).toEqual(ordered);
        expect(standardError).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("is the same to the last bit in any order of tasks, labelers and items", () => {
    const reversed = (tasks: readonly TaskRankings[]) =>
      [...tasks].reverse().map(({ task: name, rankings }) => ({
        task: name,
        rankings: [...rankings].reverse().map(({ labeler, items, ranks }, i) => ({
          labeler,
          items: i % 2 ? [...items].reverse() : items,
          ranks: i % 2 ? [...ranks].reverse() : ranks,
        })),
      }));
    fc.assert(
      fc.property(someTasks, fc.constantFrom(...tieRules), (tasks, tieRule) => {
        expect(pairwiseAgreement(reversed(tasks), { tieRule })).toEqual(
          pairwiseAgreement(tasks, { tieRule }),
        );
      }),
    );
  });

  it("is 1 where all labelers give the same ranking, ties and all", () => {
    fc.assert(
      fc.property(someTasks, fc.constantFrom(...tieRules), (tasks, tieRule) => {
        const same = tasks.map(({ task: name, rankings }) =>
          task(name, ...rankings.map(() => rankings[0].ranks)),
        );
        expect(pairwiseAgreement(same, { tieRule }).agreement ?? 1).toBe(1);
      }),
    );
  });

  it("adds up over labeler pairs to the whole", () => {
    fc.assert(
      fc.property(someTasks, fc.constantFrom(...tieRules), (tasks, tieRule) => {
        const cells = pairwiseByLabelers(tasks, tieRule);
        const whole = pairwiseAgreement(tasks, { tieRule });
        expect(cells.reduce((sum, { result }) => sum + result.comparisons, 0)).toBe(whole.comparisons);
        const agreed = cells.reduce(
          (sum, { result }) => sum + (result.agreement ?? 0) * result.comparisons,
          0,
        );
        expect(agreed).toBeCloseTo((whole.agreement ?? 0) * whole.comparisons, 9);
        const names = cells.map(({ first, second }) => `${first} ${second}`);
        expect(names).toEqual([...new Set(names)].sort());
      }),
    );
  });

  it("tells the agreement of each task as it is added", () => {
    const tally = new PairwiseTally();
    expect(tally.add(task("a", [1, 2, 3], [1, 3, 2])).agreement).toBeCloseTo(2 / 3, 12);
    expect(tally.add(task("b", [1, 1], [1, 2]))).toEqual({ agreement: null, comparisons: 0, leftOut: 1 });
  });
});

describe("worst tasks", () => {
  const tasks = [
    task("agreed", [1, 2, 3], [1, 2, 3]),
    task("reversed", [1, 2, 3], [3, 2, 1]),
    task("one-pair-a", [1, 2], [2, 1]),
    task("one-pair-b", [1, 2], [2, 1]),
    task("single", [1, 2]),
  ];

  it("come by disagreement, then by how many comparisons show it, then by name", () => {
    const worst = worstTasks(rankingDisagreements([...tasks].reverse()), 10);
    expect(worst.map((entry) => entry.task)).toEqual(["reversed", "one-pair-a", "one-pair-b", "agreed"]);
    expect(worst[0]).toEqual({ task: "reversed", disagreement: 1, comparisons: 3, labelers: 2 });
    expect(worstTasks(rankingDisagreements(tasks), 1)).toEqual(worst.slice(0, 1));
  });

  it("come from ratings likewise", () => {
    const rows = ["YES YES NO", "YES YES YES", "NO"].flatMap((values, unit) =>
      values.split(" ").map((value, labeler) => ({ unit: `u${unit}`, labeler: `l${labeler}`, value })),
    );
    expect(worstTasks(ratingDisagreements(collectRatings(rows)), 10)).toEqual([
      { task: "u0", disagreement: 2 / 3, comparisons: 3, labelers: 3 },
      { task: "u1", disagreement: 0, comparisons: 3, labelers: 3 },
    ]);
  });
});

describe("rankings by task", () => {
  it("are gathered from rows in any order", () => {
    const rows = ["a", "b", "a"].map((name, i) => ({ task: name, ...ranking(`l${i}`, [1, 2]) }));
    const sizes = groupByTask(rows).map(({ task: name, rankings }) => [name, rankings.length]);
    expect(sizes).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  it("have a mean tau-b over pairs of labelers and a mean W over tasks", () => {
    const tasks = [
      task("same", [1, 2, 3], [1, 2, 3]),
      task("reversed", [1, 2, 3], [3, 2, 1]),
      task("flat", [1, 1], [1, 2]),
    ];
    expect(meanKendallTauB(tasks)).toEqual({ value: 0, reason: null, pairs: 2, undefinedPairs: 1, tasks: 2 });
    expect(meanKendallW(tasks)).toMatchObject({ reason: null, tasks: 3, undefinedTasks: 0 });
    expect(meanKendallTauB([])).toMatchObject({ value: null, reason: "NO_OVERLAP" });
    expect(meanKendallW([task("t", [1, 1], [1, 1])])).toMatchObject({ value: null, reason: "NO_VARIATION" });
  });
});
