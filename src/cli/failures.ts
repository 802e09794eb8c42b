import { ConfigError } from "../core/config";
import { LabelroomError } from "../core/errors";

/** A failure for a person and for a program. */
export interface Failure {
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** What the environment or the machine does not allow; counts as wrong use. */
export class WrongUse extends Error {}

/** 2 where the command or its environment was used wrongly, else 1. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof ConfigError || error instanceof WrongUse ? 2 : 1;
}

/** One sentence for each thing that is wrong, with its path; never a stack, never a secret. */
export function failureOf(error: unknown): Failure {
  if (error instanceof LabelroomError) {
    const { code, issues, message } = error;
    const lines = issues.map((issue) => `${issue.path}: ${issue.message}`);
    return { lines: lines.length > 0 ? lines : [message], json: { code, message, issues } };
  }
  const message = withoutSecrets(error instanceof Error ? error.message : String(error));
  return { lines: [message], json: { code: "FAILED", message, issues: [] } };
}

/** A driver's message may repeat the database's address: its user and password are struck out. */
export function withoutSecrets(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, "$1***@");
}
