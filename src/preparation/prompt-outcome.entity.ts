import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index } from "typeorm";
import {
  CountColumn,
  FlagColumn,
  KeyColumn,
  PrimaryCountColumn,
  PrimaryRefColumn,
  RealColumn,
  WordColumn,
} from "../core/database/columns";
import { Prompt } from "../prompts/prompt.entity";
import { PreparationRun } from "./preparation-run.entity";
import type { PersonalDataType } from "./recognizers/recognizer";
import type { DropReason, PreparationStep, Split } from "./steps";

/** The steps as the API spells them. */
export const stepWords = {
  CONSENT: "CONSENT",
  DEDUPE: "DEDUPE",
  CAP: "CAP",
  SPLIT: "SPLIT",
  PII: "PII",
  MEASURE: "MEASURE",
} as const satisfies { readonly [Step in PreparationStep]: Step };

/** The reasons as the API spells them. */
export const reasonWords = {
  NO_CONSENT: "NO_CONSENT",
  WITHDRAWN: "WITHDRAWN",
  HELD: "HELD",
  NOT_PLAYGROUND: "NOT_PLAYGROUND",
  DUPLICATE_PREFIX: "DUPLICATE_PREFIX",
  USER_CAP: "USER_CAP",
  ORGANIZATION_CAP: "ORGANIZATION_CAP",
  USER_IN_ANOTHER_SPLIT: "USER_IN_ANOTHER_SPLIT",
  PERSONAL_DATA: "PERSONAL_DATA",
} as const satisfies { readonly [Reason in DropReason]: Reason };

/** The splits as the API spells them. */
export const splitWords = {
  TRAIN: "TRAIN",
  VALIDATION: "VALIDATION",
  TEST: "TEST",
} as const satisfies { readonly [Name in Split]: Name };

/** The kinds of personal data as the API spells them. */
export const personalDataWords = {
  EMAIL_ADDRESS: "EMAIL_ADDRESS",
  PHONE_NUMBER: "PHONE_NUMBER",
  CREDIT_CARD: "CREDIT_CARD",
  IBAN_CODE: "IBAN_CODE",
  IP_ADDRESS: "IP_ADDRESS",
} as const satisfies { readonly [Type in PersonalDataType]: Type };

registerEnumType(stepWords, {
  name: "PreparationStep",
  description: "A step of a preparation run; they are taken in this order.",
  valuesConfig: {
    CONSENT: { description: "Drops customers' prompts that may not be used." },
    DEDUPE: { description: "Keeps the earliest of those that share a long prefix." },
    CAP: { description: "Keeps so many of each user and of each organization." },
    SPLIT: { description: "Gives each prompt a split; each user stays in one." },
    PII: { description: "Drops TRAIN prompts with personal data." },
    MEASURE: { description: "Drops nothing: language and length." },
  },
});
registerEnumType(reasonWords, {
  name: "DropReason",
  description: "Why a preparation run dropped a prompt.",
  valuesConfig: {
    NO_CONSENT: { description: "Its customer did not agree." },
    WITHDRAWN: { description: "Its customer took their consent back." },
    HELD: { description: "A hold is on it." },
    NOT_PLAYGROUND: { description: "It did not come from the playground." },
    DUPLICATE_PREFIX: { description: "An earlier prompt begins alike; `duplicateOf` names it." },
    USER_CAP: { description: "Its user has as many prompts as the cap allows." },
    ORGANIZATION_CAP: { description: "Its organization has as many prompts as the cap allows." },
    USER_IN_ANOTHER_SPLIT: { description: "Its user is in another split than its organization." },
    PERSONAL_DATA: { description: "It holds personal data that nobody has overruled." },
  },
});
registerEnumType(splitWords, {
  name: "Split",
  description: "A data set; nobody's prompts are in two of them.",
  valuesConfig: {
    TRAIN: { description: "To train on." },
    VALIDATION: { description: "To choose between models." },
    TEST: { description: "To report on." },
  },
});
registerEnumType(personalDataWords, {
  name: "PersonalDataType",
  description: "A kind of personal data that is looked for.",
  valuesConfig: {
    EMAIL_ADDRESS: { description: "An electronic address." },
    PHONE_NUMBER: { description: "A telephone number." },
    CREDIT_CARD: { description: "The number of a payment card." },
    IBAN_CODE: { description: "An international account number." },
    IP_ADDRESS: { description: "An address of the internet protocol, version 4 or 6." },
  },
});

