import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "imports",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      kind: is.word(16),
      is_visible: is.flag(),
      imported: is.count(),
      duplicates: is.count(),
      rejected: is.count(),
      started_at: is.time(),
    },
    indexes: [["project_id", "kind"]],
  },
  {
    name: "prompt_counters",
    columns: { project_id: is.primary(is.key(40)), last_sequence: is.count() },
  },
  {
    name: "prompts",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      import_id: is.optional(is.key(40)),
      sequence: is.count(),
      source: is.word(16),
      kind: is.word(16),
      stored_text: is.text(),
      instruction: is.optional(is.text()),
      open_query: is.optional(is.text()),
      context: is.json(),
      external_id: is.optional(is.key(200)),
      external_user_id: is.optional(is.key(200)),
      organization_id: is.optional(is.key(200)),
      channel: is.optional(is.word(16)),
      consent: is.flag(),
      submitted_at: is.optional(is.time()),
      use_case: is.optional(is.word(32)),
      named_use_case: is.optional(is.text()),
      declared_language: is.optional(is.word(100)),
      license: is.optional(is.text()),
      author_id: is.optional(is.key(40)),
      content_hash: is.key(64),
      created_at: is.time(),
    },
    indexes: [["project_id", "sequence"], ["project_id", "external_user_id"], ["import_id"]],
  },
  {
    name: "prompt_examples",
    columns: {
      prompt_id: is.primary(is.ref("prompts")),
      position: is.primary(is.count()),
      query: is.text(),
      response: is.text(),
    },
  },
  {
    name: "prompt_holds",
    columns: {
      id: is.id(),
      prompt_id: is.ref("prompts"),
      reason: is.word(64),
      placed_by: is.optional(is.key(40)),
      placed_at: is.time(),
      lifted_at: is.optional(is.time()),
    },
    indexes: [["prompt_id"]],
  },
  {
    name: "consent_withdrawals",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      external_user_id: is.key(200),
      withdrawn_at: is.time(),
    },
    unique: [["project_id", "external_user_id"]],
  },
];

/** Imports, prompts with their examples, holds, withdrawals. */
export class CreatePrompts1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
