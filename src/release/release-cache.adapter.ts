import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** The half-open range of a file's bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where folders of releases are kept for downloads, each release's in a folder of its own. What is lost here is
 * written again. Without a given folder it is a private temporary one of this process, removed by `close`.
 */
export class ReleaseCache {
  #root: Promise<string> | null = null;

  constructor(private readonly folder: string | null) {}

  /** The directory into which a release's folder is written; made where it isn't there. */
  async placeOf(releaseId: string): Promise<string> {
    this.#root ??= this.#makeRoot();
    const place = join(await this.#root, checkedId(releaseId));
    await mkdir(place, { recursive: true, mode: 0o700 });
    return place;
  }

  /** Whether a folder holds each of the files in its size. */
  async holds(
    folder: string,
    files: readonly { readonly path: string; readonly bytes: number }[],
  ): Promise<boolean> {
    for (const { path, bytes } of files) {
      const size = await stat(join(folder, path)).then(
        (found) => (found.isFile() ? found.size : -1),
        () => -1,
      );
      if (size !== bytes) return false;
    }
    return true;
  }

  /** A folder's path in the place of its release. */
  pathIn(place: string, name: string): string {
    return join(place, name);
  }

  /** The bytes of a file. `path` must be one that the release lists: it is not checked here. */
  read(folder: string, path: string, { start, end }: ByteRange): Readable {
    return createReadStream(join(folder, path), { start, end: end - 1 });
  }

  /** Takes away what is kept of a release. */
  async remove(releaseId: string): Promise<void> {
    await rm(await this.placeOf(releaseId), { recursive: true, force: true });
  }

  /** Removes the temporary folder, where there is one. */
  async close(): Promise<void> {
    if (this.folder === null && this.#root !== null)
      await rm(await this.#root, { recursive: true, force: true });
  }

  async #makeRoot(): Promise<string> {
    if (this.folder === null) return mkdtemp(join(tmpdir(), "labelroom-releases-"));
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    return this.folder;
  }
}

/** Ids are our own; this keeps a path a path whatever comes. */
function checkedId(releaseId: string): string {
  if (!/^[a-z0-9_]+$/.test(releaseId)) throw new Error(`"${releaseId}" is no id of a release.`);
  return releaseId;
}
