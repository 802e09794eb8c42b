import { Entity, type MigrationInterface, type QueryRunner } from "typeorm";
import { KeyColumn, PrimaryKeyColumn } from "../../../src/core/database/columns";
import type { SchemaParts } from "../../../src/core/database/data-source";
import { createTables, dropTables, is, type TableSpec } from "../../../src/core/database/tables";
import { Job } from "../../../src/core/jobs/job.entity";
import { CreateAccounts1764000000000 } from "../../../src/migrations/1764000000000-create-accounts";
import { CreateProjects1764000001000 } from "../../../src/migrations/1764000001000-create-projects";

/** What a job of the tests makes. */
@Entity("works")
export class Work {
  @PrimaryKeyColumn(40)
  id: string;

  @KeyColumn(40)
  jobId: string;
}

const tables: readonly TableSpec[] = [
  { name: "works", columns: { id: is.primary(is.key(40)), job_id: is.key(40) } },
];

class CreateWorks1999000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}

/** The jobs' own table by its own migration, and a table to work on. */
export const jobParts: SchemaParts = {
  entities: [Job, Work],
  migrations: [CreateAccounts1764000000000, CreateProjects1764000001000, CreateWorks1999000000000],
};
