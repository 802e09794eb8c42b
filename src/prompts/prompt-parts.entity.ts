import { Entity, Index, Unique } from "typeorm";
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  KeyColumn,
  PrimaryCountColumn,
  PrimaryKeyColumn,
  PrimaryRefColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Project } from "../projects/project.entity";
import { Prompt } from "./prompt.entity";

/** A pair of a few-shot prompt, in its place (from 0). */
@Entity("prompt_examples")
export class StoredExample {
  @PrimaryRefColumn(() => Prompt)
  promptId: string;

  @PrimaryCountColumn()
  position: number;

  @TextColumn()
  query: string;

  @TextColumn()
  response: string;
}

/** Something that stops a prompt: every later preparation run drops it as HELD until the hold is lifted. */
@Entity("prompt_holds")
@Index(["promptId"])
export class PromptHold {
  @IdColumn()
  id: string;

  @RefColumn(() => Prompt)
  promptId: string;

  /** Which part of Labelroom put it, and what for: `labels:personal_data`. */
  @WordColumn(64)
  reason: string;

  @KeyColumn(40, { nullable: true })
  placedBy: string | null;

  @TimeColumn()
  placedAt: Date;

  @TimeColumn({ nullable: true })
  liftedAt: Date | null;
}

/** An external user who took their consent back. */
@Entity("consent_withdrawals")
@Unique(["projectId", "externalUserId"])
export class ConsentWithdrawal {
  @IdColumn()
  id: string;

  @RefColumn(() => Project)
  projectId: string;

  @KeyColumn(200)
  externalUserId: string;

  @TimeColumn()
  withdrawnAt: Date;
}

/** An import: its rows are visible only when `isVisible`, which is set as the last thing of its job. */
@Entity("imports")
@Index(["projectId", "kind"])
export class ImportRun {
  /** The id of its job. */
  @IdColumn()
  id: string;

  @RefColumn(() => Project)
  projectId: string;

  @WordColumn(16)
  kind: "PROMPTS" | "COMPLETIONS";

  @FlagColumn()
  isVisible: boolean;

  @CountColumn()
  imported: number;

  @CountColumn()
  duplicates: number;

  @CountColumn()
  rejected: number;

  @TimeColumn()
  startedAt: Date;
}

/** The last `sequence` that a project has given to a prompt. */
@Entity("prompt_counters")
export class PromptCounter {
  @PrimaryKeyColumn(40)
  projectId: string;

  @CountColumn()
  lastSequence: number;
}
