import { join } from "node:path";
import { cardProblem, difference } from "./card-reading";
import { loadedHeader } from "./card-header";
import { configFilesOf, type ConfigFiles, type SplitFile } from "./config-files";
import { listFolder, readThrough, readWhole, type FolderListing } from "./folder-reading.adapter";
import {
  checksumLines,
  contentSha256,
  inPathOrder,
  manifestText,
  type ReleaseFile,
  type ReleaseManifest,
} from "./manifest";
import { manifestShape, safePath } from "./manifest-shape";
import { lineChecker } from "./row-check";
import { Recount } from "./recount";

/** Something that a folder should be and isn't. */
export interface FolderProblem {
  /** The file, inside the folder; `.` for the folder itself. */
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** What a check of a folder found. */
export interface FolderReport {
  readonly ok: boolean;
  /** How many files were read to their end and hashed. */
  readonly checked: number;
  /** At most 100 a file. */
  readonly problems: readonly FolderProblem[];
}

const most = 100;
const listedElsewhere = ["manifest.json", "SHA256SUMS"];

/**
 * Proves the folder of a release, from the folder alone: nothing is missing, added or linked; every hash, size and
 * count is right; each line is what the format says; manifest, checksums, card and Croissant agree with the files.
 * It opens nothing outside the folder, and its memory does not grow with the rows.
 */
export async function verifyFolder(folder: string): Promise<FolderReport> {
  const check = new FolderCheck(folder);
  await check.run();
  return { ok: check.problems.length === 0, checked: check.checked, problems: check.problems };
}

class FolderCheck {
  readonly problems: FolderProblem[] = [];
  checked = 0;
  private readonly counts = new Map<string, number>();
  private readonly hashes = new Map<string, string>();

  constructor(private readonly folder: string) {}

  async run(): Promise<void> {
    const listing = await listFolder(this.folder).catch(() => null);
    if (listing === null) return this.report(".", "exists", "There is no such folder that can be read.");
    for (const path of listing.others) {
      this.report(path, "regularFile", "This is neither a file nor a directory; a release holds no links.");
    }
    const manifest = await this.readManifest(listing);
    if (manifest !== null) await this.checkRelease(manifest, listing);
    await this.checkSums(listing, manifest);
  }

  private report(path: string, rule: string, message: string): void {
    const count = (this.counts.get(path) ?? 0) + 1;
    this.counts.set(path, count);
    if (count <= most) this.problems.push({ path, rule, message });
  }

  private async readManifest(listing: FolderListing): Promise<ReleaseManifest | null> {
    const path = "manifest.json";
    if (!listing.files.includes(path)) {
      this.report(path, "exists", "The folder has no manifest.");
      return null;
    }
    const text = await readWhole(join(this.folder, path));
    const value = text === null ? undefined : parsedJson(text);
    if (value === undefined) {
      this.report(path, "json", "The manifest is no JSON.");
      return null;
    }
    const result = manifestShape.safeParse(value);
    if (result.success) {
      const manifest = value as ReleaseManifest;
      if (manifestText(manifest) !== text) {
        this.report(
          path,
          "canonical",
          "The manifest is not written as the format says: key order, spaces, numbers.",
        );
      }
      return manifest;
    }
    for (const { path: place, message } of result.error.issues) {
      const field = place.map(String).join(".");
      const isPath = place[0] === "files" && place.at(-1) === "path";
      this.report(path, isPath ? "pathInside" : "schema", `${field}: ${message}`);
    }
    return null;
  }

  private async checkRelease(manifest: ReleaseManifest, listing: FolderListing): Promise<void> {
    this.checkListing(manifest, listing);
    const configs = configFilesOf(manifest, manifest.files);
    const data = new Map(
      configs.flatMap((config) => config.files.map((file) => [file.path, { config, file }])),
    );
    const recount = new Recount(manifest.release.kind, manifest.parameters.labels);
    for (const listed of manifest.files) {
      if (!listing.files.includes(listed.path)) continue;
      const place = data.get(listed.path);
      if (place !== undefined) await this.checkData(place, recount);
      else await this.checkOther(listed);
    }
    this.checkCounts(manifest, recount, configs);
    await this.checkCard(configs, listing);
    await this.checkCroissant(configs, listing);
  }

  private checkListing({ files, contentSha256: content }: ReleaseManifest, listing: FolderListing): void {
    const paths = files.map(({ path }) => path);
    const present = new Set(listing.files);
    for (const path of paths)
      if (!present.has(path)) this.report(path, "missing", "The file is listed and missing.");
    const listed = new Set([...paths, ...listedElsewhere]);
    for (const path of listing.files) {
      if (!listed.has(path)) this.report(path, "listed", "The manifest doesn't list this file.");
    }
    const sorted = inPathOrder(files).map(({ path }) => path);
    if (new Set(paths).size !== paths.length || sorted.join("\n") !== paths.join("\n")) {
      this.report("manifest.json", "order", "`files` lists each file once, by the bytes of its path.");
    }
    if (paths.some((path) => listedElsewhere.includes(path))) {
      this.report("manifest.json", "listed", "`files` lists neither the manifest nor SHA256SUMS.");
    }
    if (contentSha256(files) !== content) {
      this.report("manifest.json", "contentSha256", "contentSha256 is not the hash of the listed files.");
    }
  }

