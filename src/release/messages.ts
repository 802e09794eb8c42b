import { fewShotText } from "../prompts/few-shot-text";
import type { ContextTurn, FrozenPrompt } from "./row-inputs";

/** A turn as trainers read it. */
export type Message = { readonly role: "system" | "user" | "assistant"; readonly content: string };

const roleWords = { SYSTEM: "system", USER: "user", ASSISTANT: "assistant" } as const;
const plainLabels = { USER: "User: ", ASSISTANT: "Assistant: " } as const;
const blankLine = "\n\n";

/** The whole text of a prompt's last turn: the stored text, or a few-shot prompt's by the template. */
export function promptText({ fewShot, text }: FrozenPrompt): string {
  return fewShot === null ? text : fewShotText(fewShot);
}

/** The earlier turns, then `text` as one `user` turn. */
export function promptMessages(context: readonly ContextTurn[], text: string): Message[] {
  const earlier = context.map(({ role, content }): Message => ({ role: roleWords[role], content }));
  return [...earlier, { role: "user", content: text }];
}

/** `text` as the one `assistant` turn of an answer. */
export function answerMessages(text: string): Message[] {
  return [{ role: "assistant", content: text }];
}

/**
 * A prompt as plain text. Without earlier turns `input` is the text itself. With some, each turn but the system's
 * is led by `User: ` or `Assistant: ` and a blank line stands between them. `system` joins the system turns; the
 * prompt of a base model has it in front.
 */
export function plainPrompt(
  context: readonly ContextTurn[],
  text: string,
): { readonly system: string; readonly input: string; readonly whole: string } {
  const system = context
    .filter((turn) => turn.role === "SYSTEM")
    .map((turn) => turn.content)
    .join(blankLine);
  const turns = context.flatMap(({ role, content }) =>
    role === "SYSTEM" ? [] : [plainLabels[role] + content],
  );
  const input = turns.length === 0 ? text : [...turns, plainLabels.USER + text].join(blankLine);
  return { system, input, whole: system === "" ? input : system + blankLine + input };
}
