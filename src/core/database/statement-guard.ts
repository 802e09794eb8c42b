import type { EntityManager, QueryRunner } from "typeorm";

/**
 * Stands between a handle and its connection, so that both stores keep one rule: no statement runs after the
 * handle's end (a query builder that outlived it would run in somebody else's unit), and none after one that
 * failed (on SQLite the transaction may be gone, and the statement would be durable by itself; on Postgres
 * COMMIT of a failed transaction answers like a good one).
 */
export class StatementGuard {
  /** Runs its statements through this guard. */
  readonly manager: EntityManager;

  #isEnded = false;
  #failure: { readonly cause: unknown } | null = null;

  constructor(runner: QueryRunner) {
    const guarded = Object.create(runner) as QueryRunner;
    guarded.query = ((sql: string, parameters?: unknown[], isStructured?: boolean) =>
      this.#run(() => runner.query(sql, parameters, isStructured as true))) as QueryRunner["query"];
    this.manager = runner.connection.createEntityManager(guarded);
  }

  /** Ends the handle; what was sent before still comes to its end. */
  end(): void {
    this.#isEnded = true;
  }

  /** @throws what the first failed statement threw, even where the work swallowed it. */
  refuseFailed(): void {
    if (this.#failure !== null) throw this.#failure.cause;
  }

  async #run<T>(statement: () => Promise<T>): Promise<T> {
    if (this.#isEnded) throw new Error("This handle has ended: a promise of the unit was not awaited.");
    this.refuseFailed();
    try {
      return await statement();
    } catch (cause) {
      this.#failure ??= { cause };
      throw cause;
    }
  }
}