/** What a run says about one prompt. */
@ObjectType("PromptOutcome", {
  simpleResolvers: true,
  description: "What a preparation run says about one prompt: kept, or dropped by a step for a reason.",
})
@Entity("prompt_outcomes")
@Index(["runId", "step", "promptId"])
@Index(["runId", "split", "promptId"])
@Index(["promptId"])
export class StoredOutcome {
  @Field(() => ID, { description: "The run." })
  @PrimaryRefColumn(() => PreparationRun)
  runId: string;

  @Field(() => ID, { description: "The prompt." })
  @PrimaryRefColumn(() => Prompt)
  promptId: string;

  @Field(() => stepWords, { nullable: true, description: "The step that dropped it; null where it is kept." })
  @WordColumn(16, { nullable: true })
  step: PreparationStep | null;

  @Field(() => reasonWords, { nullable: true, description: "Why it was dropped; null where it is kept." })
  @WordColumn(32, { nullable: true })
  reason: DropReason | null;

  @Field(() => splitWords, {
    nullable: true,
    description: "Its split; null where it dropped before SPLIT was done.",
  })
  @WordColumn(16, { nullable: true })
  split: Split | null;

  @Field(() => ID, {
    nullable: true,
    description: "The prompt that stayed of its group, where DEDUPE dropped it.",
  })
  @KeyColumn(40, { nullable: true })
  duplicateOf: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The detected language (BCP 47); null where it was dropped, or has too few letters to tell.",
  })
  @WordColumn(16, { nullable: true })
  language: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Tokens in the GPT-2/GPT-3 encoding, earlier turns included; null where it was dropped.",
  })
  @CountColumn({ nullable: true })
  promptTokens: number | null;

  @Field(() => Boolean, { description: "Whether it has more than 1,024 tokens; such prompts are kept." })
  @FlagColumn()
  isOverlong: boolean;
}

/** Personal data that a run found in a prompt, in its place among the prompt's finds (from 0). */
@ObjectType("PersonalDataFind", {
  simpleResolvers: true,
  description: "Personal data that a preparation run found in a prompt.",
})
@Entity("personal_data_finds")
@Index(["promptId"])
export class StoredFind {
  @PrimaryRefColumn(() => PreparationRun)
  runId: string;

  @Field(() => ID, { description: "The prompt." })
  @PrimaryRefColumn(() => Prompt)
  promptId: string;

  @PrimaryCountColumn()
  position: number;

  @Field(() => personalDataWords, { description: "What it is." })
  @WordColumn(16)
  type: PersonalDataType;

  @Field(() => Int, {
    nullable: true,
    description: "The earlier turn it stands in, from 0; null: the prompt's own text.",
  })
  @CountColumn({ nullable: true })
  turn: number | null;

  @Field(() => Int, { description: "Where it begins, in UTF-16 code units from 0." })
  @CountColumn()
  start: number;

  @Field(() => Int, { description: "Where the text goes on behind it." })
  @CountColumn()
  end: number;

  @Field(() => Float, {
    description: "How sure the recogniser is, 0 to 1; from 0.5 up a find drops a TRAIN prompt.",
  })
  @RealColumn()
  confidence: number;

  @Field(() => String, { description: "The version of the recogniser that found it." })
  @WordColumn(32)
  recognizerVersion: string;
}
