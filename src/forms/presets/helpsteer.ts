import type { FormDefinition } from "../form-definition";

/**
 * The five scales of HelpSteer2, 0 to 4. It has no `overall_quality`: its own overall scale is `helpfulness`, with
 * other bounds, so under this form a release's `rating` is null and the scores stand in `answers`.
 */
export const helpsteer = {
  name: "helpsteer",
  title: "HelpSteer2",
  description: "Five scales from 0 to 4 for each output. More than one labeler a task is expected.",
  fields: [
    {
      key: "helpfulness",
      scope: "COMPLETION",
      answerKind: "SCALE",
      question: "How helpful is the response overall?",
      help: "How far it does what the person wanted, all things taken together.",
      polarity: "GOOD",
      isRequired: true,
      scale: { min: 0, max: 4, minLabel: "Of no use", maxLabel: "Fully helpful" },
    },
    {
      key: "correctness",
      scope: "COMPLETION",
      answerKind: "SCALE",
      question: "How correct is it?",
      help: "All that matters is there, and nothing in it is wrong.",
      polarity: "GOOD",
      isRequired: true,
      scale: { min: 0, max: 4, minLabel: "Wrong throughout", maxLabel: "Correct and complete" },
    },
    {
      key: "coherence",
      scope: "COMPLETION",
      answerKind: "SCALE",
      question: "How coherent is it?",
      help: "It hangs together, is clear and does not contradict itself.",
      polarity: "GOOD",
      isRequired: true,
      scale: { min: 0, max: 4, minLabel: "Incoherent", maxLabel: "Clear throughout" },
    },
    {
      key: "complexity",
      scope: "COMPLETION",
      answerKind: "SCALE",
      question: "How much expertise would it take to write it?",
      help: "Neither end is better in itself.",
      polarity: "NEUTRAL",
      isRequired: true,
      scale: { min: 0, max: 4, minLabel: "Anyone could write it", maxLabel: "An expert's work" },
    },
    {
      key: "verbosity",
      scope: "COMPLETION",
      answerKind: "SCALE",
      question: "How wordy is it, given what was asked?",
      help: "Neither end is better in itself.",
      polarity: "NEUTRAL",
      isRequired: true,
      scale: { min: 0, max: 4, minLabel: "Terse", maxLabel: "Long-winded" },
    },
  ],
} as const satisfies FormDefinition;
