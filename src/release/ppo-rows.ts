import { derivedId } from "../core/ids";
import { plainPrompt, promptMessages, promptText } from "./messages";
import type { FrozenPrompt, RowShape } from "./row-inputs";
import { promptColumns, type ConfigRow, type UnitRows } from "./unit-rows";

/** The rows of one prompt of a PPO release: prompts only, no labels. */
export function ppoRows(prompt: FrozenPrompt, shape: Pick<RowShape, "views" | "promptSuffix">): UnitRows {
  const id = derivedId("ppo", prompt.id);
  const text = promptText(prompt);
  const rows: ConfigRow[] = [
    {
      config: "default",
      row: {
        id,
        prompt: promptMessages(prompt.context, text),
        prompt_id: prompt.id,
        ...promptColumns(prompt),
        prompt_tokens: prompt.tokens,
      },
    },
  ];
  if (shape.views.includes("PLAIN")) {
    const plain = plainPrompt(prompt.context, text).whole + shape.promptSuffix;
    rows.push({ config: "plain", row: { id, prompt: plain } });
  }
  return {
    prompt,
    rows,
    dataRows: 1,
    labeler: null,
    guidelineVersion: null,
    ranking: null,
    completionTokens: [],
    promptTokens: { count: prompt.tokens, oncePerPrompt: true },
  };
}
