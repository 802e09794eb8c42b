import { createHash } from "node:crypto";
import { compareBytes } from "../core/seeded";
import { Float, indented, type JsonValue } from "./canonical-json";
import type { CountedRelease, ReleaseCounts } from "./release-counter";
import type { LabelChoice, MarginRule, ReleaseKind, ReleaseView, Weighting } from "./row-inputs";
import type { PseudonymScope } from "./pseudonyms";
import type { TokenStatistics } from "../core/token-statistics";

/** The version of the folder's format that this writer writes. */
export const formatVersion = 1;

/** How the rows of few-shot prompts were built. */
export interface FewShotParameters {
  /** The version of the few-shot text. */
  readonly template: number;
  readonly construction: "LEAVE_ONE_OUT" | "SAMPLED_SETS";
  /** SAMPLED_SETS: how many sets of how many examples were asked for; else null. */
  readonly sets: number | null;
  readonly shown: number | null;
}

/** What was asked for when the release was made. */
export interface ReleaseParameters {
  readonly filter: { readonly [name: string]: JsonValue };
  readonly seed: number;
  readonly labels: LabelChoice | null;
  readonly weighting: Weighting | null;
  readonly margin: MarginRule | null;
  readonly views: readonly ReleaseView[];
  readonly plain: { readonly promptSuffix: string };
  readonly disjointFrom: readonly string[];
  readonly fewShot: FewShotParameters | null;
  readonly pseudonyms: PseudonymScope;
}

/** One step of a preparation run. */
export interface FunnelStep {
  readonly step: string;
  readonly in: number;
  readonly out: number;
  readonly dropped: { readonly [reason: string]: number };
}

/** A preparation run that rows come from. */
export interface PreparationSummary {
  readonly runId: string;
  /** The run's own: a number that was given, or the project's split seed. */
  readonly seed: string;
  readonly inputSha256: string;
  readonly steps: readonly FunnelStep[];
}

/** A guideline version under which labels were made. */
export interface GuidelineSummary {
  readonly version: number;
  readonly phase: "TRAINING" | "EVALUATION";
  /** RFC 3339, UTC. */
  readonly publishedAt: string;
  readonly sha256: string;
}

/** Everything frozen that a folder says of itself, besides what is counted while it is written. */
export interface ReleaseDescription {
  /** The version of Labelroom that froze the release. */
  readonly labelroomVersion: string;
  readonly slug: string;
  readonly release: {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly kind: ReleaseKind;
    /** RFC 3339, UTC. */
    readonly frozenAt: string;
    readonly note: string | null;
  };
  /** After an erasure: the revision, from 1, and how many rows went; else null. */
  readonly erasure: { readonly revision: number; readonly rows: number } | null;
  readonly project: { readonly id: string; readonly name: string };
  readonly parameters: ReleaseParameters;
  readonly preparation: readonly PreparationSummary[];
  readonly guidelines: readonly GuidelineSummary[];
  /** Pairwise agreement on the project's tasks that several labelers ranked; null with fewer than two, and for PPO. */
  readonly agreement: AgreementSummary | null;
  /** The name of the token encoding. */
  readonly encoding: string;
}

/** Pairwise agreement as a share of 1, its standard error, and over how many tasks. */
export interface AgreementSummary {
  readonly pairwise: number;
  readonly standardError: number;
  readonly tasks: number;
}

/** A file of the folder. `rows` is null where it isn't data. */
export interface ReleaseFile {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number | null;
  readonly sha256: string;
}

/** `manifest.json`: what a release is, how it was made, what it counts, and the SHA-256 of each file. */
export interface ReleaseManifest {
  readonly format: "labelroom-release";
  readonly formatVersion: number;
  readonly labelroomVersion: string;
  readonly release: ReleaseDescription["release"] & {
    readonly erasureRevision?: number;
    readonly erasedRows?: number;
  };
  readonly project: ReleaseDescription["project"];
  readonly parameters: ReleaseParameters;
  readonly preparation: readonly PreparationSummary[];
  readonly guidelines: readonly GuidelineSummary[];
  readonly counts: ReleaseCounts;
  readonly tokens: {
    readonly encoding: string;
    readonly prompt: TokenStatistics | null;
    readonly completion: TokenStatistics | null;
  };
  readonly agreement: AgreementSummary | null;
  readonly files: readonly ReleaseFile[];
  readonly contentSha256: string;
}

/** The folder's name: `<slug>-v<version>`, after an erasure with `-e<revision>`. Throws on a slug that isn't one. */
export function folderName({ slug, release, erasure }: ReleaseDescription): string {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug)) throw new Error(`"${slug}" is no slug.`);
  return `${slug}-v${release.version}${erasure === null ? "" : `-e${erasure.revision}`}`;
}

/** Files in the order of every listing: by the bytes of their path. */
export function inPathOrder<T extends { readonly path: string }>(files: readonly T[]): T[] {
  return [...files].sort((a, b) => compareBytes(a.path, b.path));
}

