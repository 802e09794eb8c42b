import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "completions",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      prompt_id: is.ref("prompts"),
      import_id: is.optional(is.key(40)),
      set_name: is.optional(is.key(200)),
      model: is.key(200),
      text: is.text(),
      parameters: is.optional(is.json()),
      tokens: is.count(),
      external_id: is.optional(is.key(200)),
      license: is.optional(is.text()),
      content_hash: is.key(64),
      created_at: is.time(),
    },
    indexes: [["prompt_id", "set_name"], ["project_id", "set_name"], ["import_id"]],
  },
];

/** Completions of prompts. */
export class CreateCompletions1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
