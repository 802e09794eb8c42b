import type { QueryRunner } from "typeorm";
import { LabelroomError } from "../errors";
import { asRefusal } from "./constraint-errors";
import { runInside, type UnitOfWork } from "./store";
import { Transaction, type UnitEnd } from "./transaction";

/** A group takes at most so many units, so that the first caller never waits long for the last. */
const unitsPerGroup = 32;
/** A group takes no further unit after so many milliseconds. */
const groupMilliseconds = 50;
/** So many units may wait; past that the answer is BUSY. */
const queueLimit = 2000;

interface Unit {
  readonly run: () => Promise<Transaction>;
  /** Answers the caller: the group's COMMIT is durable. */
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/**
 * The one writer of a SQLite file. States of a unit: waiting -> running (inside its savepoint) -> held (done,
 * not durable) -> answered. A unit that throws goes back to its savepoint and is answered alone, at once;
 * held units are answered together by the group's COMMIT, or rejected together when it fails.
 */
export class SqliteWriter {
  readonly #waiting: Unit[] = [];
  #pump: Promise<void> | null = null;

  constructor(
    private readonly runner: QueryRunner,
    private readonly readNow: () => Promise<Date>,
  ) {}

  /** Runs `work` as a unit of the next group. */
  run<T>(work: UnitOfWork<T>, unitEnd: UnitEnd): Promise<T> {
    if (this.#waiting.length >= queueLimit) return Promise.reject(new LabelroomError("BUSY"));
    return new Promise<T>((resolve, reject) => {
      let answer: { readonly value: T } | null = null;
      this.#waiting.push({
        run: async () => {
          const tx = new Transaction(this.runner.manager, "sqlite", this.readNow);
          try {
            answer = { value: await runInside("unit", () => work(tx)) };
            await tx.finish(unitEnd);
            return tx;
          } finally {
            tx.end();
          }
        },
        succeed: () => {
          if (answer !== null) resolve(answer.value);
        },
        fail: reject,
      });
      this.#start();
    });
  }

  /** Resolves when nothing runs or waits. */
  async drained(): Promise<void> {
    while (this.#pump !== null) await this.#pump;
  }

  #start(): void {
    this.#pump ??= this.#work().finally(() => {
      this.#pump = null;
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #work(): Promise<void> {
    // A turn of the loop lets callers of the same moment join the group.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#group();
  }

  async #group(): Promise<void> {
    const began = await this.#begin();
    if (!began) return;
    const held: { unit: Unit; tx: Transaction }[] = [];
    const started = performance.now();
    for (let taken = 0; taken < unitsPerGroup; taken++) {
      const unit = performance.now() - started > groupMilliseconds && taken > 0 ? undefined : this.#waiting.shift();
      if (unit === undefined) break;
      const isStanding = await this.#unit(unit, held);
      if (!isStanding) {
        for (const { unit: lost } of held) lost.fail(new LabelroomError("COMMIT_UNKNOWN"));
        return;
      }
    }
    await this.#commit(held);
  }

  async #begin(): Promise<boolean> {
    try {
      await this.#exec("BEGIN IMMEDIATE; SAVEPOINT u");
      return true;
    } catch (error) {
      this.#waiting.shift()?.fail(asRefusal(error));
      return false;
    }
  }

  /** Runs a unit in its savepoint. False when the transaction died under it (a full disk ends it). */
  async #unit(unit: Unit, held: { unit: Unit; tx: Transaction }[]): Promise<boolean> {
    try {
      const tx = await unit.run();
      await this.#exec("RELEASE u; SAVEPOINT u");
      held.push({ unit, tx });
      return true;
    } catch (error) {
      const isStanding = await this.#succeeds("ROLLBACK TO u");
      unit.fail(asRefusal(error));
      if (!isStanding) await this.#succeeds("ROLLBACK");
      return isStanding;
    }
  }

  async #commit(held: readonly { unit: Unit; tx: Transaction }[]): Promise<void> {
    try {
      await this.#exec("RELEASE u; COMMIT");
    } catch {
      await this.#succeeds("ROLLBACK");
      for (const { unit } of held) unit.fail(new LabelroomError("COMMIT_UNKNOWN"));
      return;
    }
    for (const { unit, tx } of held) {
      unit.succeed();
      tx.runAfterCommit();
    }
  }

  async #succeeds(sql: string): Promise<boolean> {
    return this.#exec(sql).then(
      () => true,
      () => false,
    );
  }

  // The driver's own `exec` takes joined words in one trip to its thread: about twice the units a second.
  async #exec(sql: string): Promise<void> {
    const connection = (await this.runner.connect()) as Connection;
    await new Promise<void>((resolve, reject) => {
      connection.exec(sql, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }
}