/** The lines of `sha256sum`: hash, two spaces, path. */
export function checksumLines(files: readonly Pick<ReleaseFile, "path" | "sha256">[]): string {
  return inPathOrder(files)
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join("");
}

/** SHA-256 over the checksum lines of all files of the manifest: one value that stands for the whole content. */
export function contentSha256(files: readonly Pick<ReleaseFile, "path" | "sha256">[]): string {
  return createHash("sha256").update(checksumLines(files), "utf8").digest("hex");
}

/** The manifest of a written folder. */
export function manifestOf(
  description: ReleaseDescription,
  counted: CountedRelease,
  files: readonly ReleaseFile[],
): ReleaseManifest {
  const { labelroomVersion, release, erasure, project, parameters, preparation, guidelines } = description;
  const sorted = inPathOrder(files);
  return {
    format: "labelroom-release",
    formatVersion,
    labelroomVersion,
    release:
      erasure === null
        ? release
        : { ...release, erasureRevision: erasure.revision, erasedRows: erasure.rows },
    project,
    parameters,
    preparation,
    guidelines,
    counts: counted.counts,
    tokens: {
      encoding: description.encoding,
      prompt: counted.promptTokens,
      completion: counted.completionTokens,
    },
    agreement: description.agreement,
    files: sorted,
    contentSha256: contentSha256(sorted),
  };
}

/** The bytes of `manifest.json`: keys in the documented order, whatever order the objects were made in. */
export function manifestText(manifest: ReleaseManifest): string {
  const { counts, tokens, agreement } = manifest;
  const value: JsonValue = {
    format: manifest.format,
    formatVersion: manifest.formatVersion,
    labelroomVersion: manifest.labelroomVersion,
    release: releaseValue(manifest.release),
    project: { id: manifest.project.id, name: manifest.project.name },
    parameters: parametersValue(manifest.parameters),
    preparation: manifest.preparation.map(preparationValue),
    guidelines: manifest.guidelines.map(({ version, phase, publishedAt, sha256 }) => ({
      version,
      phase,
      publishedAt,
      sha256,
    })),
    counts: {
      rows: tableValue(counts.rows),
      prompts: tableValue(counts.prompts),
      labelers: counts.labelers,
      rankings: counts.rankings,
      pairs: counts.pairs,
      ties: counts.ties,
    },
    tokens: {
      encoding: tokens.encoding,
      prompt: statisticsValue(tokens.prompt),
      completion: statisticsValue(tokens.completion),
    },
    agreement: agreement && {
      pairwise: new Float(agreement.pairwise),
      standardError: new Float(agreement.standardError),
      tasks: agreement.tasks,
    },
    files: manifest.files.map(({ path, bytes, rows, sha256 }) => ({ path, bytes, rows, sha256 })),
    contentSha256: manifest.contentSha256,
  };
  return `${indented(value)}\n`;
}

function releaseValue(release: ReleaseManifest["release"]): JsonValue {
  const { id, name, version, kind, frozenAt, note, erasureRevision, erasedRows } = release;
  const value = { id, name, version, kind, frozenAt, note };
  return erasureRevision === undefined ? value : { ...value, erasureRevision, erasedRows: erasedRows ?? 0 };
}

function parametersValue(parameters: ReleaseParameters): JsonValue {
  const { fewShot } = parameters;
  return {
    filter: sortedKeys(parameters.filter),
    seed: parameters.seed,
    labels: parameters.labels,
    weighting: parameters.weighting,
    margin: parameters.margin,
    views: parameters.views,
    plain: { promptSuffix: parameters.plain.promptSuffix },
    disjointFrom: parameters.disjointFrom,
    fewShot: fewShot && {
      template: fewShot.template,
      construction: fewShot.construction,
      sets: fewShot.sets,
      shown: fewShot.shown,
    },
    pseudonyms: parameters.pseudonyms,
  };
}

function preparationValue({ runId, seed, inputSha256, steps }: PreparationSummary): JsonValue {
  const stepValues = steps.map((step) => ({
    step: step.step,
    in: step.in,
    out: step.out,
    dropped: sortedKeys(step.dropped),
  }));
  return { runId, seed, inputSha256, steps: stepValues };
}

function tableValue(table: ReleaseCounts["rows"]): JsonValue {
  const cells = ({ CUSTOMER, LABELER }: ReleaseCounts["rows"]["TRAIN"]): JsonValue => ({ CUSTOMER, LABELER });
  return { TRAIN: cells(table.TRAIN), VALIDATION: cells(table.VALIDATION), TEST: cells(table.TEST) };
}

function statisticsValue(statistics: TokenStatistics | null): JsonValue {
  if (statistics === null) return null;
  const { mean, std, min, p25, p50, p75, max } = statistics;
  const float = (value: number): Float => new Float(value);
  return { mean: float(mean), std: float(std), min, p25: float(p25), p50: float(p50), p75: float(p75), max };
}

/** Maps whose keys are nobody's declaration are written in the order of their keys. */
function sortedKeys(value: { readonly [key: string]: JsonValue }): { [key: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([key, item]) => [key, isMap(item) ? sortedKeys(item) : item]),
  );
}

function isMap(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Float);
}
