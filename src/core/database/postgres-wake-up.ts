import { AsyncResource } from "node:async_hooks";
import { Client } from "pg";
import type { Clock } from "../clock";
import type { DatabaseConfig } from "../config";
import { newSecret } from "../ids";
import type { Log } from "../log";
import type { WakeUp } from "../wake-up";
import type { Store } from "./store";

const channel = "labelroom_wake_up";
/** The listening connection is tried again after so long. */
const reconnectMilliseconds = 500;

/** What wake-ups between processes work with. */
export interface WakeUpParts {
  readonly database: DatabaseConfig;
  readonly store: Store;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
  readonly log: Log;
}

/** The way of wake-ups to and from other processes. */
export interface WakeUpConnection {
  /** Begins to hear of the others; what this process has to tell goes out from the start. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Joins the wake-ups of all processes on one Postgres; on SQLite, with one server process, there is nobody to tell. */
export function connectWakeUps(parts: WakeUpParts): WakeUpConnection {
  if (parts.database.kind === "sqlite")
    return { listen: async () => undefined, close: async () => undefined };
  return new PostgresWakeUps(parts.database.url, parts);
}

/**
 * Sends wake-ups by NOTIFY, as a statement of its own on the store's pool: inside the transaction it would hold a
 * lock of the whole database to the end of the commit. Hears them on one connection outside the pool. States of
 * that: idle -> connecting -> listening -> (lost) -> pausing -> connecting, and closed. What was sent while it was
 * lost never comes, so whenever it listens again it wakes everybody.
 */
class PostgresWakeUps implements WakeUpConnection {
  /** Marks this process's own wake-ups, which it has heard of already. */
  readonly #origin = newSecret();
  readonly #untold = new Set<string>();
  readonly #closing = new AbortController();
  /** Bound to the context of this construction: a caller may stand in a unit or reading, where no other may begin. */
  readonly #tellOutside = AsyncResource.bind(() => this.#tell());
  #telling: Promise<void> | null = null;
  #hearing: Promise<void> | null = null;
  #client: Client | null = null;

  constructor(
    private readonly url: string,
    private readonly parts: WakeUpParts,
  ) {
    parts.wakeUp.announceBy((topic) => {
      this.#announce(topic);
    });
  }

  /** Resolves when it listens, or when the first try failed: the next ones follow by themselves. */
  async listen(): Promise<void> {
    await new Promise<void>((tried) => {
      this.#hearing ??= this.#hear(tried);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#hearing;
    await this.#telling;
  }

  #announce(topic: string): void {
    if (this.#closing.signal.aborted) return;
    this.#untold.add(topic);
    this.#telling ??= this.#tellOutside().finally(() => {
      this.#telling = null;
    });
  }

  /** Tells what gathered while the last statement was on its way in one statement: a busy room costs one connection. */
  async #tell(): Promise<void> {
    // A turn of the loop gathers what the units of one group wake.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#untold.size > 0) {
      const topics = [...this.#untold];
      this.#untold.clear();
      await this.#notify(topics).catch((error: unknown) => {
        this.parts.log.failure("telling other processes failed; they will poll", error);
      });
    }
  }

  async #notify(topics: readonly string[]): Promise<void> {
    const payloads = topics.map((topic) => `${this.#origin} ${topic}`);
    const calls = payloads.map((_, place) => `pg_notify(:channel, :payload${place})`).join(", ");
    const values = Object.fromEntries(payloads.map((payload, place) => [`payload${place}`, payload]));
    await this.parts.store.read((reader) => reader.rows(`SELECT ${calls}`, { channel, ...values }));
  }

  async #hear(tried: () => void): Promise<void> {
    const { clock, log } = this.parts;
    while (!this.#closing.signal.aborted) {
      try {
        await this.#hearOnce(tried);
      } catch (error) {
        log.failure("listening to other processes failed; it is tried again", error);
      }
      tried();
      await clock.pause(reconnectMilliseconds, this.#closing.signal);
    }
  }

  /** Resolves when the connection has ended. */
  async #hearOnce(listening: () => void): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: "labelroom wake-up",
      keepAlive: true,
    });
    const ended = new Promise<void>((resolve) => {
      client.on("end", resolve);
      client.on("error", () => {
        resolve();
      });
    });
    client.on("notification", ({ payload = "" }) => {
      this.#receive(payload);
    });
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      this.parts.wakeUp.wakeAll();
      listening();
      await ended;
    } finally {
      this.#client = null;
      await client.end().catch(() => undefined);
    }
  }

  #receive(payload: string): void {
    const [origin, topic] = payload.split(" ", 2);
    if (topic !== undefined && origin !== this.#origin) this.parts.wakeUp.wakeHere(topic);
  }
}
