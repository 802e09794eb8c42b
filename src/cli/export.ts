import { Option, type Command } from "commander";
import type { App } from "../app";
import { JobKind } from "../core/jobs/job.entity";
import { localOperator } from "../core/viewer";
import type { ReleaseExport } from "../release/exporting.service";
import { addCommand, refuseUse, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { projectOf, withApp } from "./open-app";
import { slug } from "./option-values";
import { tellProgress } from "./progress";
import { count } from "./tables";
import type { Terminal } from "./terminal";

interface ExportOptions extends CommonOptions {
  readonly out: string;
  readonly project?: string;
  readonly kind?: "SFT" | "RM" | "PPO";
  readonly name?: string;
  readonly release?: string;
}

/** `labelroom export`. */
export function addExportCommand(program: Command, commandLine: CommandLine): void {
  const command = addCommand(
    program,
    "export",
    "make the next version of a release and write its folder, or write one again",
  )
    .requiredOption("--out <dir>", "where the folder NAME-vN goes")
    .option("--project <slug>", "the project of a new release", slug)
    .addOption(new Option("--kind <kind>", "what a new release is for").choices(["SFT", "RM", "PPO"]))
    .option("--name <name>", "the name of a new release: a-z, 0-9 and single - between them")
    .option("--release <id>", "write this release again");
  command.action(async (options: ExportOptions) => {
    const made = [options.project, options.kind, options.name].filter((value) => value !== undefined).length;
    if (made !== (options.release === undefined ? 3 : 0)) {
      refuseUse(command, "give --release, or --project, --kind and --name.");
    }
    const { terminal } = commandLine;
    await commandLine.run(options, () => withApp(terminal, (app) => exportRelease(app, terminal, options)));
  });
}

async function exportRelease(app: App, terminal: Terminal, options: ExportOptions): Promise<Outcome> {
  const releaseId = options.release ?? (await makeRelease(app, terminal, options));
  const written = await app.services.releaseExports.export(localOperator, releaseId, options.out);
  return { json: exportJson(written), text: exportText(written) };
}

async function makeRelease(app: App, terminal: Terminal, options: ExportOptions): Promise<string> {
  const { project = "", kind = "SFT", name = "" } = options;
  const { id: projectId } = await projectOf(app, project);
  const progress = tellProgress(app, terminal, { projectId, kind: JobKind.RELEASE, unit: "rows frozen" });
  try {
    const wishes = { projectId, kind, name, seed: 0, disjointFrom: [], pseudonyms: "PROJECT" } as const;
    return (await app.services.releases.createHere(localOperator, wishes)).id;
  } finally {
    progress.stop();
  }
}

/** An export for programs. */
export function exportJson({ release, folder, rows, files }: ReleaseExport): Record<string, unknown> {
  return { release, folder, rows, files: files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })) };
}

/** An export for a person. */
export function exportText({ folder, rows, files }: ReleaseExport): string {
  const bySplit = Object.entries(rows).map(([split, rowCount]) => `${split} ${count(rowCount)}`);
  return `${folder}: ${bySplit.join(", ")} rows in ${count(files.length)} files\n`;
}
