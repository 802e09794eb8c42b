import { CommanderError, type Command } from "commander";
import { exitCodeOf, failureOf } from "./failures";
import type { Terminal } from "./terminal";

/** What a command ends with: an object for programs, words for people. */
export interface Outcome {
  /** What `--json` prints; null where a command has nothing to say to programs. */
  readonly json: Readonly<Record<string, unknown>> | null;
  /** What is printed without `--json`, lines ended by line feeds. */
  readonly text: string;
  /** 1 where the command did its work and the answer is no (a folder that isn't what it should be). */
  readonly exitCode?: 0 | 1;
}

/** The options every command has. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Adds a command with the options every command has. */
export function addCommand(program: Command, nameAndArguments: string, description: string): Command {
  return program
    .command(nameAndArguments)
    .description(description)
    .option("--json", "print one JSON object on standard output, and words on standard error");
}

/** Runs commands: prints what they end with and turns what they throw into a sentence and an exit code. */
export class CommandLine {
  /** 0 done, 1 failed, 2 wrong use. */
  exitCode = 0;

  constructor(readonly terminal: Terminal) {}

  /** Runs a command's work; a refusal is printed on standard error, and as `{error}` under `--json`. */
  async run(options: CommonOptions, work: () => Promise<Outcome>): Promise<void> {
    try {
      const outcome = await work();
      this.exitCode = outcome.exitCode ?? 0;
      if (options.json !== true) this.terminal.out(outcome.text);
      else if (outcome.json !== null) this.terminal.out(`${JSON.stringify(outcome.json)}\n`);
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      this.exitCode = exitCodeOf(error);
      const failure = failureOf(error);
      this.terminal.err(failure.lines.map((line) => `labelroom: ${line}\n`).join(""));
      if (options.json === true) this.terminal.out(`${JSON.stringify({ error: failure.json })}\n`);
    }
  }
}

/** Ends a command as wrongly used: the message, its usage, exit 2. */
export function refuseUse(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: 2 });
}
