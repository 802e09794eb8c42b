import fc from "fast-check";
import { lineWriter } from "../../src/release/canonical-json";
import type { Row } from "../../src/release/column-types";
import { columnsOf, type ReleaseConfig } from "../../src/release/columns";
import { ppoRows } from "../../src/release/ppo-rows";
import { lineChecker } from "../../src/release/row-check";
import { rankingRows } from "../../src/release/rm-rows";
import type { RowShape } from "../../src/release/row-inputs";
import { sftRows } from "../../src/release/sft-rows";
import type { UnitRows } from "../../src/release/unit-rows";
import { aCompletion, aPrompt, aRanking, anSftRow } from "./builders";

const shape: RowShape = { views: ["PLAIN", "OPENAI"], promptSuffix: "\n\n", margin: null };

function rowsOf({ rows }: UnitRows, config: ReleaseConfig): Row[] {
  return rows.filter((row) => row.config === config).map(({ row }) => row);
}

describe("SFT rows", () => {
  it("write prompt and completion as messages and keep the stored text untouched", () => {
    const unit = sftRows(anSftRow({ prompt: aPrompt({ text: "  spaced \r\n" }) }), shape);
    const line = lineWriter(columnsOf("SFT", "default", shape))(rowsOf(unit, "default")[0] ?? {});
    expect(line).toMatch(
      /^\{"id":"sft_[a-z2-7]{24}","prompt":\[\{"role":"user","content":" {2}spaced \\r\\n"\}\],"completion":\[\{"role":"assistant","content":"Doorstop, bookend, edging\."\}\],"prompt_id":"prm_9","source":"CUSTOMER","kind":"PLAIN","use_case":"BRAINSTORMING","language":"en","license":null,"prompt_tokens":7,"completion_tokens":9,"examples_used":\[\],"labeler":"L4QX7M2ABCD","guideline_version":3,"weight":1\.0\}$/,
    );
    expect(rowsOf(unit, "openai")).toEqual([
      {
        messages: [
          { role: "user", content: "  spaced \r\n" },
          { role: "assistant", content: "Doorstop, bookend, edging." },
        ],
      },
    ]);
    expect(rowsOf(unit, "plain")[0]).toMatchObject({ prompt: "  spaced \r\n\n\n" });
  });

  it("put earlier turns before the prompt, and name the speakers in the plain view", () => {
    const context = [
      { role: "SYSTEM", content: "Be brief." },
      { role: "USER", content: "Hi" },
      { role: "ASSISTANT", content: "Hello." },
    ] as const;
    const unit = sftRows(anSftRow({ prompt: aPrompt({ context, text: "Why?" }) }), shape);
    expect(rowsOf(unit, "default")[0]?.prompt).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello." },
      { role: "user", content: "Why?" },
    ]);
    expect(rowsOf(unit, "plain")[0]?.prompt).toBe(
      "Be brief.\n\nUser: Hi\n\nAssistant: Hello.\n\nUser: Why?\n\n",
    );
  });

  it("ask one example of a few-shot prompt and show the others, by the template", () => {
    const fewShot = {
      instruction: "Opposites.",
      examples: [
        { query: "hot", response: "cold" },
        { query: "big", response: "small" },
        { query: "old", response: "new" },
      ],
      query: "wet",
    };
    const prompt = aPrompt({ kind: "FEW_SHOT", fewShot, text: "unused" });
    const left = anSftRow({
      prompt,
      labelId: null,
      question: { asks: "EXAMPLE", example: 1 },
      examplesShown: [0, 2],
    });
    const [row] = rowsOf(sftRows(left, shape), "default");
    expect(row?.prompt).toEqual([
      {
        role: "user",
        content: "Opposites.\n\nInput: hot\nOutput: cold\n\nInput: old\nOutput: new\n\nInput: big\nOutput:",
      },
    ]);
    expect(row?.completion).toEqual([{ role: "assistant", content: "small" }]);
    expect(row?.examples_used).toEqual([0, 2]);
    const open = anSftRow({ prompt, question: { asks: "PROMPT", demonstration: "dry" }, examplesShown: [1] });
    expect(rowsOf(sftRows(open, shape), "default")[0]?.prompt).toEqual([
      { role: "user", content: "Opposites.\n\nInput: big\nOutput: small\n\nInput: wet\nOutput:" },
    ]);
    const foreign = anSftRow({ prompt, question: { asks: "EXAMPLE", example: 3 } });
    expect(() => sftRows(foreign, shape)).toThrow("no example 3");
  });

  it("have an id that depends on the label and the examples, not on the texts or the weight", () => {
    const id = (changes: Parameters<typeof anSftRow>[0]): unknown =>
      rowsOf(sftRows(anSftRow(changes), shape), "default")[0]?.id;
    expect(id({ weight: 0.5, labeler: null, prompt: aPrompt({ text: "other" }) })).toBe(id({}));
    expect(id({ labelId: "lbl_2" })).not.toBe(id({}));
  });
});

