import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig, type Config } from "../../src/core/config";
import { runCommandLine } from "../../src/cli/program";
import type { Terminal } from "../../src/cli/terminal";

/** What a command printed, and its exit code. */
export interface Captured {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** What a test gives a command beside its arguments. */
export interface Given {
  readonly input?: string;
  /** Answers to what is asked without being shown; without them nobody sits at the terminal. */
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder with a database of its own, and the command line on it. */
export class Workplace {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(tmpdir(), "labelroom-cli-")));
  }

  get databaseUrl(): string {
    return `sqlite:${join(this.folder, "labelroom.db")}`;
  }

  get config(): Config {
    return readConfig({ DATABASE_URL: this.databaseUrl, LOG_LEVEL: "silent" });
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Runs a command in this process. */
  async run(argv: readonly string[], given: Given = {}): Promise<Captured> {
    let [out, err] = ["", ""];
    const secrets = [...(given.secrets ?? [])];
    const environment = given.environment ?? { DATABASE_URL: this.databaseUrl, LOG_LEVEL: "silent" };
    const terminal: Terminal = {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      input: bytesOf(given.input ?? ""),
      isInteractive: given.secrets !== undefined,
      askSecret: (question) => {
        err += question;
        return Promise.resolve(secrets.shift() ?? "");
      },
      config: () => readConfig(environment),
      namesDatabase: () => "DATABASE_URL" in environment,
      demoFolder: join(this.folder, "demo"),
      stopAsked: () => Promise.resolve("SIGTERM"),
    };
    const exitCode = await runCommandLine(argv, terminal);
    return { exitCode, out, err };
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  // In two pieces, as a pipe may deliver it.
  const bytes = Buffer.from(text, "utf8");
  const middle = bytes.length >> 1;
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}
