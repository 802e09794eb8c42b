import { Database } from "sqlite3";

type Done = (error: Error | null, rows?: unknown) => void;
type Statement = (this: Database, sql: string, ...rest: unknown[]) => Database;

/** A fault of the driver: which statements fail, with which code, how often; `before` runs on the real connection. */
export interface DriverFault {
  readonly sql: RegExp;
  readonly code: "SQLITE_FULL" | "SQLITE_IOERR" | "SQLITE_BUSY";
  /** How many that match pass first. */
  readonly skip?: number;
  readonly times?: number;
  /** SQL that the connection runs first: a full disk may end the transaction (`ROLLBACK`). */
  readonly before?: string;
}

const messages = {
  SQLITE_FULL: "SQLITE_FULL: database or disk is full",
  SQLITE_IOERR: "SQLITE_IOERR: disk I/O error",
  SQLITE_BUSY: "SQLITE_BUSY: database is locked",
} as const;

/** Has the driver fail as told until the returned function is called. */
export function plantFault({
  sql: pattern,
  code,
  skip = 0,
  times = Infinity,
  before,
}: DriverFault): () => void {
  const prototype = Database.prototype as unknown as Record<"exec" | "run" | "all", Statement>;
  const real = { exec: prototype.exec, run: prototype.run, all: prototype.all };
  let passing = skip;
  let left = times;
  for (const method of ["exec", "run", "all"] as const) {
    prototype[method] = function (sql, ...rest) {
      if (left === 0 || !pattern.test(sql)) return real[method].call(this, sql, ...rest);
      if (passing-- > 0) return real[method].call(this, sql, ...rest);
      left--;
      const done = rest.at(-1) as Done;
      const error = Object.assign(new Error(messages[code]), { code });
      const fail = (): void => done.call({} as never, error);
      return before === undefined ? (setImmediate(fail), this) : real.exec.call(this, before, fail);
    };
  }
  return () => {
    Object.assign(prototype, real);
  };
}
