import { lstat, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { refusal } from "../core/errors";
import { lineWriter } from "./canonical-json";
import { cardText } from "./card";
import type { Row } from "./column-types";
import { columnsOf, configFolders, configsOf, type ReleaseConfig } from "./columns";
import { configFilesOf, dataPath } from "./config-files";
import { croissantText } from "./croissant";
import { LineFile, syncDirectory, writeWhole } from "./file-writing.adapter";
import { llamaFactoryIndex } from "./llama-factory-index";
import {
  checksumLines,
  folderName,
  manifestOf,
  manifestText,
  type ReleaseDescription,
  type ReleaseFile,
  type ReleaseManifest,
} from "./manifest";
import { ReleaseCounter, type CountedRelease } from "./release-counter";
import { unitRows, type ReleaseUnits } from "./release-units";
import { releaseSplits, splitWords } from "./row-inputs";
import type { UnitRows } from "./unit-rows";

/** A folder that was written. */
export interface WrittenRelease {
  /** The path of the folder. */
  readonly folder: string;
  readonly manifest: ReleaseManifest;
  /** Rows of `data/` by the word of their split. */
  readonly rows: Readonly<Record<"train" | "validation" | "test", number>>;
  /** Every file, by path; `manifest.json` and `SHA256SUMS` too. */
  readonly files: readonly Pick<ReleaseFile, "path" | "sha256" | "bytes">[];
}

/**
 * Writes the folder of a release into `outDir`: into a hidden sibling first, synced, then renamed, so that a folder
 * under its own name is always whole. Memory does not grow with the rows. The same input gives the same bytes. An
 * older export of the same release is replaced; anything else under that name throws CONFLICT and stays.
 */
export async function writeReleaseFolder(
  outDir: string,
  description: ReleaseDescription,
  units: ReleaseUnits,
): Promise<WrittenRelease> {
  const target = join(outDir, folderName(description));
  await mkdir(outDir, { recursive: true });
  await refuseForeign(target, description.release.id);
  const temporary = await mkdtemp(join(outDir, `.${folderName(description)}.partial-`));
  try {
    const folder = join(temporary, "new");
    await mkdir(folder);
    const written = await fillFolder(folder, description, units);
    await replaceFolder({ folder, target, old: join(temporary, "old") });
    return { ...written, folder: target };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fillFolder(
  folder: string,
  description: ReleaseDescription,
  units: ReleaseUnits,
): Promise<Omit<WrittenRelease, "folder">> {
  const { counted, files: dataFiles } = await writeRows(folder, description, units);
  const parts = { description, counted, configs: configFilesOf(description, dataFiles) };
  const texts: (readonly [string, string | null])[] = [
    ["README.md", cardText(parts)],
    ["croissant.json", croissantText(description, counted, parts.configs)],
    ["dataset_info.json", llamaFactoryIndex(description.release.kind, parts.configs)],
  ];
  const files = [...dataFiles];
  for (const [path, text] of texts) {
    if (text !== null) files.push({ path, rows: null, ...(await writeWhole(join(folder, path), text)) });
  }
  const manifest = manifestOf(description, counted, files);
  const written = await writeWhole(join(folder, "manifest.json"), manifestText(manifest));
  const summed = [...manifest.files, { path: "manifest.json", ...written }];
  const sums = await writeWhole(join(folder, "SHA256SUMS"), checksumLines(summed));
  await syncDirectory(folder);
  const all = [...summed, { path: "SHA256SUMS", ...sums }];
  return {
    manifest,
    rows: rowsBySplit(dataFiles),
    files: all.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })).sort(byPath),
  };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}

function rowsBySplit(files: readonly ReleaseFile[]): WrittenRelease["rows"] {
  const rows = { train: 0, validation: 0, test: 0 };
  for (const split of releaseSplits) {
    const file = files.find(({ path }) => path === dataPath("default", split));
    rows[splitWords[split] as keyof typeof rows] = file?.rows ?? 0;
  }
  return rows;
}

