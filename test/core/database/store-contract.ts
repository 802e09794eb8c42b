import fc from "fast-check";
import { onceForKey } from "../../../src/core/database/client-keys";
import { storeFailureOf } from "../../../src/core/database/constraint-errors";
import type { Reader } from "../../../src/core/database/reader";
import type { Transaction } from "../../../src/core/database/transaction";
import { gate, openTestStore, type OpenedStore } from "./contract-store";
import { Counter, Entry, Note } from "./contract-tables";
import { interleavingFaults } from "./interleaving";
import type { TestDatabase } from "./test-database";

const aNote = (id: string, over: Partial<Note> = {}): Note => ({
  id,
  slug: null,
  text: id,
  data: null,
  ...over,
});
const failure = new Error("This unit fails by plan.");

/** What every store keeps to; run on each of them. */
export function describeStore(open: () => Promise<TestDatabase>): void {
  let opened: OpenedStore;
  beforeEach(async () => {
    opened = await openTestStore(await open());
  });
  afterEach(() => opened.close());

  const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => opened.store.transaction(work);
  const read = <T>(work: (reader: Reader) => Promise<T>): Promise<T> => opened.store.read(work);
  const noteIds = (): Promise<string[]> =>
    read(async (reader) => (await reader.find(Note, { order: { id: "ASC" } })).map(({ id }) => id));

  describe("a unit", () => {
    it("never interleaves with another, and fails alone", async () => {
      expect(await interleavingFaults(opened.store)).toEqual([]);
    });

    it("returns what its work returns", async () => {
      expect(await write(async () => 42)).toBe(42);
    });

    it("stores nothing when it throws, and passes on what it threw", async () => {
      const unit = write(async (tx) => {
        await tx.insert(Note, aNote("gone"));
        throw failure;
      });
      await expect(unit).rejects.toBe(failure);
      expect(await noteIds()).toEqual([]);
    });

    it("fails when a statement failed in it, also where its work swallowed that", async () => {
      const unit = write(async (tx) => {
        await tx.insert(Note, aNote("one"));
        await tx.insert(Note, aNote("one")).catch(() => undefined);
      });
      await expect(unit).rejects.toMatchObject({ name: "QueryFailedError" });
      expect(await noteIds()).toEqual([]);
    });

    it("runs no statement after one that failed", async () => {
      let second: unknown;
      const unit = write(async (tx) => {
        await tx.insert(Note, aNote("one"));
        await tx.insert(Note, aNote("one")).catch(() => undefined);
        second = await tx.insert(Note, aNote("two")).catch((error: unknown) => error);
      });
      const first: unknown = await unit.catch((error: unknown) => error);
      expect(first).toMatchObject({ name: "QueryFailedError" });
      expect(second).toBe(first);
    });

    it("is seen by no reader before it is durable", async () => {
      const [inserted, released] = [gate(), gate()];
      const unit = write(async (tx) => {
        await tx.insert(Note, aNote("new"));
        inserted.open();
        await released.opened;
      });
      await inserted.opened;
      expect(await noteIds()).toEqual([]);
      released.open();
      await unit;
      expect(await noteIds()).toEqual(["new"]);
    });

    it("reads what it wrote itself", async () => {
      const found = await write(async (tx) => {
        await tx.insert(Note, aNote("own"));
        return tx.findOne(Note, { where: { id: "own" } });
      });
      expect(found?.text).toBe("own");
    });

    it("says how many rows a statement touched", async () => {
      const counts = await write(async (tx) => {
        await tx.insert(Note, [aNote("a"), aNote("b"), aNote("c")]);
        return [
          await tx.update(Note, { text: "a" }, { text: "A" }),
          await tx.execute("UPDATE notes SET text = :text WHERE id IN (:ids)", {
            text: "x",
            ids: ["a", "b"],
          }),
          await tx.execute("\n  INSERT INTO counters (id, count) VALUES (:id, 0) ON CONFLICT DO NOTHING", {
            id: "k",
          }),
          await tx.execute("INSERT INTO counters (id, count) VALUES (:id, 0) ON CONFLICT DO NOTHING", {
            id: "k",
          }),
          await tx.delete(Note, { id: "c" }),
        ];
      });
      expect(counts).toEqual([1, 2, 1, 0, 1]);
    });

    it("refuses a writing statement whose rows it could not count", async () => {
      const unit = write((tx) => tx.execute("WITH x AS (SELECT 1) DELETE FROM notes"));
      await expect(unit).rejects.toThrow("Begin with INSERT, UPDATE or DELETE");
    });

    it("inserts more rows than one statement takes", async () => {
      const rows = Array.from({ length: 20_000 }, (_, n) => aNote(`n${n}`));
      await write((tx) => tx.insert(Note, rows));
      expect(await read((reader) => reader.count(Note, {}))).toBe(20_000);
    });

    it("inserts new rows beside known ones, but none that breaks another rule", async () => {
      await write((tx) => tx.insert(Note, aNote("known", { text: "first" })));
      await write((tx) => tx.insertNew(Note, [aNote("known", { text: "second" }), aNote("new")]));
      expect(await noteIds()).toEqual(["known", "new"]);
      expect(await read((reader) => reader.findOne(Note, { where: { id: "known" } }))).toMatchObject({
        text: "first",
      });
      await expect(write((tx) => tx.insertNew(Note, aNote("bad", { text: "forbidden" })))).rejects.toThrow();
    });

    it("goes by the database's clock, which a test may shift", async () => {
      const before = await write((tx) => tx.now());
      opened.clock.shiftMilliseconds = 3_600_000;
      const after = await write((tx) => tx.now());
      expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(3_600_000);
    });
  });

  describe("nesting", () => {
    it.each([
      ["transaction", "transaction"],
      ["transaction", "read"],
      ["transaction", "snapshot"],
      ["read", "transaction"],
      ["read", "read"],
      ["read", "snapshot"],
      ["snapshot", "transaction"],
      ["snapshot", "read"],
      ["snapshot", "snapshot"],
    ] as const)("in a %s a %s is refused", async (outer, inner) => {
      const { store } = opened;
      const nested = store[outer](() => store[inner](async () => undefined));
      await expect(nested).rejects.toThrow("pass on its handle instead");
    });

    it("is refused in the unit end too", async () => {
      opened.store.setUnitEnd({
        storeAudit: () => opened.store.transaction(async () => undefined),
        numberEvents: async () => undefined,
      });
      await expect(write(async (tx) => tx.audit(anAudit("1")))).rejects.toThrow("pass on its handle instead");
    });

    it("does not reach what a unit only started", async () => {
      let later: Promise<number> = Promise.resolve(0);
      await write(async (tx) => {
        tx.afterCommit(() => {
          later = read((reader) => reader.count(Note, {}));
        });
      });
      expect(await later).toBe(0);
    });
  });

  describe("a handle", () => {
    it("throws after the end of its unit, whatever is asked of it", async () => {
      const { tx, builder } = await write(async (handle) => ({
        tx: handle,
        builder: handle.select(Note, "note"),
      }));
      const uses: (() => unknown)[] = [
        () => tx.find(Note, {}),
        () => tx.rows("SELECT 1"),
        () => tx.insert(Note, aNote("late")),
        () => tx.execute("DELETE FROM notes"),
        () => tx.now(),
        () => tx.append(anEvent("room", "late")),
        () => tx.audit(anAudit("1")),
        () => tx.afterCommit(() => undefined),
        () => builder.getMany(),
      ];
      for (const use of uses) await expect((async () => use())()).rejects.toThrow("This handle has ended");
    });

    it.each(["read", "snapshot"] as const)("throws after the end of its %s", async (kind) => {
      const reader = await opened.store[kind](async (handle) => handle);
      expect(() => reader.find(Note, {})).toThrow("This handle has ended");
    });

    it("ends with a unit that failed", async () => {
      const kept: Transaction[] = [];
      await expect(write(async (tx) => Promise.reject(kept.push(tx) > 0 ? failure : failure))).rejects.toBe(
        failure,
      );
      expect(() => kept[0]?.find(Note, {})).toThrow("This handle has ended");
    });
  });

  describe("a snapshot", () => {
    it("sees one state, whatever is committed meanwhile", async () => {
      await write((tx) => tx.insert(Note, aNote("before")));
      const [begun, written] = [gate(), gate()];
      const counts = opened.store.snapshot(async (reader) => {
        const first = await reader.count(Note, {});
        begun.open();
        await written.opened;
        return [first, await reader.count(Note, {}), (await reader.select(Note, "note").getMany()).length];
      });
      await begun.opened;
      await write((tx) => tx.insert(Note, aNote("meanwhile")));
      written.open();
      expect(await counts).toEqual([1, 1, 1]);
      expect(await noteIds()).toEqual(["before", "meanwhile"]);
    });

    it("can't write", async () => {
      const writing = opened.store.snapshot((reader) =>
        reader.rows("INSERT INTO counters (id, count) VALUES ('x', 1)"),
      );
      await expect(writing).rejects.toThrow(/readonly|read-only/);
      expect(await read((reader) => reader.count(Counter, {}))).toBe(0);
    });

    it("may fail, and more may wait than there are connections", async () => {
      const answers = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) =>
          opened.store.snapshot(async (reader) =>
            n % 2 === 0 ? reader.count(Note, {}) : reader.rows("SELECT broken"),
          ),
        ),
      );
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
      expect(await opened.store.snapshot((reader) => reader.count(Note, {}))).toBe(0);
    });
  });

  describe("after commit", () => {
    it("works run when the unit is durable, in their order, and not for a failed unit", async () => {
      const ran: string[] = [];
      let seen: Promise<string[]> = Promise.resolve([]);
      await write(async (tx) => {
        await tx.insert(Note, aNote("durable"));
        tx.afterCommit(() => {
          ran.push("first");
          seen = noteIds();
        });
        tx.afterCommit(() => void ran.push("second"));
      });
      const failed = write(async (tx) => {
        tx.afterCommit(() => void ran.push("of a failed unit"));
        throw failure;
      });
      await expect(failed).rejects.toBe(failure);
      expect(ran).toEqual(["first", "second"]);
      expect(await seen).toEqual(["durable"]);
    });

    it("a work that throws is logged and undoes nothing", async () => {
      const ran: string[] = [];
      const units = ["a", "b"].map((id) =>
        write(async (tx) => {
          await tx.insert(Note, aNote(id));
          tx.afterCommit(() => {
            throw failure;
          });
          tx.afterCommit(() => void ran.push(id));
        }),
      );
      await Promise.all(units);
      expect(ran.sort()).toEqual(["a", "b"]);
      expect(await noteIds()).toEqual(["a", "b"]);
      expect(opened.log.failures.map(({ cause }) => cause)).toEqual([failure, failure]);
    });
  });

  describe("the unit end", () => {
    it("stores audit entries and events in the unit", async () => {
      await write(async (tx) => {
        tx.audit(anAudit("7"));
        tx.append(anEvent("room", "posted"));
      });
      expect(await entriesOf("audit")).toEqual([{ room: "audit", sequence: 7, kind: "AUDIT" }]);
      expect(await entriesOf("room")).toEqual([{ room: "room", sequence: 1, kind: "posted" }]);
    });

    it("fails the unit when it fails", async () => {
      const units = [
        write(async (tx) => {
          await tx.insert(Note, aNote("a"));
          tx.audit(anAudit("break"));
        }),
        write(async (tx) => {
          await tx.insert(Note, aNote("b"));
          tx.append(anEvent("room", "break"));
        }),
      ];
      const answers = await Promise.allSettled(units);
      expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect(await noteIds()).toEqual([]);
    });

    it("numbers events without gaps under 50 units at once of which some fail", async () => {
      const answers = await Promise.allSettled(
        Array.from({ length: 50 }, (_, n) =>
          write(async (tx) => {
            tx.append(anEvent("room", `event-${n}`));
            await tx.insert(Note, aNote(`note-${n}`));
            if (n % 5 === 2) throw failure;
            if (n % 5 === 4) tx.append(anEvent("room", "break"));
          }),
        ),
      );
      const done = answers.flatMap(({ status }, n) => (status === "fulfilled" ? [`event-${n}`] : []));
      const entries = await entriesOf("room");
      expect(done).toHaveLength(30);
      expect(entries.map(({ sequence }) => sequence)).toEqual(done.map((_, place) => place + 1));
      expect(entries.map(({ kind }) => kind).sort()).toEqual([...done].sort());
    });
  });

  describe("once for a key", () => {
    const call = {
      accountId: "acc_1",
      mutation: "makeNote",
      key: "key-1",
      input: { text: "a", tags: [1, 2] },
    };
    const make = (input: unknown, id: string, calls: string[] = []): Promise<unknown> =>
      write((tx) =>
        onceForKey(tx, { ...call, input }, async () => {
          calls.push(id);
          await tx.insert(Note, aNote(id));
          return { noteId: id };
        }),
      );

    it("the same content gets the first result again, in whatever order its parts come", async () => {
      const calls: string[] = [];
      const first = await make(call.input, "one", calls);
      const second = await make({ tags: [1, 2], text: "a", absent: undefined }, "two", calls);
      expect(first).toEqual({ result: { noteId: "one" }, isRepeat: false });
      expect(second).toEqual({ result: { noteId: "one" }, isRepeat: true });
      expect(calls).toEqual(["one"]);
    });

    it("two at once do the work once", async () => {
      const answers = await Promise.all(["one", "two", "three"].map((id) => make(call.input, id)));
      expect(answers.filter((answer) => (answer as { isRepeat: boolean }).isRepeat)).toHaveLength(2);
      expect(
        new Set(answers.map((answer) => JSON.stringify((answer as { result: unknown }).result))).size,
      ).toBe(1);
      expect(await noteIds()).toHaveLength(1);
    });

    it("other content is refused", async () => {
      await make(call.input, "one");
      await expect(make({ ...call.input, text: "b" }, "two")).rejects.toMatchObject({
        code: "IDEMPOTENCY_CONFLICT",
      });
      await expect(make({ ...call.input, tags: [2, 1] }, "two")).rejects.toMatchObject({
        code: "IDEMPOTENCY_CONFLICT",
      });
      expect(await noteIds()).toEqual(["one"]);
    });

    it("a failure is not remembered", async () => {
      const failing = write((tx) => onceForKey(tx, call, () => Promise.reject(failure)));
      await expect(failing).rejects.toBe(failure);
      expect(await make({ text: "other" }, "one")).toMatchObject({ isRepeat: false });
    });

    it("keys of other accounts and mutations are others", async () => {
      const calls = [call, { ...call, accountId: "acc_2" }, { ...call, mutation: "makeOther" }];
      const answers = calls.map((each) =>
        write((tx) => onceForKey(tx, each, async () => ({ id: each.accountId }))),
      );
      expect((await Promise.all(answers)).map(({ isRepeat }) => isRepeat)).toEqual([false, false, false]);
    });
  });

  describe("a broken constraint", () => {
    it.each([
      [
        "UNIQUE",
        "slug",
        async (tx: Transaction) => tx.insert(Note, [aNote("a", { slug: "s" }), aNote("b", { slug: "s" })]),
      ],
      ["UNIQUE", "", async (tx: Transaction) => tx.insert(Note, [aNote("a"), aNote("a")])],
      [
        "CHECK",
        "ck_notes_text",
        async (tx: Transaction) => tx.insert(Note, aNote("a", { text: "forbidden" })),
      ],
      ["NOT_NULL", "", async (tx: Transaction) => tx.execute("INSERT INTO notes (id) VALUES ('a')")],
    ] as const)("is told as %s", async (kind, constraint, work) => {
      const error: unknown = await write(async (tx) => void (await work(tx))).catch(
        (cause: unknown) => cause,
      );
      const told = storeFailureOf(error);
      expect(told.kind).toBe(kind);
      expect("constraint" in told ? told.constraint : "none").toContain(constraint);
    });
  });

  it("has tables that agree with the entities, but for the one made by hand", async () => {
    expect((await opened.store.schemaDrift()).filter((sql) => !sql.includes("promises"))).toEqual([]);
  });

  it("closes when what was begun is done, and once", async () => {
    const units = ["a", "b"].map((id) => write((tx) => tx.insert(Note, aNote(id))));
    const snapshot = opened.store.snapshot((reader) => reader.count(Note, {}));
    await Promise.all([opened.store.close(), ...units, snapshot]);
    await opened.store.close();
  });

  function entriesOf(room: string): Promise<Entry[]> {
    return read((reader) => reader.find(Entry, { where: { room }, order: { sequence: "ASC" } }));
  }
}

