import { columnsOf, configFolders, configsOf, type ReleaseConfig } from "./columns";
import type { Column } from "./column-types";
import type { ReleaseFile, ReleaseManifest } from "./manifest";
import { releaseSplits, splitWords, type ReleaseSplit } from "./row-inputs";

/** The data file of a split. */
export interface SplitFile extends ReleaseFile {
  readonly split: ReleaseSplit;
  readonly rows: number;
}

/** A config with its columns and the files it has: an empty split has none. */
export interface ConfigFiles {
  readonly config: ReleaseConfig;
  readonly columns: readonly Column[];
  readonly files: readonly SplitFile[];
}

/** The part of a manifest that says which data files there may be, and with which columns. */
export type ShapedRelease = {
  readonly release: Pick<ReleaseManifest["release"], "kind">;
  readonly parameters: Pick<ReleaseManifest["parameters"], "views" | "margin">;
};

/** The path of a config's file for a split. */
export function dataPath(config: ReleaseConfig, split: ReleaseSplit): string {
  return `${configFolders[config]}/${splitWords[split]}.jsonl`;
}

/** The configs of a release that have a file, in the order of the card, with their files in the order of splits. */
export function configFilesOf(
  { release: { kind }, parameters }: ShapedRelease,
  files: readonly ReleaseFile[],
): ConfigFiles[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return configsOf(kind, parameters.views)
    .map((config) => ({
      config,
      columns: columnsOf(kind, config, parameters),
      files: releaseSplits.flatMap((split): SplitFile[] => {
        const file = byPath.get(dataPath(config, split));
        return file === undefined ? [] : [{ ...file, split, rows: file.rows ?? 0 }];
      }),
    }))
    .filter(({ files: found }) => found.length > 0);
}
