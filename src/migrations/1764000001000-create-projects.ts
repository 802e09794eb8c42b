import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "projects",
    columns: {
      id: is.id(),
      slug: is.key(64),
      name: is.word(200),
      settings: is.json(),
      split_seed: is.key(64),
      pseudonym_key: is.key(64),
      current_run_id: is.optional(is.key(40)),
      access_version: is.count(),
      created_at: is.time(),
    },
    unique: [["slug"]],
  },
  {
    name: "memberships",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      account_id: is.ref("accounts"),
      role: is.word(16),
      cohort: is.optional(is.word(16)),
      created_at: is.time(),
      removed_at: is.optional(is.time()),
    },
    unique: [["project_id", "account_id"]],
    indexes: [["account_id"]],
  },
  {
    name: "audit_entries",
    columns: {
      id: is.id(),
      at: is.time(),
      actor_id: is.optional(is.key(40)),
      actor_kind: is.word(16),
      action: is.word(64),
      project_id: is.optional(is.key(40)),
      target_id: is.optional(is.key(64)),
      result: is.word(16),
      details: is.optional(is.json()),
    },
    indexes: [
      ["project_id", "at", "id"],
      ["at", "id"],
    ],
  },
  {
    name: "rooms",
    columns: { project_id: is.primary(is.ref("projects")), last_sequence: is.count() },
  },
  {
    name: "room_events",
    columns: {
      project_id: is.primary(is.ref("projects")),
      sequence: is.primary(is.count()),
      kind: is.word(64),
      actor_id: is.optional(is.key(40)),
      refs: is.json(),
      at: is.time(),
    },
  },
  {
    name: "jobs",
    columns: {
      id: is.id(),
      project_id: is.key(40),
      kind: is.word(32),
      state: is.word(16),
      parameters: is.json(),
      done: is.count(),
      total: is.optional(is.count()),
      result: is.optional(is.json()),
      error: is.optional(is.json()),
      owner: is.optional(is.key(40)),
      lease_until: is.optional(is.time()),
      requested_by: is.optional(is.key(40)),
      created_at: is.time(),
      finished_at: is.optional(is.time()),
    },
    indexes: [
      ["state", "lease_until"],
      ["project_id", "created_at", "id"],
    ],
  },
];

/** Projects, memberships, the audit log, the rooms' log, jobs. */
export class CreateProjects1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
