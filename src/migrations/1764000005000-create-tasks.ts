import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "label_forms",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      name: is.key(64),
      version: is.count(),
      title: is.word(200),
      description: is.text(),
      fields: is.json(),
      published_by: is.optional(is.key(40)),
      published_at: is.time(),
    },
    unique: [["project_id", "name", "version"]],
  },
  {
    name: "tasks",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      kind: is.word(32),
      state: is.word(16),
      prompt_id: is.ref("prompts"),
      run_id: is.key(40),
      form_id: is.optional(is.ref("label_forms")),
      set_name: is.optional(is.key(200)),
      overlap: is.count(),
      free_places: is.count(),
      labels_done: is.count(),
      skips: is.count(),
      is_begun: is.flag(),
      priority: is.count(),
      position: is.key(64),
      is_gold: is.flag(),
      redo_of: is.optional(is.key(40)),
      identity: is.key(64),
      created_at: is.time(),
    },
    unique: [["identity"]],
    indexes: [
      ["project_id", "state", "is_begun", "priority", "position"],
      ["prompt_id"],
      ["project_id", "created_at", "id"],
    ],
  },
  {
    name: "task_completions",
    columns: { task_id: is.primary(is.ref("tasks")), completion_id: is.primary(is.ref("completions")) },
  },
  {
    name: "assignments",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      task_id: is.ref("tasks"),
      account_id: is.ref("accounts"),
      state: is.word(16),
      place: is.optional(is.count()),
      lease_holder: is.optional(is.key(81)),
      lease_until: is.optional(is.time()),
      output_order: is.json(),
      skip_reason: is.optional(is.word(32)),
      skip_note: is.optional(is.text()),
      claimed_at: is.time(),
      ended_at: is.optional(is.time()),
    },
    unique: [["task_id", "place"], ["task_id", "account_id"], ["lease_holder"]],
    indexes: [
      ["project_id", "state", "lease_until"],
      ["account_id", "state"],
    ],
  },
  {
    name: "drafts",
    columns: {
      assignment_id: is.primary(is.ref("assignments")),
      revision: is.count(),
      content: is.json(),
      saved_at: is.time(),
    },
  },
];

/** Label forms, tasks, assignments with their leases, drafts. */
export class CreateTasks1764000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
