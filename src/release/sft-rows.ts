import { derivedId } from "../core/ids";
import { fewShotText } from "../prompts/few-shot-text";
import { answerMessages, plainPrompt, promptMessages } from "./messages";
import type { FrozenSftRow, RowShape } from "./row-inputs";
import { promptColumns, type ConfigRow, type UnitRows } from "./unit-rows";

/** The rows of one frozen SFT row: `data/` and the views that the shape names. */
export function sftRows(frozen: FrozenSftRow, shape: Pick<RowShape, "views" | "promptSuffix">): UnitRows {
  const { prompt, labeler, guidelineVersion } = frozen;
  const id = sftRowId(frozen);
  const { text, completion } = questionTexts(frozen);
  const question = promptMessages(prompt.context, text);
  const answer = answerMessages(completion);
  const rows: ConfigRow[] = [
    {
      config: "default",
      row: {
        id,
        prompt: question,
        completion: answer,
        prompt_id: prompt.id,
        ...promptColumns(prompt),
        prompt_tokens: frozen.promptTokens,
        completion_tokens: frozen.completionTokens,
        examples_used: frozen.examplesShown,
        labeler,
        guideline_version: guidelineVersion,
        weight: frozen.weight,
      },
    },
  ];
  if (shape.views.includes("PLAIN")) {
    const plain = plainPrompt(prompt.context, text).whole + shape.promptSuffix;
    rows.push({ config: "plain", row: { id, prompt: plain, completion } });
  }
  if (shape.views.includes("OPENAI")) {
    rows.push({ config: "openai", row: { messages: [...question, ...answer] } });
  }
  return { prompt, rows, ...countsOf(frozen) };
}

function countsOf(frozen: FrozenSftRow): Omit<UnitRows, "prompt" | "rows"> {
  return {
    dataRows: 1,
    labeler: frozen.labeler,
    guidelineVersion: frozen.guidelineVersion,
    ranking: null,
    completionTokens: [frozen.completionTokens],
    promptTokens: { count: frozen.promptTokens, oncePerPrompt: false },
  };
}

/** The row's id: the same label, question and examples give the same id in every release. */
export function sftRowId({ prompt, labelId, question, examplesShown }: FrozenSftRow): string {
  const asked = question.asks === "EXAMPLE" ? `example ${question.example}` : "prompt";
  return derivedId("sft", labelId ?? prompt.id, asked, examplesShown.join(" "));
}

/**
 * What a row asks, as text, and what answers it. A few-shot row holds the instruction, the shown examples and the
 * asked query by the template. Throws where an example is named that the prompt doesn't have.
 */
export function questionTexts({
  prompt,
  question,
  examplesShown,
}: Pick<FrozenSftRow, "prompt" | "question" | "examplesShown">): {
  readonly text: string;
  readonly completion: string;
} {
  const { fewShot } = prompt;
  if (fewShot === null) {
    if (question.asks === "EXAMPLE") throw new Error(`The prompt ${prompt.id} has no examples.`);
    return { text: prompt.text, completion: question.demonstration };
  }
  const exampleAt = (index: number): (typeof fewShot.examples)[number] => {
    const example = fewShot.examples[index];
    if (example === undefined) throw new Error(`The prompt ${prompt.id} has no example ${index}.`);
    return example;
  };
  const examples = examplesShown.map(exampleAt);
  const { instruction } = fewShot;
  if (question.asks === "PROMPT") {
    return {
      text: fewShotText({ instruction, examples, query: fewShot.query }),
      completion: question.demonstration,
    };
  }
  const asked = exampleAt(question.example);
  return { text: fewShotText({ instruction, examples, query: asked.query }), completion: asked.response };
}
