import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "guideline_heads",
    columns: {
      project_id: is.primary(is.ref("projects")),
      version: is.count(),
      last_required: is.optional(is.count()),
    },
  },
  {
    name: "guidelines",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      version: is.count(),
      sha256: is.key(64),
      priorities: is.json(),
      phase: is.word(16),
      note: is.text(),
      requires_acknowledgement: is.flag(),
      published_by_id: is.optional(is.ref("accounts")),
      published_at: is.time(),
    },
    unique: [["project_id", "version"]],
  },
  {
    name: "guideline_texts",
    columns: { guideline_id: is.primary(is.ref("guidelines")), markdown: is.text() },
  },
  {
    name: "guideline_acknowledgements",
    columns: {
      account_id: is.primary(is.ref("accounts")),
      guideline_id: is.primary(is.ref("guidelines")),
      acknowledged_at: is.time(),
    },
  },
];

/** Versions of the guideline, their texts, and who acknowledged which. */
export class CreateGuideline1764000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
