import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { demoDomain } from "../accounts/accounts.service";
import { createApp, verifyFolder, type App } from "../app";
import { newSecret } from "../core/ids";
import { packageRoot } from "../core/package-root.adapter";
import { localOperator } from "../core/viewer";
import { runDemo, type DemoPeople, type DemoReport } from "../demo/run-demo";
import { readSample } from "../demo/sample";
import type { ReleaseExport } from "../release/exporting.service";
import { startServer } from "../server/server";
import { bulkServicesOf } from "./bulk-services";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { demoJson, demoText } from "./demo-report";
import { WrongUse } from "./failures";
import { markServing } from "./serving-lock";
import type { Terminal } from "./terminal";

interface DemoOptions extends CommonOptions {
  readonly once?: boolean;
  readonly out: string;
}

const loopback = ["127.0.0.1", "::1", "localhost"];
const address = (name: string): string => `${name}@${demoDomain}`;

const people: DemoPeople = {
  admin: address("admin"),
  researcher: address("researcher"),
  labelers: [1, 2, 3, 4, 5, 6].map((n) => address(`labeler${n}`)),
  others: [
    { email: address("labeler"), role: "LABELER" },
    { email: address("viewer"), role: "VIEWER" },
    { email: address("candidate"), role: "CANDIDATE" },
  ],
};

/** `labelroom demo`. */
export function addDemoCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "demo", "serve a sample project in mid-work, on a fresh data/demo.db")
    .option("--once", "walk the whole way by itself, write three releases, and end")
    .option("--out <dir>", "with --once: where the release folders go", "data/demo-releases")
    .action(async (options: DemoOptions) => {
      await commandLine.run(options, () => demo(commandLine.terminal, options));
    });
}

async function demo(terminal: Terminal, options: DemoOptions): Promise<Outcome> {
  const given = terminal.config();
  if (terminal.namesDatabase()) throw new WrongUse("The demo makes its own database: unset DATABASE_URL.");
  if (!loopback.includes(given.host)) {
    throw new WrongUse(`The demo lets anybody in, so HOST must be loopback, not ${given.host}.`);
  }
  const demoFile = join(terminal.demoFolder, "demo.db");
  const database = { kind: "sqlite", file: demoFile } as const;
  const lock = await markServing(database);
  try {
    for (const ending of ["", "-wal", "-shm"]) await rm(`${demoFile}${ending}`, { force: true });
    await rm(join(terminal.demoFolder, "releases"), { recursive: true, force: true });
    const port = options.once === true ? 0 : given.port;
    const logLevel = given.logLevel === "info" ? "warn" : given.logLevel;
    const app = await createApp({ ...given, database, port, logLevel, isDemo: true });
    try {
      return await withServer(app, terminal, options);
    } finally {
      await app.close();
    }
  } finally {
    await lock.release();
  }
}

async function withServer(app: App, terminal: Terminal, options: DemoOptions): Promise<Outcome> {
  const stopAsked = options.once === true ? null : terminal.stopAsked();
  const server = await startServer(app, { bulk: bulkServicesOf(app) });
  app.start();
  try {
    await createAccounts(app);
    const sample = await readSample(join(packageRoot(), "examples", "sample"));
    const log = (line: string): void => {
      terminal.err(`demo: ${line}\n`);
    };
    const report = await runDemo({
      origin: server.origin,
      sample,
      people,
      isOnce: options.once === true,
      log,
    });
    if (stopAsked === null) return await finished(app, report, options.out);
    tellWhereToGo(terminal, server.origin);
    if (options.json === true)
      terminal.out(`${JSON.stringify({ origin: server.origin, project: "sample" })}\n`);
    await stopAsked;
    return { json: null, text: "" };
  } finally {
    await server.close();
  }
}

async function createAccounts({ services }: App): Promise<void> {
  const emails = [
    people.admin,
    people.researcher,
    ...people.labelers,
    ...people.others.map(({ email }) => email),
  ];
  for (const email of emails) {
    const name = email.split("@", 1)[0] ?? email;
    const displayName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const isAdmin = email === people.admin;
    await services.accounts.create(localOperator, { email, displayName, password: newSecret(), isAdmin });
  }
}

/** Writes the folders and proves each. */
async function finished(app: App, report: DemoReport, out: string): Promise<Outcome> {
  const written: ReleaseExport[] = [];
  for (const { id } of report.releases) {
    written.push(await app.services.releaseExports.export(localOperator, id, out));
  }
  const checks = await Promise.all(written.map(({ folder }) => verifyFolder(folder)));
  const isProved = checks.every(({ ok }) => ok);
  return {
    json: demoJson(report, written, isProved),
    text: demoText(report, written, isProved),
    exitCode: isProved ? 0 : 1,
  };
}

function tellWhereToGo(terminal: Terminal, origin: string): void {
  terminal.err(
    [
      "",
      `The sample project is in mid-work at ${origin}/`,
      `  start page    ${origin}/ (enter as researcher, labeler, viewer or admin by one click)`,
      `  GraphiQL      ${origin}/graphiql`,
      `  API           ${origin}/graphql, HTTP and graphql-transport-ws`,
      "  stop          Ctrl+C",
      "",
    ].join("\n"),
  );
}
