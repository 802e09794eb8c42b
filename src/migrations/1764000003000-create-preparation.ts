import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "preparation_runs",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      job_id: is.key(40),
      state: is.word(16),
      seed: is.key(64),
      min_prefix: is.count(),
      user_cap: is.count(),
      organization_cap: is.count(),
      input_sha256: is.optional(is.key(64)),
      funnel: is.optional(is.json()),
      splits: is.optional(is.json()),
      recognizers: is.json(),
      started_by: is.optional(is.key(40)),
      created_at: is.time(),
      finished_at: is.optional(is.time()),
    },
    unique: [["job_id"]],
    indexes: [["project_id", "created_at", "id"]],
  },
  {
    name: "prompt_outcomes",
    columns: {
      run_id: is.primary(is.ref("preparation_runs")),
      prompt_id: is.primary(is.ref("prompts")),
      step: is.optional(is.word(16)),
      reason: is.optional(is.word(32)),
      split: is.optional(is.word(16)),
      duplicate_of: is.optional(is.key(40)),
      language: is.optional(is.word(16)),
      prompt_tokens: is.optional(is.count()),
      is_overlong: is.flag(),
    },
    indexes: [["run_id", "step", "prompt_id"], ["run_id", "split", "prompt_id"], ["prompt_id"]],
  },
  {
    name: "personal_data_finds",
    columns: {
      run_id: is.primary(is.ref("preparation_runs")),
      prompt_id: is.primary(is.ref("prompts")),
      position: is.primary(is.count()),
      type: is.word(16),
      turn: is.optional(is.count()),
      start: is.count(),
      end: is.count(),
      confidence: is.real(),
      recognizer_version: is.word(32),
    },
    indexes: [["prompt_id"]],
  },
  {
    name: "split_assignments",
    columns: {
      project_id: is.primary(is.ref("projects")),
      holder: is.primary(is.key(220)),
      split: is.word(16),
    },
  },
  {
    name: "personal_data_overrules",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      prompt_id: is.ref("prompts"),
      find_key: is.key(120),
      reason: is.text(),
      overruled_by: is.optional(is.key(40)),
      overruled_at: is.time(),
    },
    unique: [["prompt_id", "find_key"]],
    indexes: [["project_id"]],
  },
];

/** Preparation runs, what they say of each prompt, stored splits, overrules of personal data. */
export class CreatePreparation1764000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
