import type { FieldDefinition, FormDefinition } from "../form-definition";
import { instructgptCompletionFields } from "./instructgpt-completion-fields";

const promptFields = [
  {
    key: "ambiguous",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Is the prompt ambiguous?",
    help: "It can be read in two or more ways that lead to different answers.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "sensitive_content",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the prompt hold sensitive content?",
    help: "Likely to stir strong negative feeling: toxic, sexual, violent, judgmental, political and the like.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "identity_dependent",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the right answer depend on who is asking?",
    help: "On their identity, such as the groups they belong to; not on facts that they could simply add.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "closed_domain",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Is the prompt closed domain?",
    help: "The answer must rest on the text in the prompt alone, as in a summary of a passage.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "continuation_style",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Is the prompt the start of a text to be continued?",
    help: "It gives no instruction; the task is to go on in the same manner.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "requests_opinionated_content",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the prompt ask for an opinion?",
    help: "For a stance on which reasonable people differ.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "requests_advice",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the prompt ask for advice?",
    help: "The person may act on the answer.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "requests_moral_judgment",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the prompt ask for a moral judgment?",
    help: "Whether conduct or people are right or wrong, where reasonable people differ.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "contains_explicit_safety_constraints",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the prompt state a constraint for safety's sake?",
    help: 'It says what the output must not do to stay harmless, for instance "keep it fit for children".',
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "contains_other_explicit_constraints",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Does the prompt state any other constraint?",
    help: "On length, form, words, audience, language and the like.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
  {
    key: "intent_unclear",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Is it unclear what the person wants?",
    help: "If it stays very confusing after a second reading, skip the task instead.",
    polarity: "NEUTRAL",
    isRequired: true,
  },
] as const satisfies readonly FieldDefinition[];

/** The form under which training data is labeled: prompt fields of Ouyang et al. 2022, Table 7, and Table 3. */
export const instructgptTraining = {
  name: "instructgpt-training",
  title: "InstructGPT, training",
  description:
    "Eleven questions about the prompt, then twelve about each output. The outputs are ranked together afterwards.",
  fields: [
    ...promptFields,
    ...instructgptCompletionFields([
      { field: "contains_explicit_safety_constraints", equals: ["YES"] },
      { field: "contains_other_explicit_constraints", equals: ["YES"] },
    ]),
  ],
} as const satisfies FormDefinition;
