import type { Command } from "commander";
import { createApp, type App } from "../app";
import { startServer } from "../server/server";
import { bulkServicesOf } from "./bulk-services";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { markServing } from "./serving-lock";
import type { Terminal } from "./terminal";

/** `labelroom serve`. */
export function addServeCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "serve", "bring the schema up to date and serve").action(
    async (options: CommonOptions) => {
      await commandLine.run(options, () => serve(commandLine.terminal, options));
    },
  );
}

async function serve(terminal: Terminal, options: CommonOptions): Promise<Outcome> {
  const config = terminal.config();
  const lock = await markServing(config.database);
  try {
    const app = await createApp(config);
    try {
      return await serveUntilStopped(app, terminal, options);
    } finally {
      await app.close();
    }
  } finally {
    await lock.release();
  }
}

async function serveUntilStopped(app: App, terminal: Terminal, options: CommonOptions): Promise<Outcome> {
  const stopAsked = terminal.stopAsked();
  const server = await startServer(app, { bulk: bulkServicesOf(app) });
  app.start();
  terminal.err(`Labelroom serves at ${server.origin}/ (GraphQL at ${server.origin}/graphql).\n`);
  if (options.json === true) terminal.out(`${JSON.stringify({ origin: server.origin })}\n`);
  await stopAsked;
  terminal.err("Draining …\n");
  await server.close();
  return { json: null, text: "" };
}
