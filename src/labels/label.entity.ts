import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  KeyColumn,
  PrimaryKeyColumn,
  PrimaryRefColumn,
  RealColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Account } from "../accounts/account.entity";
import { Completion } from "../completions/completion.entity";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import { Prompt } from "../prompts/prompt.entity";
import { TaskKind } from "../tasks/task.entity";

/** Whose work a label is. */
export enum LabelOrigin {
  TRAINING = "TRAINING",
  HELD_OUT = "HELD_OUT",
  RESEARCHER = "RESEARCHER",
}

registerEnumType(LabelOrigin, {
  name: "LabelOrigin",
  description: "Whose work a label is, by role and cohort at the time it was made.",
  valuesConfig: {
    TRAINING: { description: "A labeler of the training cohort: may enter releases." },
    HELD_OUT: { description: "A held-out labeler: evaluates only, never in an SFT or RM release." },
    RESEARCHER: { description: "A researcher: a yardstick, never released." },
  },
});

/** What one person said about one task. Each version is kept; the last is what counts. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "What one person said about one task. Each version is kept; the last is what counts.",
})
@Entity("labels")
@Unique(["assignmentId"])
@Index(["taskId"])
@Index(["projectId", "kind", "promptId", "id"])
@Index(["projectId", "accountId", "submittedAt", "id"])
export class Label extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project." })
  @RefColumn(() => Project)
  projectId: string;

  @Field(() => ID, { nullable: true, description: "The task; null where the label came from elsewhere." })
  @KeyColumn(40, { nullable: true })
  taskId: string | null;

  @KeyColumn(40, { nullable: true })
  assignmentId: string | null;

  @Field(() => ID, { description: "The prompt." })
  @RefColumn(() => Prompt)
  promptId: string;

  @Field(() => TaskKind, { description: "What kind of label it is." })
  @WordColumn(32)
  kind: TaskKind;

  @RefColumn(() => Account)
  accountId: string;

  @Field(() => LabelOrigin, { description: "Whose work it is." })
  @WordColumn(16)
  origin: LabelOrigin;

  /** The label form's id; null for labels without fields. */
  @KeyColumn(40, { nullable: true })
  formId: string | null;

  @Field(() => Int, { description: "The version that counts, from 1." })
  @CountColumn()
  version: number;

  @Field(() => Date, { description: "When it was submitted first." })
  @TimeColumn()
  submittedAt: Date;

  @Field(() => Date, {
    description: "Until when its author may revise it; until then others' labels stay hidden.",
  })
  @TimeColumn()
  revisableUntil: Date;
}

/** One version of a label, immutable. */
@ObjectType({ simpleResolvers: true, description: "One version of a label, immutable." })
@Entity("label_versions")
@Unique(["labelId", "version"])
export class LabelVersion {
  @Field(() => ID, { description: "Opaque id; releases freeze it." })
  @IdColumn()
  id: string;

  @RefColumn(() => Label)
  labelId: string;

  @Field(() => Int, { description: "From 1." })
  @CountColumn()
  version: number;

  @Field(() => Int, { description: "The guideline version it was made under." })
  @CountColumn()
  guidelineVersion: number;

  @Field(() => String, { nullable: true, description: "DEMONSTRATE: the ideal answer, exactly as typed." })
  @TextColumn({ nullable: true })
  text: string | null;

  /** Tokens of the text in the GPT-2/GPT-3 encoding. */
  @Field(() => Int, { nullable: true, description: "DEMONSTRATE: tokens in the GPT-2/GPT-3 encoding." })
  @CountColumn({ nullable: true })
  tokens: number | null;

  @Field(() => Boolean, { description: "RANK: the labeler says that no completion is acceptable." })
  @FlagColumn()
  noneAcceptable: boolean;

  @Field(() => String, { nullable: true, description: "A note for the researchers." })
  @TextColumn({ nullable: true })
  note: string | null;

  @Field(() => Float, { description: "Seconds in which the labeler was at work on it (focus, idle cut)." })
  @RealColumn()
  activeSeconds: number;

  @Field(() => Float, { description: "Seconds from opening to submitting." })
  @RealColumn()
  wallSeconds: number;

  @Field(() => Date, { description: "When it was submitted." })
  @TimeColumn()
  submittedAt: Date;
}

/** An answer to a field of the form. The absence of one means: not asked, or not answered. */
@Entity("label_answers")
export class LabelAnswer {
  @PrimaryRefColumn(() => LabelVersion)
  versionId: string;

  @PrimaryKeyColumn(64)
  field: string;

  /** The completion it is about; empty for a field of the prompt. */
  @PrimaryKeyColumn(40)
  completionId: string;

  @TextColumn({ nullable: true })
  answer: string | null;

  @CountColumn({ nullable: true })
  score: number | null;
}

/** The rank of a completion in a ranking: from 1, dense, equal ranks are ties. */
@Entity("label_ranks")
export class LabelRank {
  @PrimaryRefColumn(() => LabelVersion)
  versionId: string;

  @PrimaryRefColumn(() => Completion)
  completionId: string;

  @CountColumn()
  rank: number;
}
