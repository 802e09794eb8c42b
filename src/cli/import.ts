import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { Option, type Command } from "commander";
import type { App } from "../app";
import { refusal } from "../core/errors";
import { JobKind } from "../core/jobs/job.entity";
import { localOperator } from "../core/viewer";
import type { Project } from "../projects/project.entity";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { findProject, projectOf, withApp } from "./open-app";
import { pair, slug } from "./option-values";
import { tellProgress } from "./progress";
import { count } from "./tables";
import type { Terminal } from "./terminal";

const formats = ["jsonl", "json", "csv", "tsv"] as const;
const formatNames = { jsonl: "JSONL", json: "JSON", csv: "CSV", tsv: "TSV" } as const;

interface ImportOptions extends CommonOptions {
  readonly project: string;
  readonly create?: boolean;
  readonly kind: "prompts" | "completions";
  readonly format?: (typeof formats)[number];
  readonly delimiter?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
  readonly rejects?: string;
  readonly dryRun?: boolean;
}

type Report = Awaited<ReturnType<App["services"]["promptImport"]["importStream"]>>;

/** Words on standard error name so many rejected rows; `--json` has a hundred. */
const namedErrors = 10;

/** `labelroom import FILE`. */
export function addImportCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "import", "bring prompts or completions in: JSONL, JSON, CSV or TSV, also gzipped")
    .argument("<file>", "the file; - is standard input")
    .requiredOption("--project <slug>", "the project", slug)
    .option("--create", "make the project where there is none")
    .addOption(
      new Option("--kind <kind>", "what the file holds")
        .choices(["prompts", "completions"])
        .default("prompts"),
    )
    .addOption(
      new Option("--format <format>", "how it is written; by its name and beginning where absent").choices(
        formats,
      ),
    )
    .option("--delimiter <character>", "what stands between the cells of a CSV file")
    .option("--map <column=name>", "read a column from another name in the file; may be repeated", pair)
    .option("--strict", "any rejected row or unknown column discards the whole import")
    .option("--rejects <file>", "write the rejected rows there, with line, field and rule")
    .option("--dry-run", "check and store nothing")
    .action(async (file: string, options: ImportOptions) => {
      await commandLine.run(options, () =>
        withApp(commandLine.terminal, (app) => importFile(app, commandLine.terminal, { ...options, file })),
      );
    });
}

async function importFile(
  app: App,
  terminal: Terminal,
  options: ImportOptions & { readonly file: string },
): Promise<Outcome> {
  const project = await projectFor(app, options);
  const source = options.file === "-" ? terminal.input : await opened(options.file);
  const rejects = options.rejects === undefined ? null : rejectsFile(options.rejects);
  const kind = options.kind === "prompts" ? JobKind.IMPORT_PROMPTS : JobKind.IMPORT_COMPLETIONS;
  const progress = tellProgress(app, terminal, { projectId: project.id, kind, unit: "rows" });
  try {
    const asked = {
      projectId: project.id,
      isStrict: options.strict === true,
      isDryRun: options.dryRun === true,
      ...(options.file === "-" ? {} : { fileName: basename(options.file) }),
      ...(options.format === undefined ? {} : { format: formatNames[options.format] }),
      ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
      ...(options.map === undefined ? {} : { renames: options.map }),
      ...(rejects === null ? {} : { onReject: rejects.write }),
    };
    const { promptImport, completionImport } = app.services;
    const importing = options.kind === "prompts" ? promptImport : completionImport;
    const report = await importing.importStream(localOperator, asked, source);
    progress.end(report.imported + report.duplicates + report.rejected);
    tellErrors(terminal, report);
    return outcomeOf(report, options);
  } finally {
    progress.stop();
    await rejects?.end();
  }
}

async function projectFor(app: App, options: ImportOptions): Promise<Project> {
  const found = await findProject(app, options.project);
  if (found !== null) return found;
  // A dry run stores nothing, so it makes no project either.
  if (options.create !== true || options.dryRun === true) return projectOf(app, options.project);
  return app.services.projects.create(localOperator, { slug: options.project, name: options.project });
}

/** The file's bytes; a file that can't be opened is refused before a job is made. */
/** @throws LabelroomError BAD_INPUT where FILE can't be read, before anything is opened for it. */
async function opened(file: string): Promise<Readable> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw refusal("BAD_INPUT", "FILE", "exists", `There is no file ${file}.`);
  if (found.isDirectory()) throw refusal("BAD_INPUT", "FILE", "isFile", `${file} is a folder.`);
  const stream = createReadStream(file);
  await new Promise<void>((resolve, reject) => {
    stream.once("open", () => {
      resolve();
    });
    stream.once("error", reject);
  });
  return stream;
}

function rejectsFile(file: string): {
  readonly write: (line: string) => Promise<void>;
  readonly end: () => Promise<void>;
} {
  const stream = createWriteStream(file);
  const failed = new Promise<never>((_resolve, reject) => {
    stream.once("error", reject);
  });
  failed.catch(() => undefined);
  return {
    write: async (line) => {
      if (stream.write(line)) return;
      await Promise.race([
        new Promise<void>((resolve) =>
          stream.once("drain", () => {
            resolve();
          }),
        ),
        failed,
      ]);
    },
    end: async () => {
      stream.end();
      await finished(stream);
    },
  };
}

function tellErrors(terminal: Terminal, { errors, rejected, unknownColumns }: Report): void {
  for (const { line, field, message } of errors.slice(0, namedErrors)) {
    terminal.err(`line ${line}${field === null ? "" : `, ${field}`}: ${message}\n`);
  }
  if (rejected > namedErrors) terminal.err(`… and ${count(rejected - namedErrors)} more rejected rows\n`);
  if (unknownColumns.length > 0)
    terminal.err(`Columns that import doesn't know: ${unknownColumns.join(", ")}\n`);
}

function outcomeOf({ imported, duplicates, rejected, errors }: Report, options: ImportOptions): Outcome {
  const what = options.dryRun === true ? "would be imported" : "imported";
  return {
    json: { imported, duplicates, rejected, errors },
    text: `${count(imported)} ${options.kind} ${what}, ${count(duplicates)} known already, ${count(rejected)} rejected\n`,
  };
}
