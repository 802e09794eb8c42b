import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "messages",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      author_id: is.optional(is.ref("accounts")),
      posted_at: is.time(),
      version: is.count(),
    },
    indexes: [["project_id", "posted_at", "id"]],
  },
  {
    name: "message_versions",
    columns: {
      message_id: is.primary(is.ref("messages")),
      version: is.primary(is.count()),
      text: is.text(),
      written_at: is.time(),
    },
  },
  {
    name: "edge_cases",
    columns: {
      id: is.id(),
      project_id: is.ref("projects"),
      state: is.word(16),
      prompt_id: is.ref("prompts"),
      task_id: is.optional(is.ref("tasks")),
      completion_ids: is.json(),
      asked_by_id: is.optional(is.ref("accounts")),
      asked_at: is.time(),
      version: is.count(),
      folded_into: is.optional(is.count()),
    },
    indexes: [
      ["project_id", "asked_at", "id"],
      ["project_id", "prompt_id", "asked_at", "id"],
      ["project_id", "folded_into"],
    ],
  },
  {
    name: "edge_case_versions",
    columns: {
      edge_case_id: is.primary(is.ref("edge_cases")),
      version: is.primary(is.count()),
      question: is.text(),
      written_at: is.time(),
    },
  },
  {
    name: "edge_case_answers",
    columns: {
      id: is.id(),
      edge_case_id: is.ref("edge_cases"),
      place: is.count(),
      answered_by_id: is.optional(is.ref("accounts")),
      answered_at: is.time(),
      version: is.count(),
    },
    unique: [["edge_case_id", "place"]],
  },
  {
    name: "edge_case_answer_versions",
    columns: {
      answer_id: is.primary(is.ref("edge_case_answers")),
      version: is.primary(is.count()),
      text: is.text(),
      written_at: is.time(),
    },
  },
];

/** Messages, edge-case questions and their answers; texts in rows of their own, by version. */
export class CreateRoom1764000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
