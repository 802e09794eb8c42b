import type { Command } from "commander";
import type { App } from "../app";
import { JobKind } from "../core/jobs/job.entity";
import { localOperator } from "../core/viewer";
import { funnelOf, type FunnelReport } from "../preparation/preparation.service";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { projectOf, withApp } from "./open-app";
import { slug, wholeNumber } from "./option-values";
import { tellProgress } from "./progress";
import { count, table } from "./tables";
import type { Terminal } from "./terminal";

interface PrepareOptions extends CommonOptions {
  readonly project: string;
  readonly seed?: number;
  readonly minPrefix: number;
  readonly userCap: number;
  readonly organizationCap: number;
}

const largestInt = 2_147_483_647;

/** `labelroom prepare`. */
export function addPrepareCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "prepare", "run the preparation over all prompts of a project")
    .requiredOption("--project <slug>", "the project", slug)
    .option(
      "--seed <number>",
      "seeds the caps and new splits; the project's own where absent",
      wholeNumber(0, largestInt),
    )
    .option("--min-prefix <number>", "how many code points duplicates share", wholeNumber(1, 100_000), 100)
    .option("--user-cap <number>", "how many prompts of one user stay", wholeNumber(1, largestInt), 200)
    .option(
      "--organization-cap <number>",
      "how many prompts of one organization stay",
      wholeNumber(1, largestInt),
      200,
    )
    .action(async (options: PrepareOptions) => {
      const { terminal } = commandLine;
      await commandLine.run(options, () => withApp(terminal, (app) => prepare(app, terminal, options)));
    });
}

async function prepare(app: App, terminal: Terminal, options: PrepareOptions): Promise<Outcome> {
  const { id: projectId } = await projectOf(app, options.project);
  const { minPrefix, userCap, organizationCap, seed } = options;
  const progress = tellProgress(app, terminal, { projectId, kind: JobKind.PREPARE, unit: "prompts" });
  try {
    const asked = { projectId, minPrefix, userCap, organizationCap, ...(seed === undefined ? {} : { seed }) };
    const report = funnelOf((await app.services.preparation.prepareNow(localOperator, asked)).run);
    progress.end(report.funnel[0]?.in ?? 0);
    return { json: { ...report }, text: funnelText(report) };
  } finally {
    progress.stop();
  }
}

/** The funnel and the splits for a person. */
export function funnelText({ funnel, splits }: Omit<FunnelReport, "run">): string {
  const rows = funnel.map(({ step, in: entered, out, dropped }) => {
    const reasons = Object.entries(dropped).map(([reason, dropCount]) => `${reason} ${count(dropCount)}`);
    return [step, entered, out, reasons.join(", ")];
  });
  const kept = Object.entries(splits).map(([split, prompts]) => `${split} ${count(prompts)}`);
  return `${table(["step", "in", "out", "dropped"], rows)}kept: ${kept.join(", ")}\n`;
}
