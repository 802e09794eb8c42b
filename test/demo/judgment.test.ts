import { hiddenQuality, judge, scoreOf } from "../../src/demo/judgment";
import { Random } from "../../src/demo/random";

function outputs(task: number): { id: string; text: string }[] {
  return Array.from({ length: 4 }, (_, n) => ({
    id: `o${n}`,
    text: `Output ${n} of task ${task} says this and that.`,
  }));
}

describe("a simulated labeler's judgment", () => {
  it("makes two labelers agree on 70 to 80 % of the pairs that neither ties", () => {
    const [one, other] = [new Random("one"), new Random("other")];
    let [same, all] = [0, 0];
    for (let task = 0; task < 500; task++) {
      const a = new Map(judge(outputs(task), one).map(({ id, rank }) => [id, rank]));
      const b = new Map(judge(outputs(task), other).map(({ id, rank }) => [id, rank]));
      for (let x = 0; x < 4; x++) {
        for (let y = 0; y < x; y++) {
          const [first, second] = [a, b].map((ranks) =>
            Math.sign((ranks.get(`o${x}`) ?? 0) - (ranks.get(`o${y}`) ?? 0)),
          );
          if (first === 0 || second === 0) continue;
          all++;
          if (first === second) same++;
        }
      }
    }

    expect(same / all).toBeGreaterThan(0.7);
    expect(same / all).toBeLessThan(0.82);
  });

  it("ranks densely from 1 and gives the same text the same rank", () => {
    for (let task = 0; task < 50; task++) {
      const seen = [...outputs(task), { id: "copy", text: outputs(task)[0]?.text ?? "" }];
      const judged = judge(seen, new Random(`task ${task}`));
      const ranks = judged.map(({ rank }) => rank);

      expect([...new Set(ranks)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: Math.max(...ranks) }, (_, n) => n + 1),
      );
      expect(judged.find(({ id }) => id === "copy")?.rank).toBe(judged.find(({ id }) => id === "o0")?.rank);
    }
  });

  it("thinks less of an empty output and of the same words again and again", () => {
    expect(hiddenQuality("")).toBeLessThan(
      hiddenQuality("Walnut bread keeps for five days in a cloth.") - 0.5,
    );
    const loops = Array.from({ length: 200 }, (_, n) =>
      hiddenQuality(`dark ${n} dark dark dark dark dark dark`),
    );
    const varied = Array.from({ length: 200 }, (_, n) =>
      hiddenQuality(`the ${n} lamps of seven harbors shine`),
    );
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

    expect(mean(loops)).toBeLessThan(mean(varied) - 1);
  });

  it("keeps scores within the scale", () => {
    const scale = { min: 1, max: 7 };

    expect([-9, 0, 9].map((quality) => scoreOf(quality, scale))).toEqual([1, 4, 7]);
  });
});
