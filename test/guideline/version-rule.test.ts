import fc from "fast-check";
import {
  acceptsVersion,
  owesAcknowledgement,
  type GuidelineStanding,
} from "../../src/guideline/version-rule";

const outdated = (read: number): object => ({ kind: "OUTDATED", read });
const accepted = { kind: "ACCEPTED" };
const unknown = { kind: "UNKNOWN" };

describe("the version under which work is taken", () => {
  it.each<[string, number, GuidelineStanding, object]>([
    ["the current one", 3, { current: 3, lastRequired: null, acknowledged: null }, accepted],
    [
      "an older one where none requires acknowledgement",
      1,
      { current: 3, lastRequired: null, acknowledged: null },
      accepted,
    ],
    [
      "one from the last required on, acknowledged",
      2,
      { current: 3, lastRequired: 2, acknowledged: 2 },
      accepted,
    ],
    [
      "the current one, where a later than the required was acknowledged",
      4,
      { current: 4, lastRequired: 2, acknowledged: 3 },
      accepted,
    ],
    ["not one before the last required", 1, { current: 3, lastRequired: 2, acknowledged: 2 }, outdated(3)],
    [
      "not the current one before the required was acknowledged",
      3,
      { current: 3, lastRequired: 2, acknowledged: 1 },
      outdated(3),
    ],
    [
      "not the current one where nothing was acknowledged",
      1,
      { current: 1, lastRequired: 1, acknowledged: null },
      outdated(1),
    ],
    ["none beyond the current", 4, { current: 3, lastRequired: null, acknowledged: null }, unknown],
    ["none below the first", 0, { current: 3, lastRequired: null, acknowledged: null }, unknown],
    ["none between two", 1.5, { current: 3, lastRequired: null, acknowledged: null }, unknown],
    [
      "none before the first was published",
      1,
      { current: null, lastRequired: null, acknowledged: null },
      { kind: "NONE_PUBLISHED" },
    ],
  ])("is %s", (_, shown, standing, decision) => {
    expect(acceptsVersion(shown, standing)).toEqual(decision);
  });

  it("is taken after what it says to read was read and acknowledged", () => {
    const standing = fc.integer({ min: 1, max: 20 }).chain((current) =>
      fc.record({
        current: fc.constant(current),
        lastRequired: fc.option(fc.integer({ min: 1, max: current })),
        acknowledged: fc.option(fc.integer({ min: 1, max: current })),
      }),
    );
    fc.assert(
      fc.property(standing, fc.integer({ min: 1, max: 20 }), (before, shown) => {
        const decision = acceptsVersion(shown, before);
        if (decision.kind !== "OUTDATED") return;
        expect(acceptsVersion(decision.read, { ...before, acknowledged: decision.read })).toEqual(accepted);
      }),
    );
  });

  it("owes an acknowledgement only where a version requires one that was not given", () => {
    expect(owesAcknowledgement({ lastRequired: null, acknowledged: null })).toBe(false);
    expect(owesAcknowledgement({ lastRequired: 2, acknowledged: null })).toBe(true);
    expect(owesAcknowledgement({ lastRequired: 2, acknowledged: 1 })).toBe(true);
    expect(owesAcknowledgement({ lastRequired: 2, acknowledged: 2 })).toBe(false);
  });
});
