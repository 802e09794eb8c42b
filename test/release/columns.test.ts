import { lineWriter } from "../../src/release/canonical-json";
import { featureOf, type Column, type Row } from "../../src/release/column-types";
import { columnsOf, configsOf, type ReleaseConfig } from "../../src/release/columns";
import { lineChecker } from "../../src/release/row-check";
import type { MarginRule, ReleaseKind } from "../../src/release/row-inputs";

const kinds: readonly ReleaseKind[] = ["SFT", "RM", "PPO"];

/** Literal lines: the documented key order, number forms and nesting of each kind of row. */
const documented: readonly (readonly [ReleaseKind, ReleaseConfig, MarginRule | null, string])[] = [
  [
    "SFT",
    "default",
    null,
    String.raw`{"id":"sft_3k9d","prompt":[{"role":"user","content":"Make this polite: can't do 3pm, Thu?"}],"completion":[{"role":"assistant","content":"Hello,\n\nI can't make 3 pm. Would Thursday suit you?"}],"prompt_id":"prm_71x","source":"CUSTOMER","kind":"PLAIN","use_case":"REWRITE","language":"en","license":null,"prompt_tokens":12,"completion_tokens":16,"examples_used":[],"labeler":"L4QX7M2ABCD","guideline_version":3,"weight":1.0}`,
  ],
  [
    "RM",
    "default",
    null,
    `{"id":"cmp_0a1","prompt":[{"role":"user","content":"Three uses for a brick?"}],"chosen":[{"role":"assistant","content":"Doorstop, bookend, edging."}],"rejected":[{"role":"assistant","content":"Bricks are red."}],"ranking_id":"rnk_88","prompt_id":"prm_9","k":4,"chosen_rank":1,"rejected_rank":3,"rank_gap":2,"chosen_rating":6,"rejected_rating":2,"chosen_model":"sft-1","rejected_model":"base","pair_count":5,"source":"LABELER","kind":"PLAIN","use_case":"BRAINSTORMING","language":"en","license":null,"labeler":"L4QX7M2ABCD","guideline_version":3,"weight":0.2}`,
  ],
  [
    "RM",
    "default",
    "RANK_GAP",
    `{"id":"cmp_0a1","prompt":[],"chosen":[],"rejected":[],"ranking_id":"rnk_88","prompt_id":"prm_9","k":4,"chosen_rank":1,"rejected_rank":3,"rank_gap":2,"chosen_rating":null,"rejected_rating":null,"chosen_model":null,"rejected_model":null,"pair_count":5,"source":"LABELER","kind":"PLAIN","use_case":null,"language":null,"license":null,"labeler":null,"guideline_version":null,"weight":1.0,"margin":2.0}`,
  ],
  [
    "RM",
    "rankings",
    null,
    `{"id":"rnk_88","context":[{"role":"user","content":"Three uses for a brick?"}],"completions":[{"rank":1,"completion":[{"role":"assistant","content":"Doorstop, bookend, edging."}],"id":"out_1","model":"sft-1","rating":6,"answers":[{"field":"fails_task","answer":"NO","score":null},{"field":"overall_quality","answer":null,"score":6}]}],"none_acceptable":false,"prompt_answers":[],"form":"instructgpt-training/2","prompt_id":"prm_9","k":4,"pairs":5,"ties":1,"labeler":"L4QX7M2ABCD","guideline_version":3,"consensus":false,"weight":1.0,"source":"LABELER","kind":"PLAIN","use_case":"BRAINSTORMING","language":"en","license":null}`,
  ],
  [
    "RM",
    "openai",
    null,
    `{"input":{"messages":[{"role":"user","content":"Q"}]},"preferred_output":[{"role":"assistant","content":"A"}],"non_preferred_output":[{"role":"assistant","content":"B"}]}`,
  ],
  [
    "RM",
    "plain",
    null,
    `{"id":"cmp_1","system":"","input":"Q","prompt":"Q\\n\\n","chosen":"A","rejected":"B"}`,
  ],
  [
    "PPO",
    "default",
    null,
    `{"id":"ppo_1","prompt":[{"role":"user","content":"Q"}],"prompt_id":"prm_1","source":"CUSTOMER","kind":"PLAIN","use_case":null,"language":"en","license":null,"prompt_tokens":1}`,
  ],
  ["PPO", "plain", null, `{"id":"ppo_1","prompt":"Q\\n\\n"}`],
];

describe("the declared columns", () => {
  it.each(documented)(
    "%s %s (margin %s) writes the documented line byte for byte",
    (kind, config, margin, line) => {
      const columns = columnsOf(kind, config, { margin });
      expect(lineWriter(columns)(JSON.parse(line) as Row)).toBe(line);
      expect(lineChecker(columns)(line).problem).toBeNull();
    },
  );

  it("has no column that a trainer takes for its own, but those it is meant to take", () => {
    const reserved =
      `text conversations input_ids attention_mask labels label label_ids seq_lengths completion_mask
      assistant_masks chosen_ids rejected_ids margin images image tools chat_template_kwargs completion_ids prompts
      trainer_state log_extra log_metric environments task_name datasource data_source reward_model`.split(
        /\s+/,
      );
    for (const kind of kinds) {
      for (const config of configsOf(kind, ["PLAIN", "OPENAI"])) {
        const names = columnsOf(kind, config, { margin: null }).map(({ name }) => name);
        expect(names.filter((name) => reserved.includes(name))).toEqual([]);
        expect(names.includes("messages")).toBe(kind === "SFT" && config === "openai");
        expect(names.includes("completions")).toBe(config === "rankings");
      }
    }
  });

  it("lists the configs of each kind; prompts have no OPENAI view", () => {
    expect(configsOf("SFT", ["PLAIN", "OPENAI"])).toEqual(["default", "plain", "openai"]);
    expect(configsOf("RM", ["OPENAI"])).toEqual(["default", "rankings", "openai"]);
    expect(configsOf("PPO", ["PLAIN", "OPENAI"])).toEqual(["default", "plain"]);
    expect(configsOf("PPO", [])).toEqual(["default"]);
  });

  it("gives features whose first key after the name says the type", () => {
    const byName = (columns: readonly Column[]): unknown =>
      Object.fromEntries(columns.map((column) => [column.name, featureOf(column)]));
    expect(byName(columnsOf("SFT", "default", { margin: null }))).toMatchObject({
      prompt: {
        name: "prompt",
        list: [
          { name: "role", dtype: "string" },
          { name: "content", dtype: "string" },
        ],
      },
      examples_used: { name: "examples_used", list: "int64" },
      weight: { name: "weight", dtype: "float64" },
    });
    expect(byName(columnsOf("RM", "openai", { margin: null }))).toMatchObject({
      input: { name: "input", struct: [{ name: "messages", list: [{ name: "role" }, { name: "content" }] }] },
    });
  });
});
