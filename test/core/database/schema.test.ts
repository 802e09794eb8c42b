import { schemaParts } from "../../../src/entities";
import { openTestStore, type OpenedStore } from "./contract-store";
import { testDatabase } from "./test-database";

describe("the schema of Labelroom", () => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openTestStore(await testDatabase(), schemaParts);
  });
  afterAll(() => opened.close());

  it("is in its tables what it is in its entities", async () => {
    expect(await opened.store.schemaDrift()).toEqual([]);
  });

  it("goes down to nothing and up again", async () => {
    await opened.store.undoMigrations();
    expect(await tables()).toEqual(["migrations"]);
    await opened.store.migrate();
    expect(await opened.store.schemaDrift()).toEqual([]);
    expect(await tables()).toContain("jobs");
  });

  it("is migrated once, however often it is asked", async () => {
    const before = await tables();
    await Promise.all([opened.store.migrate(), opened.store.migrate()]);
    expect(await tables()).toEqual(before);
  });

  async function tables(): Promise<string[]> {
    const sql =
      opened.store.kind === "sqlite"
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";
    const rows = await opened.store.read((reader) => reader.rows<{ name: string }>(sql));
    return rows.map(({ name }) => name);
  }
});
