import { afterAnswer, EdgeCaseState, mayFoldIn } from "../../src/room/edge-case-state";

const { OPEN, ANSWERED, FOLDED_IN } = EdgeCaseState;

describe("where a question stands", () => {
  it.each([
    [OPEN, ANSWERED],
    [ANSWERED, ANSWERED],
    [FOLDED_IN, FOLDED_IN],
  ])("goes by an answer from %s to %s", (before, after) => {
    expect(afterAnswer(before)).toBe(after);
  });

  it("lets one version of the guideline cite it, answered or not", () => {
    expect([OPEN, ANSWERED, FOLDED_IN].filter(mayFoldIn)).toEqual([OPEN, ANSWERED]);
  });
});
