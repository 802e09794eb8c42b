import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "releases",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      name: is.key(64),
      version: is.count(),
      kind: is.word(8),
      state: is.word(16),
      parameters: is.json(),
      note: is.optional(is.text()),
      job_id: is.key(40),
      run_id: is.key(40),
      frozen_by: is.optional(is.key(40)),
      created_at: is.time(),
      frozen_at: is.optional(is.time()),
      description: is.optional(is.json()),
      manifest: is.optional(is.json()),
      listed_files: is.optional(is.json()),
      content_sha256: is.optional(is.key(64)),
    },
    unique: [["project_id", "name", "version"], ["job_id"]],
    indexes: [["project_id", "created_at", "id"]],
  },
  {
    name: "release_rows",
    columns: {
      release_id: is.primary(is.ref("releases")),
      position: is.primary(is.count()),
      prompt_id: is.ref("prompts"),
      label_version_id: is.optional(is.key(40)),
      split: is.word(16),
      frozen: is.json(),
    },
    indexes: [["prompt_id"], ["label_version_id"]],
  },
  {
    name: "release_grants",
    columns: {
      release_id: is.primary(is.ref("releases")),
      account_id: is.primary(is.ref("accounts")),
      granted_by: is.optional(is.key(40)),
      granted_at: is.time(),
    },
    indexes: [["account_id", "release_id"]],
  },
];

/** Releases, their frozen rows, and who may read them. */
export class CreateReleases1764000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
