import { createApp, type App } from "../../src/app";
import type { Passwords } from "../../src/accounts/password.adapter";
import type { Clock } from "../../src/core/clock";
import type { Config } from "../../src/core/config";
import type { Log, LogFields } from "../../src/core/log";
import { startServer, type ServerOptions } from "../../src/server/server";
import { ApiClient } from "./api-client";
import { ApiSocketClient, type SocketOptions } from "./socket-client";
import { aDatabase } from "./database";

/** What a test's server may differ in. */
export interface TestServerOptions extends ServerOptions {
  readonly isDemo?: boolean;
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  readonly passwords?: Passwords;
}

/** A line that the server logged. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
  readonly cause?: unknown;
}

/** A real server on a port and a database of its own. */
export interface TestServer {
  readonly app: App;
  readonly origin: string;
  readonly port: number;
  /** Where sockets open. */
  readonly socketUrl: string;
  /** Everything that was logged so far. */
  readonly logged: readonly LogLine[];
  /** The first line with this message, and, where given, these fields; waits for it. */
  logLine(message: string, fields?: LogFields): Promise<LogLine>;
  /** A client over HTTP; without a token it is anonymous. */
  client(token?: string | null): ApiClient;
  /** A client over a socket, acknowledged unless its options say otherwise. */
  socket(options?: SocketOptions): Promise<ApiSocketClient>;
  /** Closes sockets, server and app, and removes the database. */
  close(): Promise<void>;
}

/** Passwords at no cost: hashing is tested where it belongs. */
export const cheapPasswords: Passwords = {
  hash: async (password) => `plain:${password}`,
  verify: async (passwordHash, password) => passwordHash === `plain:${password}`,
};

/** Starts a server for a test file; the test file closes it. */
export async function aServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { isDemo = false, clock, config, passwords = cheapPasswords, ...serverOptions } = options;
  const database = await aDatabase();
  const log = new RecordingLog();
  const app = await createApp(
    { ...testConfig, database: database.config, isDemo, ...config },
    { passwords, log, ...(clock === undefined ? {} : { clock }) },
  ).catch(async (error: unknown) => {
    await database.remove();
    throw error;
  });
  app.start();
  const server = await startServer(app, serverOptions);
  const socketUrl = `${server.origin.replace("http:", "ws:")}/graphql`;
  return {
    app,
    origin: server.origin,
    port: server.port,
    socketUrl,
    logged: log.lines,
    logLine: (message, fields = {}) => log.line(message, fields),
    client: (token = null) => new ApiClient(server.origin, token),
    socket: (socketOptions = {}) => ApiSocketClient.open(socketUrl, socketOptions),
    close: async () => {
      await server.close();
      await app.close();
      await database.remove();
    },
  };
}

const testConfig: Omit<Config, "database"> = {
  port: 0,
  host: "127.0.0.1",
  publicOrigins: [],
  trustedProxies: 0,
  metricsToken: null,
  hasGraphiql: true,
  logLevel: "silent",
  isDemo: false,
};

/** Keeps what is logged, and lets a test wait for a line. */
class RecordingLog implements Log {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<() => void>();

  write(level: LogLine["level"], message: string, fields: LogFields = {}): void {
    this.#keep({ level, message, fields });
  }

  failure(message: string, cause: unknown, fields: LogFields = {}): void {
    this.#keep({ level: "error", message, fields, cause });
  }

  async line(message: string, fields: LogFields): Promise<LogLine> {
    for (;;) {
      const found = this.lines.find(
        (line) =>
          line.message === message &&
          Object.entries(fields).every(([name, value]) => line.fields[name] === value),
      );
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  #keep(line: LogLine): void {
    this.lines.push(line);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
