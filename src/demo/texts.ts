import type { Random } from "./random";

/** Why a task is passed on, and how often compared with the others. */
const skipReasons = ["FOREIGN_LANGUAGE", "CONFUSING", "NO_EXPERTISE", "UNCOMFORTABLE"] as const;

const skipNotes: Readonly<Record<(typeof skipReasons)[number], string>> = {
  FOREIGN_LANGUAGE: "I read this only with a dictionary.",
  CONFUSING: "I can't tell what is wanted, even at the second reading.",
  NO_EXPERTISE: "This needs somebody from the trade.",
  UNCOMFORTABLE: "I'd rather not work on this one.",
};

const questions = [
  "Is an answer in another language than the prompt's ever acceptable here?",
  "Two of these say the same in other words. Does the shorter one win?",
  "The prompt breaks off. Do I judge what was meant, or what is written?",
  "One output is right but rude. How far down does it go?",
] as const;

const openings = ["In short:", "Briefly:", "Here is how I would put it:", "My answer:"] as const;

/** A reason to pass a task on, with a line for the researchers. */
export function skipOf(random: Random): { readonly reason: string; readonly note: string } {
  const reason = random.pick(skipReasons);
  return { reason, note: skipNotes[reason] };
}

/** A question for the room. */
export function questionOf(random: Random): string {
  return random.pick(questions);
}

/** An answer to a prompt that nobody has written one for: made of the prompt's own words. */
export function madeDemonstration(promptText: string, random: Random): string {
  const words = promptText.trim().split(/\s+/).slice(0, 40).join(" ");
  return `${random.pick(openings)} ${[...words].slice(0, 400).join("")}`;
}
