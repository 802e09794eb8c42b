import { Entity, Index, Unique } from "typeorm";
import { IdColumn, KeyColumn, RefColumn, TextColumn, TimeColumn } from "../core/database/columns";
import { Project } from "../projects/project.entity";
import { Prompt } from "../prompts/prompt.entity";

/** Somebody looked at a find and said that it is no personal data; holds for every later run. */
@Entity("personal_data_overrules")
@Unique(["promptId", "findKey"])
@Index(["projectId"])
export class PersonalDataOverrule {
  @IdColumn()
  id: string;

  @RefColumn(() => Project)
  projectId: string;

  @RefColumn(() => Prompt)
  promptId: string;

  /** Which find, as `overruleKey` writes it: the recogniser's version is no part of it. */
  @KeyColumn(120)
  findKey: string;

  @TextColumn()
  reason: string;

  @KeyColumn(40, { nullable: true })
  overruledBy: string | null;

  @TimeColumn()
  overruledAt: Date;
}
