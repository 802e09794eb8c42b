import { GraphQLJSONObject } from "graphql-scalars";
import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import { Account } from "../accounts/account.entity";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  PrimaryCountColumn,
  PrimaryRefColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import { Prompt } from "../prompts/prompt.entity";
import type { FrozenValues } from "./frozen-values";
import type { ReleaseDescription, ReleaseFile, ReleaseManifest, ReleaseParameters } from "./manifest";
import type { ReleaseKind, ReleaseSplit } from "./row-inputs";

/** The kinds as the API spells them. */
export const releaseKindWords = { SFT: "SFT", RM: "RM", PPO: "PPO" } as const satisfies {
  readonly [Kind in ReleaseKind]: Kind;
};

/** Where a release stands. */
export enum ReleaseState {
  FREEZING = "FREEZING",
  FROZEN = "FROZEN",
  FAILED = "FAILED",
}

registerEnumType(releaseKindWords, {
  name: "ReleaseKind",
  description: "What a release is for.",
  valuesConfig: {
    SFT: { description: "Prompts with demonstrations, to fine-tune on." },
    RM: { description: "Completions ranked by labelers, to train a reward model." },
    PPO: { description: "Prompts alone, to train a policy against a reward model." },
  },
});
registerEnumType(ReleaseState, {
  name: "ReleaseState",
  description: "Where a release stands.",
  valuesConfig: {
    FREEZING: { description: "Its job waits or works; it has no manifest yet." },
    FROZEN: { description: "Its content is fixed: each export gives the same bytes." },
    FAILED: { description: "It could not be frozen; `failure` says why. Its number is not given again." },
  },
});

/** A file of a release's folder, as it is listed. */
export type ListedFile = Pick<ReleaseFile, "path" | "sha256" | "bytes">;

/**
 * A data set whose content is fixed. States: FREEZING -> FROZEN, or FREEZING -> FAILED when its job is discarded.
 * FROZEN comes with the manifest of the first folder, in one unit; every later folder is held against it.
 */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A data set whose content is fixed: the same release exported twice is the same bytes.",
})
@Entity("releases")
@Unique(["projectId", "name", "version"])
@Unique(["jobId"])
@Index(["projectId", "createdAt", "id"])
export class Release extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project." })
  @RefColumn(() => Project)
  projectId: string;

  @Field(() => String, {
    description: "The name that its versions share; with the version the folder's name.",
  })
  @KeyColumn(64)
  name: string;

  @Field(() => Int, { description: "Its number among the project's releases of this name, from 1." })
  @CountColumn()
  version: number;

  @Field(() => releaseKindWords, { description: "What it is for." })
  @WordColumn(8)
  kind: ReleaseKind;

  @Field(() => ReleaseState, { description: "Where it stands." })
  @WordColumn(16)
  state: ReleaseState;

  @Field(() => GraphQLJSONObject, { description: "What was asked for, as the manifest's `parameters`." })
  @JsonColumn()
  parameters: ReleaseParameters;

  @Field(() => String, { nullable: true, description: "What it is meant for, in its maker's words." })
  @TextColumn({ nullable: true })
  note: string | null;

  @Field(() => ID, { description: "The job that freezes it." })
  @KeyColumn(40)
  jobId: string;

  @Field(() => ID, { description: "The preparation run that its prompts, splits and languages come from." })
  @KeyColumn(40)
  runId: string;

  /** The account that asked for it; null for the local operator. */
  @KeyColumn(40, { nullable: true })
  frozenBy: string | null;

  @Field(() => Date, { description: "When it was asked for." })
  @TimeColumn()
  createdAt: Date;

  @Field(() => Date, { nullable: true, description: "When its content was fixed; null before." })
  @TimeColumn({ nullable: true })
  frozenAt: Date | null;

  /** All that its folder says of itself besides counts and files; null until its rows are frozen. */
  @JsonColumn({ nullable: true })
  description: ReleaseDescription | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "Its `manifest.json`: how it was made, counts, SHA-256 of each file; null before it is FROZEN.",
  })
  @JsonColumn({ nullable: true })
  manifest: ReleaseManifest | null;

  /** Every file of its folder, `manifest.json` and `SHA256SUMS` too; null before it is FROZEN. */
  @JsonColumn({ nullable: true })
  listedFiles: ListedFile[] | null;

  @Field(() => String, {
    nullable: true,
    description: "One SHA-256 that stands for its whole content; null before it is FROZEN.",
  })
  @KeyColumn(64, { nullable: true })
  contentSha256: string | null;
}

/** A unit of a release in its place: which label version, and each value that goes into its rows; no texts. */
@Entity("release_rows")
@Index(["promptId"])
@Index(["labelVersionId"])
export class ReleaseRow {
  @PrimaryRefColumn(() => Release)
  releaseId: string;

  /** From 0, in the order of the files. */
  @PrimaryCountColumn()
  position: number;

  @RefColumn(() => Prompt)
  promptId: string;

  /** Null for prompts alone and for an example's own response. */
  @KeyColumn(40, { nullable: true })
  labelVersionId: string | null;

  @WordColumn(16)
  split: ReleaseSplit;

  @JsonColumn()
  frozen: FrozenValues;
}

/** That a viewer may read a release. */
@Entity("release_grants")
@Index(["accountId", "releaseId"])
export class ReleaseGrant {
  @PrimaryRefColumn(() => Release)
  releaseId: string;

  @PrimaryRefColumn(() => Account)
  accountId: string;

  @KeyColumn(40, { nullable: true })
  grantedBy: string | null;

  @TimeColumn()
  grantedAt: Date;
}
