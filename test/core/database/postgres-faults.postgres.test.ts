import { openTestStore, type OpenedStore } from "./contract-store";
import { Counter, contractParts, Note } from "./contract-tables";
import { interleavingFaults } from "./interleaving";
import { onServer, postgresDatabase } from "./test-database";

const aNote = (id: string): Note => ({ id, slug: null, text: id, data: null });

// A trigger that COMMIT runs, and that ends the connection it runs on.
const endingAtCommit = `CREATE FUNCTION end_connection() RETURNS trigger AS
  $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$ LANGUAGE plpgsql;
  CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.text = 'ends at commit') EXECUTE FUNCTION end_connection()`;

describe("the Postgres door", () => {
  let opened: OpenedStore;
  beforeEach(async () => {
    opened = await openTestStore(await postgresDatabase());
  });
  afterEach(() => opened.close());

  const url = (): URL =>
    new URL(opened.database.config.kind === "postgres" ? opened.database.config.url : "");
  const noteIds = (): Promise<string[]> =>
    opened.store.read(async (reader) =>
      (await reader.find(Note, { order: { id: "ASC" } })).map(({ id }) => id),
    );

  it("runs a unit again that met a deadlock, and answers both callers", async () => {
    await opened.store.transaction((tx) =>
      tx.insert(Counter, [
        { id: "a", count: 0 },
        { id: "b", count: 0 },
      ]),
    );
    const runs: string[] = [];
    let waiting = 2;
    let meet = (): void => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const crossing = (first: string, second: string): Promise<void> =>
      opened.store.transaction(async (tx) => {
        runs.push(first);
        await tx.execute("UPDATE counters SET count = count + 1 WHERE id = :id", { id: first });
        if (--waiting === 0) meet();
        await met;
        await tx.execute("UPDATE counters SET count = count + 1 WHERE id = :id", { id: second });
      });
    await Promise.all([crossing("a", "b"), crossing("b", "a")]);
    expect(runs.length).toBeGreaterThan(2);
    const counters = await opened.store.read((reader) => reader.find(Counter, {}));
    expect(counters.map(({ count }) => count)).toEqual([2, 2]);
  });

  it("runs a unit again whose connection ended before its COMMIT", async () => {
    let runs = 0;
    await opened.store.transaction(async (tx) => {
      runs++;
      await tx.insert(Note, aNote("once"));
      if (runs === 1) await tx.rows("SELECT pg_terminate_backend(pg_backend_pid())");
    });
    expect([runs, await noteIds()]).toEqual([2, ["once"]]);
  });

  it("answers BUSY where the connection ends each time", async () => {
    const unit = opened.store.transaction((tx) => tx.rows("SELECT pg_terminate_backend(pg_backend_pid())"));
    await expect(unit).rejects.toMatchObject({ code: "BUSY" });
  });

  it("answers COMMIT_UNKNOWN where the connection ended in its COMMIT, runs no work after it, and goes on", async () => {
    await onServer(url(), endingAtCommit);
    const ran: string[] = [];
    let runs = 0;
    const unit = opened.store.transaction(async (tx) => {
      runs++;
      tx.afterCommit(() => void ran.push("after commit"));
      await tx.insert(Note, { ...aNote("unknown"), text: "ends at commit" });
    });
    await expect(unit).rejects.toMatchObject({ code: "COMMIT_UNKNOWN" });
    expect([runs, ran]).toEqual([1, []]);
    await opened.store.transaction((tx) => tx.insert(Note, aNote("later")));
    expect(await noteIds()).toContain("later");
  });

  it("says which constraint a COMMIT broke, since the server said that nothing was written", async () => {
    const unit = opened.store.transaction((tx) =>
      tx.execute("INSERT INTO promises (id, note_id) VALUES ('p', 'never written')"),
    );
    await expect(unit).rejects.toMatchObject({ driverError: { code: "23503" } });
  });

  it("goes on when all its connections were ended", async () => {
    await Promise.all(
      Array.from({ length: 10 }, () => opened.store.read((reader) => reader.count(Note, {}))),
    );
    await onServer(
      url(),
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    expect(await interleavingFaults(opened.store)).toEqual([]);
  });

  it("is migrated by several processes at once", async () => {
    const other = await openTestStore({ ...opened.database, drop: async () => undefined });
    await Promise.all([opened.store.undoMigrations()]);
    await Promise.all([opened.store.migrate(), other.store.migrate(), opened.store.migrate()]);
    await other.close();
    const rows = await opened.store.read((reader) =>
      reader.rows<{ count: string }>("SELECT count(*) AS count FROM migrations"),
    );
    expect(Number(rows[0]?.count)).toBe(contractParts.migrations.length);
  });
});
