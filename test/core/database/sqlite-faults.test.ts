import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { DataSource } from "typeorm";
import { dataSourceOptions } from "../../../src/core/database/data-source";
import { Reader } from "../../../src/core/database/reader";
import { Transaction } from "../../../src/core/database/transaction";
import { gate, openTestStore, type OpenedStore } from "./contract-store";
import { Note, contractParts } from "./contract-tables";
import { plantFault, type DriverFault } from "./driver-faults";
import { interleavingFaults } from "./interleaving";
import { sqliteDatabase } from "./test-database";

const aNote = (id: string): Note => ({ id, slug: null, text: id, data: null });

describe("the SQLite door", () => {
  let opened: OpenedStore;
  let mend: () => void = () => undefined;
  beforeEach(async () => {
    opened = await openTestStore(await sqliteDatabase());
  });
  afterEach(async () => {
    mend();
    await opened.close();
  });

  const plant = (fault: DriverFault): void => {
    mend = plantFault(fault);
  };
  const add = (id: string, afterCommit: () => void = () => undefined): Promise<void> =>
    opened.store.transaction(async (tx) => {
      tx.afterCommit(afterCommit);
      await tx.insert(Note, aNote(id));
    });
  const codesOf = async (units: readonly Promise<unknown>[]): Promise<string[]> => {
    const answers = await Promise.allSettled(units);
    return answers.map((answer) => {
      return answer.status === "fulfilled"
        ? "done"
        : String((answer.reason as { code?: string }).code ?? "error");
    });
  };
  const noteIds = (): Promise<string[]> =>
    opened.store.read(async (reader) =>
      (await reader.find(Note, { order: { id: "ASC" } })).map(({ id }) => id),
    );

  describe("a group", () => {
    it("answers nobody before its COMMIT", async () => {
      const [running, released] = [gate(), gate()];
      const told: string[] = [];
      const first = add("first", () => void told.push("after commit")).then(() => void told.push("answered"));
      const second = opened.store.transaction(async () => {
        running.open();
        await released.opened;
      });
      await running.opened;
      expect([told, await noteIds()]).toEqual([[], []]);
      released.open();
      await Promise.all([first, second]);
      expect(told).toEqual(["after commit", "answered"]);
    });

    it("rejects a unit that threw alone and at once, and commits its neighbors", async () => {
      const broken = opened.store.transaction(async (tx) => {
        await tx.insert(Note, aNote("b"));
        throw new Error("This unit fails by plan.");
      });
      expect(await codesOf([add("a"), broken, add("c")])).toEqual(["done", "error", "done"]);
      expect(await noteIds()).toEqual(["a", "c"]);
    });

    it("is rejected as unknown where its COMMIT fails for real", async () => {
      const ran: string[] = [];
      const promise = opened.store.transaction(async (tx) => {
        tx.afterCommit(() => void ran.push("promise"));
        await tx.execute("INSERT INTO promises (id, note_id) VALUES ('p', 'never written')");
      });
      const units = [add("a", () => void ran.push("a")), promise, add("c", () => void ran.push("c"))];
      expect(await codesOf(units)).toEqual(["COMMIT_UNKNOWN", "COMMIT_UNKNOWN", "COMMIT_UNKNOWN"]);
      expect([ran, await noteIds()]).toEqual([[], []]);
      await add("later");
      expect(await noteIds()).toEqual(["later"]);
    });

    it("is rejected where its transaction died under a unit, and the door goes on", async () => {
      const held = add("a");
      const dying = opened.store.transaction(async (tx) => {
        await tx.rows("ROLLBACK");
      });
      const codes = await codesOf([held, dying, add("c")]);
      expect([codes[0], codes[2]]).toEqual(["COMMIT_UNKNOWN", "done"]);
      expect(codes[1]).not.toBe("done");
      expect(await noteIds()).toEqual(["c"]);
    });

    it("is not joined by a unit that comes when its last one has ended, whose failure would take that along", async () => {
      const fail = (): Promise<void> => Promise.reject(new Error("This unit fails by plan."));
      const ids = Array.from({ length: 40 }, (_, n) => `after-${10 + n}-turns`);
      for (const [turns, id] of ids.entries()) {
        const late: Promise<unknown>[] = [];
        // Bound here: a call from within the unit would be refused.
        const come = AsyncResource.bind(() => late.push(opened.store.transaction(fail).catch(() => null)));
        await opened.store.transaction(async (tx) => {
          await tx.insert(Note, aNote(id));
          void afterTurns(turns).then(come);
        });
        await Promise.all(late);
      }
      expect(await noteIds()).toEqual(ids);
    });

    it("is refused with BUSY beyond the queue's bound, which frees itself", async () => {
      const [running, released] = [gate(), gate()];
      const blocking = opened.store.transaction(async () => {
        running.open();
        await released.opened;
      });
      await running.opened;
      const codes = codesOf(
        Array.from({ length: 2001 }, () => opened.store.transaction(async () => undefined)),
      );
      released.open();
      await blocking;
      const counted = (await codes).reduce(
        (sum, code) => ({ ...sum, [code]: (sum[code] ?? 0) + 1 }),
        {} as Record<string, number>,
      );
      expect(counted).toEqual({ done: 2000, BUSY: 1 });
    });

    it("runs each unit in the context of its caller", async () => {
      const request = new AsyncLocalStorage<string>();
      const seen = await Promise.all(
        ["one", "two", "three"].map((id) =>
          request.run(id, () => opened.store.transaction(async () => request.getStore())),
        ),
      );
      expect(seen).toEqual(["one", "two", "three"]);
    });
  });

  describe("on a full disk", () => {
    it("refuses the unit whose statement found no room, alone", async () => {
      plant({ sql: /INSERT INTO "notes"/, code: "SQLITE_FULL", times: 1 });
      expect(await codesOf([add("a"), add("b")])).toEqual(["STORE_FULL", "done"]);
      expect(await noteIds()).toEqual(["b"]);
    });

    it("rejects the group where the transaction ended with the statement, and lets nothing of it slip through", async () => {
      const held = add("held");
      const swallowing = opened.store.transaction(async (tx) => {
        await tx.insert(Note, aNote("full")).catch(() => undefined);
        await tx.insert(Note, aNote("durable by itself")).catch(() => undefined);
      });
      const next = add("next");
      // The held unit's own statement comes first and passes.
      plant({ sql: /INSERT INTO "notes"/, code: "SQLITE_FULL", skip: 1, times: 1, before: "ROLLBACK" });
      expect(await codesOf([held, swallowing, next])).toEqual(["COMMIT_UNKNOWN", "STORE_FULL", "done"]);
      expect(await noteIds()).toEqual(["next"]);
    });

    it("refuses a unit that found no room at its RELEASE, alone", async () => {
      plant({ sql: /^RELEASE u; SAVEPOINT u/, code: "SQLITE_FULL", times: 1 });
      expect(await codesOf([add("a"), add("b")])).toEqual(["STORE_FULL", "done"]);
      expect(await noteIds()).toEqual(["b"]);
    });

    it("rejects the group as unknown at COMMIT, stays writable, and goes on when there is room", async () => {
      plant({ sql: /COMMIT/, code: "SQLITE_FULL" });
      expect(await codesOf([add("a"), add("b")])).toEqual(["COMMIT_UNKNOWN", "COMMIT_UNKNOWN"]);
      mend();
      expect([opened.store.isWritable, opened.fatal]).toEqual([true, []]);
      await add("later");
      expect(await noteIds()).toEqual(["later"]);
    });
  });

  it("answers BUSY where another process holds the file, and goes on", async () => {
    plant({ sql: /^BEGIN IMMEDIATE/, code: "SQLITE_BUSY", times: 1 });
    expect(await codesOf([add("a"), add("b")])).toEqual(["BUSY", "done"]);
  });

  describe("after an I/O error", () => {
    it.each([
      ["at a statement", /INSERT INTO "notes"/, ["error", "BUSY"]],
      ["at RELEASE", /^RELEASE u; SAVEPOINT u/, ["error", "BUSY"]],
      ["at COMMIT", /COMMIT/, ["COMMIT_UNKNOWN", "COMMIT_UNKNOWN"]],
      ["at BEGIN", /^BEGIN/, ["error", "BUSY"]],
    ])("%s it takes no more writes, says so once, and reads go on", async (_, sql, codes) => {
      await add("before");
      plant({ sql, code: "SQLITE_IOERR", times: 1 });
      const answers = await codesOf([add("a"), add("b")]);
      expect(answers.map((code) => (code === "SQLITE_IOERR" ? "error" : code))).toEqual(codes);
      expect(opened.store.isWritable).toBe(false);
      expect(opened.fatal).toHaveLength(1);
      expect(await codesOf([add("later")])).toEqual(["BUSY"]);
      expect(opened.fatal).toHaveLength(1);
      expect(await noteIds()).toEqual(["before"]);
      expect(await opened.store.snapshot((reader) => reader.count(Note, {}))).toBe(1);
    });
  });
});

describe("the check for interleaving", () => {
  it.each([
    ["runs units on one connection without transactions", false],
    ["opens TypeORM's own transactions on one connection", true],
  ])("finds a door that %s", async (_, opensTransactions) => {
    const opened = await openTestStore(await sqliteDatabase());
    const source = new DataSource(dataSourceOptions(opened.database.config, contractParts));
    await source.initialize();
    const now = (): Promise<Date> => Promise.resolve(opened.clock.now());
    const faults = await interleavingFaults({
      transaction: (work) =>
        opensTransactions
          ? source.transaction((manager) => work(new Transaction(manager, "sqlite", now)))
          : work(new Transaction(source.createQueryRunner().manager, "sqlite", now)),
      read: (work) => work(new Reader(source.manager, "sqlite")),
    }).catch((error: unknown) => [String(error)]);
    await source.destroy();
    await opened.close();
    expect(faults).not.toEqual([]);
  });
});

/** Resolves after so many turns of the microtask queue. */
async function afterTurns(turns: number): Promise<void> {
  for (let n = 0; n < turns; n++) await Promise.resolve();
}