async function writeRows(
  folder: string,
  { release: { kind }, parameters }: ReleaseDescription,
  units: ReleaseUnits,
): Promise<{ readonly counted: CountedRelease; readonly files: readonly ReleaseFile[] }> {
  if (units.kind !== kind)
    throw new Error(`The rows are of a ${units.kind} release, the release is ${kind}.`);
  const { views, margin, plain } = parameters;
  const shape = { views, margin, promptSuffix: plain.promptSuffix };
  const counter = new ReleaseCounter(kind);
  const configs = configsOf(kind, views).map(
    (config) => [config, lineWriter(columnsOf(kind, config, shape))] as const,
  );
  const data = new DataFiles(folder, new Map(configs));
  try {
    for await (const page of unitRows(units, shape)) {
      for (const unit of page) {
        counter.add(unit);
        if (data.add(unit)) await data.settle();
      }
    }
    return { counted: counter.counted(), files: await data.finish() };
  } catch (error) {
    await data.abandon();
    throw error;
  }
}

/** The data files of a folder, each made when its first row comes: an empty split has none. */
class DataFiles {
  private readonly open = new Map<string, LineFile>();
  /** Lines whose file isn't there yet, and files that are full; both wait for `settle`. */
  private waiting: { readonly path: string; readonly line: string }[] = [];
  private full = new Set<LineFile>();

  constructor(
    private readonly folder: string,
    private readonly writers: ReadonlyMap<ReleaseConfig, (row: Row) => string>,
  ) {}

  /** Takes a unit's rows; where this answers true, `settle` before the next. */
  add({ prompt, rows }: UnitRows): boolean {
    for (const { config, row } of rows) {
      const write = this.writers.get(config);
      if (write === undefined) throw new Error(`The release has no config ${config}.`);
      this.addLine(dataPath(config, prompt.split), write(row));
    }
    return this.waiting.length > 0 || this.full.size > 0;
  }

  async settle(): Promise<void> {
    for (const { path, line } of this.waiting) {
      if (!this.open.has(path)) {
        await mkdir(dirname(join(this.folder, path)), { recursive: true });
        this.open.set(path, await LineFile.create(join(this.folder, path)));
      }
      this.addLine(path, line);
    }
    this.waiting = [];
    for (const file of this.full) await file.flush();
    this.full.clear();
  }

  async finish(): Promise<ReleaseFile[]> {
    const files: ReleaseFile[] = [];
    for (const [path, file] of this.open) files.push({ path, ...(await file.finish()) });
    const folders = new Set(files.map(({ path }) => dirname(path)));
    for (const inner of folders) await syncDirectory(join(this.folder, inner));
    if (folders.has(configFolders.plain) || folders.has(configFolders.openai)) {
      await syncDirectory(join(this.folder, "views"));
    }
    return files;
  }

  async abandon(): Promise<void> {
    for (const file of this.open.values()) await file.abandon();
  }

  private addLine(path: string, line: string): void {
    const file = this.open.get(path);
    if (file === undefined) this.waiting.push({ path, line });
    else if (file.add(line)) this.full.add(file);
  }
}

async function refuseForeign(target: string, releaseId: string): Promise<void> {
  const found = await manifestReleaseId(target);
  if (found === null || found === releaseId) return;
  throw refusal(
    "CONFLICT",
    "out",
    "free",
    `${target} exists and is no export of this release; move it away first.`,
  );
}

/** The release that a folder is of; null where there is nothing, "" where there is something else. */
async function manifestReleaseId(target: string): Promise<string | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(target, "manifest.json"), "utf8"));
    const id = (manifest as Partial<ReleaseManifest> | null)?.release?.id;
    return typeof id === "string" ? id : "";
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return isMissing && !(await exists(target)) ? null : "";
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

interface Replacement {
  readonly folder: string;
  readonly target: string;
  readonly old: string;
}

async function replaceFolder({ folder, target, old }: Replacement): Promise<void> {
  const isReplaced = await exists(target);
  if (isReplaced) await rename(target, old);
  try {
    await rename(folder, target);
  } catch (error) {
    if (isReplaced) await rename(old, target);
    throw error;
  }
  await syncDirectory(dirname(target));
}