  private async checkOther(listed: ReleaseFile): Promise<void> {
    if (listed.rows !== null) this.report(listed.path, "rows", "Only data files of the release have rows.");
    await this.compare(listed);
  }

  private async checkData(
    { config, file }: { readonly config: ConfigFiles; readonly file: SplitFile },
    recount: Recount,
  ): Promise<void> {
    const check = lineChecker(config.columns);
    let number = 0;
    const read = await this.compare(file, (line) => {
      number += 1;
      const at = `Line ${number}: `;
      if (line === null) return this.report(file.path, "utf8", `${at}the line is not UTF-8.`);
      const { row, problem } = check(line);
      if (row === null) return this.report(file.path, problem.rule, at + problem.message);
      if (!recount.add(config.config, file.split, row)) {
        this.report(file.path, "order", `${at}rows are sorted by prompt_id, and this one isn't.`);
      }
    });
    if (read.lines !== file.rows) {
      this.report(file.path, "rows", `The file has ${read.lines} rows, the manifest says ${file.rows}.`);
    }
    if (read.lines === 0) this.report(file.path, "empty", "An empty split has no file.");
    if (!read.endsWithNewline) this.report(file.path, "newline", "The last line doesn't end with a newline.");
  }

  private async compare(
    { path, bytes, sha256 }: ReleaseFile,
    onLine?: (line: string | null) => void,
  ): ReturnType<typeof readThrough> {
    const read = await readThrough(join(this.folder, path), onLine);
    this.checked += 1;
    this.hashes.set(path, read.sha256);
    if (read.bytes !== bytes) {
      this.report(path, "bytes", `The file has ${read.bytes} bytes, the manifest says ${bytes}.`);
    }
    if (read.sha256 !== sha256) this.report(path, "sha256", "The file's SHA-256 is not the manifest's.");
    return read;
  }

  private checkCounts(manifest: ReleaseManifest, recount: Recount, configs: readonly ConfigFiles[]): void {
    const problem = difference(manifest.counts, recount.counts(), "counts");
    if (problem !== null) this.report("manifest.json", "counts", problem);
    const data = configs.find(({ config }) => config === "default")?.files ?? [];
    for (const { config, files } of configs) {
      if (config === "default" || config === "rankings") continue;
      const splits = (all: readonly SplitFile[]): Record<string, number> =>
        Object.fromEntries(all.map(({ split, rows }) => [split, rows]));
      const uneven = difference(splits(files), splits(data), `rows of ${config}`);
      if (uneven !== null) this.report("manifest.json", "views", uneven);
    }
  }

  private async checkCard(configs: readonly ConfigFiles[], listing: FolderListing): Promise<void> {
    const path = "README.md";
    if (!listing.files.includes(path)) return this.report(path, "exists", "The folder has no card.");
    const card = await readWhole(join(this.folder, path));
    const problem = card === null ? "The card is not UTF-8." : cardProblem(card, loadedHeader(configs));
    if (problem !== null) this.report(path, "card", problem);
  }

  private async checkCroissant(configs: readonly ConfigFiles[], listing: FolderListing): Promise<void> {
    const path = "croissant.json";
    if (!listing.files.includes(path))
      return this.report(path, "exists", "The folder has no Croissant file.");
    const text = await readWhole(join(this.folder, path));
    const value = text === null ? undefined : parsedJson(text);
    const found = Object.entries(croissantHashes(value));
    const listed = configs.flatMap(({ files }) => files.map((file) => [file.path, file.sha256]));
    const problem = difference(Object.fromEntries(found), Object.fromEntries(listed), "FileObjects");
    if (problem !== null) this.report(path, "croissant", problem);
  }

  private async checkSums(listing: FolderListing, manifest: ReleaseManifest | null): Promise<void> {
    const path = "SHA256SUMS";
    if (!listing.files.includes(path)) return this.report(path, "exists", "The folder has no SHA256SUMS.");
    const text = (await readWhole(join(this.folder, path))) ?? "";
    for (const line of text.split("\n").slice(0, -1)) {
      const [, , named = ""] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
      if (named === "") this.report(path, "line", `"${line.slice(0, 80)}" is no line of sha256sum.`);
      else if (!safePath.test(named)) this.report(path, "pathInside", `"${named}" leads out of the folder.`);
    }
    const summed: { path: string; sha256: string }[] = [];
    for (const file of listing.files.filter((file) => file !== path)) {
      summed.push({ path: file, sha256: this.hashes.get(file) ?? (await this.hashOf(file)) });
    }
    if (text !== checksumLines(summed)) {
      const about = manifest === null ? "" : ", each once and by path";
      this.report(path, "sums", `SHA256SUMS does not hold the hashes of all other files${about}.`);
    }
  }

  private async hashOf(path: string): Promise<string> {
    this.checked += 1;
    return (await readThrough(join(this.folder, path))).sha256;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function croissantHashes(value: unknown): Record<string, unknown> {
  const distribution = (value as { distribution?: unknown } | null | undefined)?.distribution;
  if (!Array.isArray(distribution)) return {};
  const objects = (distribution as (Readonly<Record<string, unknown>> | null)[]).flatMap((item) =>
    item?.["@type"] === "cr:FileObject" ? [item] : [],
  );
  return Object.fromEntries(objects.map((item) => [String(item["@id"]), item.sha256]));
}
