import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "labels",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      task_id: is.optional(is.key(40)),
      assignment_id: is.optional(is.key(40)),
      prompt_id: is.ref("prompts"),
      kind: is.word(32),
      account_id: is.ref("accounts"),
      origin: is.word(16),
      form_id: is.optional(is.key(40)),
      version: is.count(),
      submitted_at: is.time(),
      revisable_until: is.time(),
    },
    unique: [["assignment_id"]],
    indexes: [
      ["task_id"],
      ["project_id", "kind", "prompt_id", "id"],
      ["project_id", "account_id", "submitted_at", "id"],
    ],
  },
  {
    name: "label_versions",
    columns: {
      id: is.id(),
      label_id: is.ref("labels"),
      version: is.count(),
      guideline_version: is.count(),
      text: is.optional(is.text()),
      tokens: is.optional(is.count()),
      none_acceptable: is.flag(),
      note: is.optional(is.text()),
      active_seconds: is.real(),
      wall_seconds: is.real(),
      submitted_at: is.time(),
    },
    unique: [["label_id", "version"]],
  },
  {
    name: "label_answers",
    columns: {
      version_id: is.primary(is.ref("label_versions")),
      field: is.primary(is.key(64)),
      completion_id: is.primary(is.key(40)),
      answer: is.optional(is.text()),
      score: is.optional(is.count()),
    },
  },
  {
    name: "label_ranks",
    columns: {
      version_id: is.primary(is.ref("label_versions")),
      completion_id: is.primary(is.ref("completions")),
      rank: is.count(),
    },
  },
];

/** Labels with their versions, answers and ranks. */
export class CreateLabels1764000009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
