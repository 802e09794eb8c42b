import { QueryFailedError } from "typeorm";
import { LabelroomError } from "../errors";

/** What the database says about a failed statement, in one form for both stores. */
export type StoreFailure =
  | { readonly kind: "UNIQUE" | "FOREIGN_KEY" | "CHECK" | "NOT_NULL"; readonly constraint: string }
  | { readonly kind: "RETRY" | "LOST" | "FULL" | "IO" | "BUSY" | "OTHER" };

interface DriverError {
  readonly code?: string;
  readonly message?: string;
  readonly constraint?: string;
}

/**
 * Names the constraint (Postgres) or `table.column` (SQLite's UNIQUE) that a statement broke, or what the machine
 * did: LOST is a connection that ended or could not be had.
 */
export function storeFailureOf(error: unknown): StoreFailure {
  const driver = driverErrorOf(error);
  if (driver === null) return { kind: "OTHER" };
  return postgresFailure(driver) ?? sqliteFailure(driver);
}

/** Whether `error` is the break of a unique constraint. */
export function isUniqueFailure(error: unknown): boolean {
  return storeFailureOf(error).kind === "UNIQUE";
}

/** A refusal with a code for what the machine did (a full disk), or the error itself. */
export function asRefusal(error: unknown): unknown {
  const { kind } = storeFailureOf(error);
  if (kind === "FULL") return new LabelroomError("STORE_FULL");
  if (kind === "BUSY" || kind === "LOST") return new LabelroomError("BUSY");
  return error;
}

function driverErrorOf(error: unknown): DriverError | null {
  if (error instanceof LabelroomError) return null;
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  return typeof error === "object" && error !== null && "message" in error ? (error as DriverError) : null;
}

// The driver's own words for a lost connection come without a code.
const lostWords =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying)/;
const lostCodes = /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;

function postgresFailure({ code = "", constraint = "", message = "" }: DriverError): StoreFailure | null {
  if (lostCodes.test(code) || lostWords.test(message)) return { kind: "LOST" };
  switch (code) {
    case "23505":
      return { kind: "UNIQUE", constraint };
    case "23503":
      return { kind: "FOREIGN_KEY", constraint };
    case "23514":
      return { kind: "CHECK", constraint };
    case "23502":
      return { kind: "NOT_NULL", constraint };
    case "40001":
    case "40P01":
      return { kind: "RETRY" };
    case "53100":
      return { kind: "FULL" };
    default:
      return null;
  }
}

function sqliteFailure({ code, message = "" }: DriverError): StoreFailure {
  const constraint = /constraint failed: (.+)$/.exec(message)?.[1] ?? "";
  if (message.includes("UNIQUE constraint")) return { kind: "UNIQUE", constraint };
  if (message.includes("FOREIGN KEY constraint")) return { kind: "FOREIGN_KEY", constraint };
  if (message.includes("CHECK constraint")) return { kind: "CHECK", constraint };
  if (message.includes("NOT NULL constraint")) return { kind: "NOT_NULL", constraint };
  if (code === "SQLITE_FULL") return { kind: "FULL" };
  if (code === "SQLITE_IOERR" || code === "SQLITE_CORRUPT") return { kind: "IO" };
  if (code === "SQLITE_BUSY") return { kind: "BUSY" };
  return { kind: "OTHER" };
}
