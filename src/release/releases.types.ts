import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import { splitWords } from "../preparation/prompt-outcome.entity";
import { PromptSource } from "../prompts/prompt.entity";
import type { FewShotParameters } from "./manifest";
import type { PseudonymScope } from "./pseudonyms";
import { Release, type ListedFile } from "./release.entity";
import type {
  FrozenPromptSource,
  LabelChoice,
  MarginRule,
  ReleaseSplit,
  ReleaseView,
  Weighting,
} from "./row-inputs";

/** An enum's words, each its own value. */
type Words<T extends string> = { readonly [Word in T]: Word };

export const labelChoiceWords = {
  EACH: "EACH",
  CONSENSUS: "CONSENSUS",
} as const satisfies Words<LabelChoice>;
export const weightingWords = {
  NONE: "NONE",
  PER_PROMPT: "PER_PROMPT",
  PER_RANKING: "PER_RANKING",
} as const satisfies Words<Weighting>;
export const marginWords = {
  RANK_GAP: "RANK_GAP",
  RATING_GAP: "RATING_GAP",
} as const satisfies Words<MarginRule>;
export const viewWords = { PLAIN: "PLAIN", OPENAI: "OPENAI" } as const satisfies Words<ReleaseView>;
export const pseudonymWords = {
  PROJECT: "PROJECT",
  RELEASE: "RELEASE",
} as const satisfies Words<PseudonymScope>;
export const constructionWords = {
  LEAVE_ONE_OUT: "LEAVE_ONE_OUT",
  SAMPLED_SETS: "SAMPLED_SETS",
} as const satisfies Words<FewShotParameters["construction"]>;

registerEnumType(labelChoiceWords, {
  name: "ReleaseLabels",
  description: "Which labels give rows.",
  valuesConfig: {
    EACH: { description: "Each labeler's own." },
    CONSENSUS: { description: "The merged ranking of all labelers; not offered yet." },
  },
});
registerEnumType(weightingWords, {
  name: "ReleaseWeighting",
  description: "What the weights of rows sum to 1 over.",
  valuesConfig: {
    NONE: { description: "Nothing: each row weighs 1." },
    PER_PROMPT: { description: "All rows of a prompt." },
    PER_RANKING: { description: "RM: all comparisons of a ranking." },
  },
});
registerEnumType(marginWords, {
  name: "ReleaseMargin",
  description: "What the column `margin` is made of.",
  valuesConfig: {
    RANK_GAP: { description: "The difference of the ranks." },
    RATING_GAP: { description: "The difference of the ratings; 0 where one is unknown." },
  },
});
registerEnumType(viewWords, {
  name: "ReleaseView",
  description: "An extra shape of the same rows.",
  valuesConfig: {
    PLAIN: { description: "Strings, for base models." },
    OPENAI: { description: "As OpenAI's fine-tuning takes them." },
  },
});
registerEnumType(pseudonymWords, {
  name: "PseudonymScope",
  description: "Where a labeler's pseudonym stays the same.",
  valuesConfig: {
    PROJECT: { description: "Over all releases of the project." },
    RELEASE: { description: "Inside this release alone." },
  },
});
registerEnumType(constructionWords, {
  name: "FewShotConstruction",
  description: "How SFT rows are built of a few-shot prompt.",
  valuesConfig: {
    LEAVE_ONE_OUT: { description: "Each example asked once, all others shown." },
    SAMPLED_SETS: { description: "Different sets of examples shown, chosen by seed." },
  },
});

export const ReleaseConnection = connectionOf(Release, "Release");
export type ReleaseConnection = Connection<Release>;

@ObjectType("ReleaseFile", { simpleResolvers: true, description: "A file of a release's folder." })
export class ReleaseFileType implements ListedFile {
  @Field(() => String, { description: "Its path inside the folder." })
  path: string;

  @Field(() => String, { description: "SHA-256 of its bytes in hexadecimal; also the download's ETag." })
  sha256: string;

  @Field(() => Float, { description: "Its size in bytes; a whole number." })
  bytes: number;

  @Field(() => String, { description: "The path of this server at which it is downloaded." })
  url: string;
}

@ObjectType("ReleaseCount", {
  simpleResolvers: true,
  description: "How much of a release one split and source has.",
})
export class ReleaseCountType {
  @Field(() => splitWords, { description: "The split." })
  split: ReleaseSplit;

  @Field(() => PromptSource, { description: "Who wrote the prompts." })
  source: FrozenPromptSource;

  @Field(() => Int, { description: "Rows of `data/`." })
  rows: number;

  @Field(() => Int, { description: "Prompts." })
  prompts: number;
}

@ObjectType("ReleaseCounts", { simpleResolvers: true, description: "What a release holds." })
export class ReleaseCountsType {
  @Field(() => Int, { description: "Rows of `data/`." })
  rows: number;

  @Field(() => Int, { description: "Prompts; of an RM release those with a ranking." })
  prompts: number;

  @Field(() => Int, { description: "Different labelers." })
  labelers: number;

  @Field(() => Int, { description: "RM: rankings that give the rows; else 0." })
  rankings: number;

  @Field(() => Int, { description: "RM: comparisons with a winner; else 0." })
  pairs: number;

  @Field(() => Int, { description: "RM: comparisons without a winner; else 0." })
  ties: number;

  @Field(() => [ReleaseCountType], { description: "The same by split and source." })
  parts: ReleaseCountType[];
}

@ObjectType({ simpleResolvers: true, description: "A release that was asked for." })
export class CreateReleasePayload {
  @Field(() => Release, { description: "The release; it is FROZEN when its job is done." })
  release: Release;
}

@ObjectType({ simpleResolvers: true, description: "A release that was granted." })
export class GrantReleasePayload {
  @Field(() => Release, { description: "The release." })
  release: Release;

  @Field(() => ID, { description: "Whom it was granted to." })
  accountId: string;
}
