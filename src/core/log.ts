import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";

/** What the log takes: ids, counts and durations, never a prompt, a label, an address or a token. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The log of a process: one structured line an occurrence. */
export interface Log {
  write(level: "debug" | "info" | "warn" | "error", message: string, fields?: LogFields): void;
  /** A broken invariant or a failure from outside: the cause goes to the log and nowhere else. */
  failure(message: string, cause: unknown, fields?: LogFields): void;
}

const requests = new AsyncLocalStorage<string>();

/** Runs `work` so that each line it logs carries the request's id. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requests.run(requestId, work);
}

/** The id of the request that this code runs for; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return requests.getStore();
}

/** A log that writes JSON lines to standard error. */
export function createLog(level: string): Log {
  const sink = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  return {
    write: (lineLevel, message, fields) => {
      sink[lineLevel]({ requestId: requests.getStore(), ...fields }, message);
    },
    failure: (message, cause, fields) => {
      sink.error({ requestId: requests.getStore(), ...fields, err: cause }, message);
    },
  };
}
