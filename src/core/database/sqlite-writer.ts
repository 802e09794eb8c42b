import { AsyncResource } from "node:async_hooks";
import type { QueryRunner } from "typeorm";
import { LabelroomError } from "../errors";
import { asRefusal, storeFailureOf } from "./constraint-errors";
import { execute, succeeds } from "./sqlite-connection";
import { StatementGuard } from "./statement-guard";
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

interface Held {
  readonly unit: Unit;
  readonly tx: Transaction;
}

/** What a writer works with. */
export interface SqliteWriterParts {
  readonly runner: QueryRunner;
  readonly readNow: () => Promise<Date>;
  /** Called once, on the first I/O error: from then on every unit is refused with BUSY. */
  readonly onInputOutputError: (cause: unknown) => void;
  /** Called with what a work after commit threw; the unit stays done. */
  readonly onAfterCommitError: (cause: unknown) => void;
}

/**
 * The one writer of a SQLite file. States of a unit: waiting -> running (inside its savepoint) -> held (done,
 * not durable) -> answered. A unit that throws goes back to its savepoint and is answered alone, at once;
 * held units are answered together by the group's COMMIT, or rejected together when it fails.
 */
export class SqliteWriter {
  readonly #waiting: Unit[] = [];
  #pump: Promise<void> | null = null;
  #isBroken = false;

  constructor(private readonly parts: SqliteWriterParts) {}

  /** False after an I/O error. */
  get isWritable(): boolean {
    return !this.#isBroken;
  }

  /** Runs `work` as a unit of the next group. */
  run<T>(work: UnitOfWork<T>, unitEnd: UnitEnd): Promise<T> {
    if (this.#isBroken || this.#waiting.length >= queueLimit)
      return Promise.reject(new LabelroomError("BUSY"));
    return new Promise<T>((resolve, reject) => {
      let answer: { readonly value: T } | null = null;
      const run = async (): Promise<Transaction> => {
        const guard = new StatementGuard(this.parts.runner);
        const tx = new Transaction(guard.manager, "sqlite", this.parts.readNow);
        try {
          answer = await runInside("unit", async () => {
            const value = await work(tx);
            await tx.finish(unitEnd);
            return { value };
          });
          guard.refuseFailed();
          return tx;
        } finally {
          tx.end();
          guard.end();
        }
      };
      this.#waiting.push({
        // The pump runs in the context of whoever started it; a unit keeps that of its caller (the request's id).
        run: AsyncResource.bind(run),
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
    const hasBegun = await this.#begin();
    if (!hasBegun) return;
    const held: Held[] = [];
    const started = performance.now();
    for (let taken = 0; taken < unitsPerGroup; taken++) {
      const isLate = taken > 0 && performance.now() - started > groupMilliseconds;
      const unit = isLate ? undefined : this.#waiting.shift();
      if (unit === undefined) break;
      const outcome = await this.#unit(unit, held);
      if (outcome === "LAST") break;
      if (outcome === "TRANSACTION_DIED") {
        failAll(held);
        return;
      }
    }
    await this.#commit(held);
  }

  async #begin(): Promise<boolean> {
    try {
      await this.#execute("BEGIN IMMEDIATE; SAVEPOINT u");
      return true;
    } catch (error) {
      await this.#succeeds("ROLLBACK");
      this.#waiting.shift()?.fail(asRefusal(error));
      this.#noteFailure(error);
      return false;
    }
  }

  /** Runs a unit in its savepoint. A full disk may end the transaction under it. */
  async #unit(unit: Unit, held: Held[]): Promise<"NEXT" | "LAST" | "TRANSACTION_DIED"> {
    try {
      const tx = await unit.run();
      // The last unit is released together with the COMMIT: for one caller one trip of six less. Its savepoint is
      // still open, so whoever comes from here on waits for the next group.
      const isLast = this.#waiting.length === 0;
      if (!isLast) await this.#execute("RELEASE u; SAVEPOINT u");
      held.push({ unit, tx });
      return isLast ? "LAST" : "NEXT";
    } catch (error) {
      const isStanding = await this.#succeeds("ROLLBACK TO u");
      unit.fail(asRefusal(error));
      if (!isStanding) await this.#succeeds("ROLLBACK");
      return this.#noteFailure(error) && isStanding ? "NEXT" : "TRANSACTION_DIED";
    }
  }

  async #commit(held: readonly Held[]): Promise<void> {
    try {
      await this.#execute("RELEASE u; COMMIT");
    } catch (error) {
      await this.#succeeds("ROLLBACK");
      failAll(held);
      this.#noteFailure(error);
      return;
    }
    for (const { unit, tx } of held) {
      unit.succeed();
      tx.runAfterCommit(this.parts.onAfterCommitError);
    }
  }

  /** Ends all writing after an I/O error. Whether writing goes on. */
  #noteFailure(error: unknown): boolean {
    if (this.#isBroken || storeFailureOf(error).kind !== "IO") return !this.#isBroken;
    this.#isBroken = true;
    for (const unit of this.#waiting.splice(0)) unit.fail(new LabelroomError("BUSY"));
    this.parts.onInputOutputError(error);
    return false;
  }

  #execute(sql: string): Promise<void> {
    return execute(this.parts.runner, sql);
  }

  #succeeds(sql: string): Promise<boolean> {
    return succeeds(this.parts.runner, sql);
  }
}

function failAll(held: readonly Held[]): void {
  for (const { unit } of held) unit.fail(new LabelroomError("COMMIT_UNKNOWN"));
}
