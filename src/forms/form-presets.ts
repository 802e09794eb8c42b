import type { FormDefinition } from "./form-definition";
import { helpsteer } from "./presets/helpsteer";
import { instructgptEvaluation } from "./presets/instructgpt-evaluation";
import { instructgptTraining } from "./presets/instructgpt-training";
import { toxicity } from "./presets/toxicity";

/** The label forms that ship with Labelroom, in the order in which they are offered. */
export const formPresets: readonly FormDefinition[] = [
  instructgptTraining,
  instructgptEvaluation,
  toxicity,
  helpsteer,
];

/** The preset of this name, or null. */
export function presetNamed(name: string): FormDefinition | null {
  return formPresets.find((preset) => preset.name === name) ?? null;
}
