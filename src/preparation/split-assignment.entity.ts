import { Entity } from "typeorm";
import { PrimaryKeyColumn, PrimaryRefColumn, WordColumn } from "../core/database/columns";
import { Project } from "../projects/project.entity";
import type { Split } from "./steps";

/** The split of an organization, a user, an author or a lone prompt; stored once and for ever. */
@Entity("split_assignments")
export class StoredSplit {
  @PrimaryRefColumn(() => Project)
  projectId: string;

  /** Kind and key, as `holderName` writes them. */
  @PrimaryKeyColumn(220)
  holder: string;

  @WordColumn(16)
  split: Split;
}