/** How texts and keys come back and sort; also run on a database that sorts in another way. */
export function describeTexts(open: () => Promise<TestDatabase>): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openTestStore(await open());
  });
  beforeEach(() => write((tx) => tx.execute("DELETE FROM notes")));
  afterAll(() => opened.close());

  const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => opened.store.transaction(work);
  const read = <T>(work: (reader: Reader) => Promise<T>): Promise<T> => opened.store.read(work);

  it("come back as they were", async () => {
    const texts = [
      "",
      " ",
      "a\r\n\tb",
      "Ünï\u0301",
      "\u{1F469}\u200D\u{1F4BB}",
      "\u202Ertl\u200B",
      "\uFFFE\uFFFF",
      "%_\\'\"`$1:x?",
    ];
    await write((tx) =>
      tx.insert(
        Note,
        texts.map((text, n) => aNote(`t${n}`, { text, data: { text } })),
      ),
    );
    const notes = await read((reader) => reader.find(Note, { order: { id: "ASC" } }));
    expect(notes.map(({ text }) => text)).toEqual(texts);
    expect(notes.map(({ data }) => data)).toEqual(texts.map((text) => ({ text })));
  });

  it("come back as they were, whatever well-formed text it is", async () => {
    let n = 0;
    const text = fc.string({ unit: "binary", maxLength: 60 }).filter((each) => !each.includes("\0"));
    await fc.assert(
      fc.asyncProperty(text, async (each) => {
        const id = `p${n++}`;
        await write((tx) => tx.insert(Note, aNote(id, { text: each })));
        const [row] = await read((reader) =>
          reader.rows<{ id: string }>("SELECT id FROM notes WHERE text = :each AND id = :id", { each, id }),
        );
        expect(row?.id).toBe(id);
      }),
      { numRuns: 60 },
    );
  });

  it("a lone surrogate becomes one replacement character, as the door's rule assumes", async () => {
    await write((tx) => tx.insert(Note, aNote("lone", { text: "a\uD800b" })));
    expect(await read((reader) => reader.findOne(Note, { where: { id: "lone" } }))).toMatchObject({
      text: "a\uFFFDb",
    });
  });

  it("a text of a million characters is whole", async () => {
    const text = "語".repeat(1_000_000);
    await write((tx) => tx.insert(Note, aNote("long", { text })));
    expect((await read((reader) => reader.findOne(Note, { where: { id: "long" } })))?.text === text).toBe(
      true,
    );
  });

  it("keys sort by bytes", async () => {
    const slugs = ["sft_a1", "sft-9", "sft_Z0", "Ä", "z", "Z"];
    await write((tx) =>
      tx.insert(
        Note,
        slugs.map((slug, n) => aNote(`k${n}`, { slug })),
      ),
    );
    const found = await read((reader) => reader.select(Note, "note").orderBy("note.slug", "ASC").getMany());
    expect(found.map(({ slug }) => slug)).toEqual(["Z", "sft-9", "sft_Z0", "sft_a1", "z", "Ä"]);
    const above = await read((reader) =>
      reader.rows<{ slug: string }>(
        "SELECT slug FROM notes WHERE slug > :from AND slug < :to ORDER BY slug",
        {
          from: "sft-9",
          to: "z",
        },
      ),
    );
    expect(above.map(({ slug }) => slug)).toEqual(["sft_Z0", "sft_a1"]);
  });
}

function anEvent(projectId: string, kind: string): Parameters<Transaction["append"]>[0] {
  return { projectId, kind, actorId: null, refs: {} };
}

function anAudit(action: string): Parameters<Transaction["audit"]>[0] {
  return { actorId: null, actorKind: "SYSTEM", action, projectId: null, targetId: null, result: "DONE" };
}