describe("RM rows", () => {
  it("give a row for each comparison with a winner, best first, none for ties", () => {
    const unit = rankingRows(aRanking(), shape);
    const pairs = rowsOf(unit, "plain").map(({ chosen, rejected }) => [chosen, rejected]);
    expect(pairs).toEqual([
      ["Text of out_1.", "Text of out_2."],
      ["Text of out_1.", "Text of out_4."],
      ["Text of out_1.", "Text of out_3."],
      ["Text of out_2.", "Text of out_3."],
      ["Text of out_4.", "Text of out_3."],
    ]);
    expect(unit.ranking).toEqual({ ties: 1 });
    expect(rowsOf(unit, "default")[2]).toMatchObject({
      k: 4,
      chosen_rank: 1,
      rejected_rank: 3,
      rank_gap: 2,
      chosen_rating: 6,
      rejected_rating: 2,
      chosen_model: "sft-1",
      rejected_model: null,
      pair_count: 5,
      weight: 0.2,
    });
    expect(new Set(rowsOf(unit, "default").map(({ ranking_id }) => ranking_id))).toEqual(
      new Set([rowsOf(unit, "rankings")[0]?.id]),
    );
    expect(new Set(rowsOf(unit, "default").map(({ id }) => id)).size).toBe(5);
  });

  it("keep the whole ranking, ties and answers included, sorted by rank then id", () => {
    const [ranking] = rowsOf(rankingRows(aRanking(), shape), "rankings");
    expect(ranking).toMatchObject({
      k: 4,
      pairs: 5,
      ties: 1,
      none_acceptable: false,
      consensus: false,
      weight: 1,
    });
    const completions = ranking?.completions as readonly Row[];
    expect(completions.map(({ id, rank }) => [id, rank])).toEqual([
      ["out_1", 1],
      ["out_2", 2],
      ["out_4", 2],
      ["out_3", 3],
    ]);
    expect(completions[0]).toMatchObject({ answers: [{ field: "overall_quality", answer: null, score: 6 }] });
  });

  it("have a margin only where it is asked for: the gap of ranks, or of ratings where both are known", () => {
    const margins = (margin: RowShape["margin"]): unknown[] =>
      rowsOf(rankingRows(aRanking(), { ...shape, margin }), "default").map((row) => row.margin);
    expect(margins(null)).toEqual(Array(5).fill(undefined));
    expect(margins("RANK_GAP")).toEqual([1, 1, 2, 1, 1]);
    expect(margins("RATING_GAP")).toEqual([0, 0, 4, 0, 0]);
  });

  it("leave out the comparisons of a single label beside a consensus, and keep its ranking", () => {
    const unit = rankingRows(aRanking({ givesRows: false, weight: 0, pairWeight: 0 }), shape);
    expect(unit.rows.map(({ config }) => config)).toEqual(["rankings"]);
    expect(unit.ranking).toBeNull();
  });

  it("round the mean rating of a consensus and take the margin from the mean itself", () => {
    const completions = [aCompletion("out_1", 1, { rating: 5.5 }), aCompletion("out_2", 2, { rating: 3.25 })];
    const consensus = aRanking({ completions, isConsensus: true, labeler: null });
    const [row] = rowsOf(rankingRows(consensus, { ...shape, margin: "RATING_GAP" }), "default");
    expect(row).toMatchObject({ chosen_rating: 6, rejected_rating: 3, margin: 2.25, labeler: null });
  });

  it("write any rank pattern as K-choose-2 comparisons less the ties", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 9 }), (ranks) => {
        const completions = ranks.map((rank, index) => aCompletion(`out_${index}`, rank));
        const unit = rankingRows(aRanking({ completions }), shape);
        const all = (ranks.length * (ranks.length - 1)) / 2;
        expect(unit.dataRows + (unit.ranking?.ties ?? NaN)).toBe(all);
        for (const row of rowsOf(unit, "default")) expect(Number(row.rank_gap)).toBeGreaterThan(0);
      }),
    );
  });
});

describe("rows of any texts", () => {
  it("are lines of their config that give every text back", () => {
    const text = fc
      .string({ unit: "binary", maxLength: 80 })
      .filter((candidate) => !candidate.includes("\0"));
    const columns = columnsOf("SFT", "default", shape);
    const [write, check] = [lineWriter(columns), lineChecker(columns)];
    fc.assert(
      fc.property(text, text, text, (asked, answered, license) => {
        const frozen = anSftRow({
          prompt: aPrompt({ text: asked, license }),
          question: { asks: "PROMPT", demonstration: answered },
        });
        const { row, problem } = check(write(rowsOf(sftRows(frozen, shape), "default")[0] ?? {}));
        expect(problem).toBeNull();
        expect(row).toMatchObject({
          prompt: [{ role: "user", content: asked }],
          completion: [{ role: "assistant", content: answered }],
          license,
        });
      }),
    );
  });
});

describe("PPO rows", () => {
  it("hold the prompt and nothing of a label; OPENAI gives nothing", () => {
    const unit = ppoRows(aPrompt(), shape);
    expect(unit.rows.map(({ config }) => config)).toEqual(["default", "plain"]);
    expect(Object.keys(rowsOf(unit, "default")[0] ?? {})).toEqual(
      "id prompt prompt_id source kind use_case language license prompt_tokens".split(" "),
    );
  });
});
