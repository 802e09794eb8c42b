import fc from "fast-check";
import {
  outputOrder,
  planTasks,
  type PlannablePrompt,
  type PlanRequest,
} from "../../src/tasks/task-planning";

const request: PlanRequest = {
  kind: "RANK",
  setName: "first",
  seed: 1,
  overlapShare: 0.15,
  overlap: 3,
  shown: { least: 4, most: 9 },
  existing: new Set(),
  limit: 10_000,
};

const prompts: fc.Arbitrary<PlannablePrompt[]> = fc
  .uniqueArray(
    fc.record({
      promptId: fc.string({ minLength: 1, maxLength: 12 }),
      completionIds: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 14 }),
    }),
    { selector: ({ promptId }) => promptId, maxLength: 40 },
  )
  .map((rows) => rows.map((row) => ({ ...row, key: `external ${row.promptId}` })));

describe("planTasks", () => {
  it("gives the same plan for any order of the prompts and of their completions", () => {
    fc.assert(
      fc.property(prompts, fc.integer(), (rows, seed) => {
        const turned = rows
          .map((row) => ({ ...row, completionIds: [...row.completionIds].reverse() }))
          .reverse();
        expect(planTasks(turned, { ...request, seed })).toEqual(planTasks(rows, { ...request, seed }));
      }),
    );
  });

  it("accounts for every prompt: a task, or the reason why there is none", () => {
    fc.assert(
      fc.property(prompts, fc.nat({ max: 30 }), (rows, limit) => {
        const { tasks, without } = planTasks(rows, { ...request, limit });
        const { TOO_FEW_COMPLETIONS, EXISTS, BEYOND_LIMIT } = without;
        expect(tasks.length + TOO_FEW_COMPLETIONS + EXISTS + BEYOND_LIMIT).toBe(rows.length);
        expect(tasks.length).toBeLessThanOrEqual(limit);
        for (const { completionIds } of tasks) {
          expect(completionIds.length).toBeGreaterThanOrEqual(4);
          expect(completionIds.length).toBeLessThanOrEqual(9);
        }
      }),
    );
  });

  it("makes nothing again of what exists", () => {
    fc.assert(
      fc.property(prompts, (rows) => {
        const first = planTasks(rows, request);
        const existing = new Set(first.tasks.map(({ identity }) => identity));
        const again = planTasks(rows, { ...request, existing });
        expect(again.tasks).toEqual([]);
        expect(again.without.EXISTS).toBe(first.tasks.length);
      }),
    );
  });

  it("shares about as many tasks as it is told, chosen by the seed", () => {
    const rows = Array.from({ length: 4000 }, (_, place) => {
      return { promptId: `p${place}`, key: `key ${place}`, completionIds: [] };
    });
    const { tasks } = planTasks(rows, { ...request, kind: "DEMONSTRATE", setName: null, shown: null });
    const shared = tasks.filter(({ overlap }) => overlap === 3).length;
    // 4,000 x 0.15 = 600; five standard deviations are 113.
    expect(Math.abs(shared - 600)).toBeLessThan(113);
    expect(tasks.every(({ overlap }) => overlap === 1 || overlap === 3)).toBe(true);
  });
});

describe("outputOrder", () => {
  it("holds each completion once, the same order again for the same two, and not one order for all", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const orders = Array.from({ length: 30 }, (_, place) =>
      outputOrder(ids, { taskId: "t", accountId: `acc ${place}` }),
    );
    for (const order of orders) expect([...order].sort()).toEqual(ids);
    expect(outputOrder([...ids].reverse(), { taskId: "t", accountId: "acc 0" })).toEqual(orders[0]);
    expect(new Set(orders.map((order) => order.join(""))).size).toBeGreaterThan(20);
  });
});
