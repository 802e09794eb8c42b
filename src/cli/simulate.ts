import type { Command } from "commander";
import { CredentialKind } from "../accounts/session.entity";
import type { App } from "../app";
import { newSecret } from "../core/ids";
import { localOperator } from "../core/viewer";
import { simulateLabelers } from "../demo/simulate";
import { Role } from "../projects/membership.entity";
import type { CommandLine, CommonOptions, Outcome } from "./command-line";
import { projectOf, withApp } from "./open-app";
import { slug, wholeNumber } from "./option-values";
import { table } from "./tables";
import type { Terminal } from "./terminal";

interface SimulateOptions extends CommonOptions {
  readonly origin: string;
  readonly project: string;
  readonly labelers: number;
  readonly seed: number;
  readonly tasks?: number;
  readonly cutPercent: number;
}

const domain = "simulated.example";
/** A line of progress each so many labels. */
const labelsBetween = 500;

/**
 * `labelroom simulate`, hidden from the help: load for a server that runs on the same database. It makes accounts at
 * simulated.example, labelers of the project, and lets them work through the API.
 */
export function addSimulateCommand(program: Command, commandLine: CommandLine): void {
  program
    .command("simulate", { hidden: true })
    .description("let simulated labelers work on a project of a running server")
    .option("--json", "print one JSON object on standard output, and words on standard error")
    .requiredOption("--project <slug>", "the project", slug)
    .option("--origin <url>", "the server", "http://127.0.0.1:4000")
    .option("--labelers <number>", "how many at once", wholeNumber(1, 1000), 40)
    .option("--seed <number>", "seeds what they do", wholeNumber(0, 2_147_483_647), 1)
    .option("--tasks <number>", "how many tasks they begin at most", wholeNumber(1, 1_000_000))
    .option(
      "--cut-percent <number>",
      "how many requests in a hundred lose their connection",
      wholeNumber(0, 50),
      2,
    )
    .action(async (options: SimulateOptions) => {
      await commandLine.run(options, () => simulate(commandLine.terminal, options));
    });
}

async function simulate(terminal: Terminal, options: SimulateOptions): Promise<Outcome> {
  const { projectId, tokens, run } = await withApp(terminal, (app) => hire(app, options));
  let told = 0;
  const report = await simulateLabelers({
    ...{ origin: options.origin.replace(/\/$/, ""), projectId, tokens, run, seed: String(options.seed) },
    ...(options.tasks === undefined ? {} : { mostTasks: options.tasks }),
    cutShare: options.cutPercent / 100,
    onLabels: (labels) => {
      if (labels < told + labelsBetween) return;
      told = labels;
      terminal.err(`${labels} labels\n`);
    },
  });
  const isWhole = report.room.gaps + report.room.repeats + report.room.missing === 0;
  const rows = Object.entries(report.timings).map(([name, { count, p50, p99 }]) => [name, count, p50, p99]);
  return {
    json: { ...report },
    text: [
      table(["operation", "times", "p50 ms", "p99 ms"], rows),
      `labels ${JSON.stringify(report.labels)}, ${JSON.stringify(report.counts)}\n`,
      `repeated ${report.repeated}, errors ${JSON.stringify(report.errors)}\nroom ${JSON.stringify(report.room)}\n`,
      `${report.labelers} labelers, ${report.seconds} s\n`,
    ].join(""),
    exitCode: isWhole ? 0 : 1,
  };
}

/** Accounts, memberships and sessions for the labelers; those of an earlier simulation are used again. */
async function hire(
  app: App,
  { project, labelers }: SimulateOptions,
): Promise<{ projectId: string; tokens: string[]; run: string }> {
  const { accounts, authentication, projects } = app.services;
  const { id: projectId } = await projectOf(app, project);
  const tokens: string[] = [];
  for (let n = 1; n <= labelers; n++) {
    const email = `labeler${n}@${domain}`;
    const known = await app.store.read((reader) => accounts.byEmail(reader, email));
    const input = { email, displayName: `Simulated labeler ${n}`, password: newSecret(), isAdmin: false };
    const account = known ?? (await accounts.create(localOperator, input));
    await projects.addMember(localOperator, { projectId, email, role: Role.LABELER });
    const session = await app.store.transaction((tx) =>
      authentication.openSession(tx, account, CredentialKind.BEARER),
    );
    tokens.push(session.secret);
  }
  return { projectId, tokens, run: `sim-${app.clock.now().getTime().toString(36)}` };
}
