import type { Readable } from "node:stream";
import type { Store } from "../core/database/store";
import { notFound, refusal } from "../core/errors";
import { actorOf, type Viewer } from "../core/viewer";
import type { FrozenUnits } from "./frozen-units.service";
import { folderName } from "./manifest";
import type { ByteRange, ReleaseCache } from "./release-cache.adapter";
import { writeReleaseFolder, type WrittenRelease } from "./release-folder.adapter";
import type { ReleaseReading } from "./release-reading.service";
import type { ListedFile, Release } from "./release.entity";

/** What the command line says of an export. */
export interface ReleaseExport {
  /** The release's id. */
  readonly release: string;
  readonly folder: string;
  /** Rows of `data/`. */
  readonly rows: WrittenRelease["rows"];
  readonly files: readonly ListedFile[];
}

/** A file that can be downloaded, whole or in part. */
export interface ReleaseDownload {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  open(range: ByteRange): Readable;
}

/** Writes the folders of frozen releases, and hands out their files. */
export class ReleaseExports {
  /** Folders that are being looked for or written, by release: two downloads at once write it once. */
  readonly #folders = new Map<string, Promise<string>>();

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly reading: ReleaseReading;
      readonly units: FrozenUnits;
      readonly cache: ReleaseCache;
    },
  ) {}

  /**
   * Writes the folder of a release into `outDir`; an older export of it is replaced.
   * @throws LabelroomError NOT_FOUND; CONFLICT where it is not frozen, or something else has the folder's name.
   */
  async export(viewer: Viewer, releaseId: string, outDir: string): Promise<ReleaseExport> {
    const release = await this.#frozen(viewer, releaseId, "releaseId");
    const { folder, rows, files } = await this.#write(release, outDir);
    const { projectId } = release;
    await this.parts.store.transaction(async (tx) => {
      tx.audit({
        ...actorOf(viewer),
        action: "exportRelease",
        projectId,
        targetId: release.id,
        result: "DONE",
      });
    });
    return { release: release.id, folder, rows, files };
  }

  /**
   * A file of a release by its path in the folder; only paths that the release lists are ever opened.
   * @throws LabelroomError NOT_FOUND for a release one may not see and for a path it doesn't list; CONFLICT where
   *   it is not frozen yet.
   */
  async file(viewer: Viewer, releaseId: string, path: string): Promise<ReleaseDownload> {
    const release = await this.#frozen(viewer, releaseId, "id");
    const file = release.listedFiles?.find((listed) => listed.path === path);
    if (file === undefined) throw notFound("path", "file");
    const folder = await this.#folder(release);
    return {
      sha256: file.sha256,
      bytes: file.bytes,
      mediaType: mediaTypeOf(file.path),
      open: (range) => this.parts.cache.read(folder, file.path, range),
    };
  }

  /** Writes a release's first folder, from which its manifest is taken, and keeps it for downloads. */
  async writeFirst(release: Release): Promise<WrittenRelease> {
    return this.#write(release, await this.parts.cache.placeOf(release.id));
  }

  /** Takes away what is kept of a release. */
  async forget(releaseId: string): Promise<void> {
    this.#folders.delete(releaseId);
    await this.parts.cache.remove(releaseId);
  }

  async #frozen(viewer: Viewer, releaseId: string, path: string): Promise<Release> {
    const release = await this.parts.store.read((reader) =>
      this.parts.reading.visible(reader, viewer, { id: releaseId, operation: "release", path }),
    );
    if (release.contentSha256 !== null) return release;
    throw refusal("CONFLICT", path, "frozen", "The release is not frozen: it has no files.");
  }

  #folder(release: Release): Promise<string> {
    const known = this.#folders.get(release.id) ?? this.#findOrWrite(release);
    this.#folders.set(release.id, known);
    const forget = (): void => void this.#folders.delete(release.id);
    known.then(forget, forget);
    return known;
  }

  async #findOrWrite(release: Release): Promise<string> {
    const { cache } = this.parts;
    const place = await cache.placeOf(release.id);
    const folder = cache.pathIn(place, folderName(describedOf(release)));
    if (await cache.holds(folder, release.listedFiles ?? [])) return folder;
    return (await this.#write(release, place)).folder;
  }

  /** @throws Error where the bytes are not those of the first folder: then something frozen was changed. */
  async #write(release: Release, outDir: string): Promise<WrittenRelease> {
    const written = await writeReleaseFolder(outDir, describedOf(release), this.parts.units.of(release));
    const { contentSha256 } = written.manifest;
    if (release.contentSha256 === null || contentSha256 === release.contentSha256) return written;
    throw new Error(`The export of ${release.id} is ${contentSha256}, frozen was ${release.contentSha256}.`);
  }
}

function describedOf({ id, description }: Release): NonNullable<Release["description"]> {
  if (description === null) throw new Error(`The release ${id} has no description.`);
  return description;
}

function mediaTypeOf(path: string): string {
  if (path.endsWith(".jsonl")) return "application/x-ndjson; charset=utf-8";
  if (path.endsWith(".json")) return "application/json; charset=utf-8";
  if (path.endsWith(".md")) return "text/markdown; charset=utf-8";
  return "text/plain; charset=utf-8";
}
