import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { namesDatabase, readConfig, type Config } from "../core/config";

/** What a command reads and writes; tests put their own in its place. */
export interface Terminal {
  /** Standard output: results alone, so that a pipe gets nothing else. */
  out(text: string): void;
  /** Standard error: progress and words. */
  err(text: string): void;
  /** Standard input. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Whether somebody sits at standard input. */
  readonly isInteractive: boolean;
  /** Asks for a line that isn't shown while it is typed. */
  askSecret(question: string): Promise<string>;
  /** The configuration; read when a command needs it. @throws ConfigError. */
  config(): Config;
  /** Whether the environment names a database itself. */
  namesDatabase(): boolean;
  /** Where the demo keeps its database. */
  readonly demoFolder: string;
  /** Resolves when the process is asked to stop; a second request ends it at once. */
  stopAsked(): Promise<string>;
}

/** The terminal of this process. */
export function realTerminal(): Terminal {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    input: process.stdin,
    isInteractive: process.stdin.isTTY,
    askSecret,
    config: () => readConfig(),
    namesDatabase: () => namesDatabase(),
    demoFolder: "data",
    stopAsked: () =>
      new Promise((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) {
          process.once(signal, () => {
            resolve(signal);
          });
        }
      }),
  };
}

function askSecret(question: string): Promise<string> {
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise((resolve, reject) => {
    lines.once("SIGINT", () => {
      reject(new Error("Nothing was typed."));
      lines.close();
    });
    lines.question("", (answer) => {
      lines.close();
      process.stderr.write("\n");
      resolve(answer);
    });
  });
}
