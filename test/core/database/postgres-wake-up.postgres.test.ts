import { connectWakeUps, type WakeUpConnection } from "../../../src/core/database/postgres-wake-up";
import { WakeUp } from "../../../src/core/wake-up";
import { openTestStore, type OpenedStore } from "./contract-store";
import { Note } from "./contract-tables";
import { onServer, postgresDatabase } from "./test-database";

const listeners =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'labelroom wake-up' AND datname = current_database()";

describe("wake-ups between processes", () => {
  let opened: OpenedStore;
  let here: WakeUp;
  let there: WakeUp;
  let connections: WakeUpConnection[];
  beforeEach(async () => {
    opened = await openTestStore(await postgresDatabase());
    [here, there] = [new WakeUp(), new WakeUp()];
    connections = [here, there].map((wakeUp) =>
      connectWakeUps({
        database: opened.database.config,
        store: opened.store,
        wakeUp,
        clock: opened.clock,
        log: opened.log,
      }),
    );
    await Promise.all(connections.map((connection) => connection.listen()));
  });
  afterEach(async () => {
    for (const connection of connections) await connection.close();
    await opened.close();
  });

  const nextOf = (wakeUp: WakeUp, topic: string): Promise<void> =>
    new Promise((resolve) => {
      const stop = wakeUp.listen(topic, () => {
        stop();
        resolve();
      });
    });

  it("reach the listeners of another process, and their own once", async () => {
    let own = 0;
    here.listen("room:1", () => own++);
    const heard = nextOf(there, "room:1");
    here.wake("room:1");
    await heard;
    const second = nextOf(there, "room:2");
    here.wake("room:2");
    await second;
    expect(own).toBe(1);
  });

  it("wait for the commit, and find what was committed", async () => {
    const found = nextOf(there, "room:1").then(() => opened.store.read((reader) => reader.count(Note, {})));
    await opened.store.transaction(async (tx) => {
      tx.afterCommit(() => {
        here.wake("room:1");
      });
      await tx.insert(Note, { id: "new", slug: null, text: "new", data: null });
    });
    expect(await found).toBe(1);
  });

  it("may be woken inside a unit or a reading without opening another there", async () => {
    const heard = nextOf(there, "room:1");
    await opened.store.transaction(async () => {
      here.wake("room:1");
    });
    await heard;
    const again = nextOf(there, "room:2");
    await opened.store.snapshot(async () => {
      here.wake("room:2");
    });
    await again;
    expect(opened.log.failures).toEqual([]);
  });

  it("of many at once reach every listener", async () => {
    const topics = Array.from({ length: 200 }, (_, n) => `room:${n}`);
    const heard = Promise.all(topics.map((topic) => nextOf(there, topic)));
    for (const topic of topics) here.wake(topic);
    await heard;
  });

  it("heal their connection by themselves, and then wake everybody, since what came meanwhile is lost", async () => {
    for (let round = 0; round < 3; round++) {
      const woken = Promise.all([nextOf(here, "room:quiet"), nextOf(there, "room:other")]);
      await onServer(new URL(urlOf(opened)), listeners);
      await woken;
      const heard = nextOf(there, `room:${round}`);
      here.wake(`room:${round}`);
      await heard;
    }
  });

  it("leave no connection behind when closed", async () => {
    for (const connection of connections) await connection.close();
    const rows = await opened.store.read((reader) =>
      reader.rows<{ count: string }>(
        "SELECT count(*) AS count FROM pg_stat_activity WHERE application_name = 'labelroom wake-up' AND datname = current_database() AND state IS NOT NULL",
      ),
    );
    expect(Number(rows[0]?.count)).toBe(0);
  });
});

describe("wake-ups where the database can't be reached", () => {
  it("are tried again until closed, and fail nothing", async () => {
    const opened = await openTestStore(await postgresDatabase());
    const connection = connectWakeUps({
      database: { kind: "postgres", url: "postgres://nobody@127.0.0.1:1/none" },
      store: opened.store,
      wakeUp: new WakeUp(),
      clock: opened.clock,
      log: opened.log,
    });
    await connection.listen();
    await connection.close();
    await opened.close();
    expect(opened.log.failures).toHaveLength(1);
  });
});

function urlOf({ database }: OpenedStore): string {
  return database.config.kind === "postgres" ? database.config.url : "";
}
