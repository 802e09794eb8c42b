import type { Command } from "commander";
import { Clock } from "../core/clock";
import { openStore } from "../core/database/open-store";
import type { Store } from "../core/database/store";
import { createLog } from "../core/log";
import { schemaParts } from "../entities";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { refuseWhileServing } from "./serving-lock";
import type { Terminal } from "./terminal";

/** `labelroom migrate`. */
export function addMigrateCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "migrate", "bring the database's schema up to date").action(
    async (options: CommonOptions) => {
      await commandLine.run(options, () => migrate(commandLine.terminal));
    },
  );
}

async function migrate(terminal: Terminal): Promise<Outcome> {
  const { database, logLevel } = terminal.config();
  await refuseWhileServing(database);
  const onFatal = (): void => undefined;
  const log = createLog(logLevel);
  const store = await openStore({ database, parts: schemaParts, clock: new Clock(), log, onFatal });
  try {
    const before = new Set(await applied(store));
    await store.migrate();
    const fresh = (await applied(store)).filter((name) => !before.has(name));
    const lines = fresh.map((name) => `${name}\n`).join("");
    return {
      json: { database: database.kind, applied: fresh },
      text:
        fresh.length === 0 ? "The schema is up to date.\n" : `${lines}${fresh.length} migrations applied.\n`,
    };
  } finally {
    await store.close();
  }
}

/** The names of the migrations that were applied, oldest first; none on a database that holds nothing yet. */
async function applied(store: Store): Promise<string[]> {
  const known = {
    sqlite: "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
    postgres: "SELECT count(to_regclass('migrations')) AS count",
  } as const;
  return store.read(async (reader) => {
    const [row] = await reader.rows<{ count: number | string }>(known[reader.kind]);
    if (Number(row?.count ?? 0) === 0) return [];
    const rows = await reader.rows<{ name: string }>("SELECT name FROM migrations ORDER BY id");
    return rows.map(({ name }) => name);
  });
}
