import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What lies in a folder: files by path with `/`, and entries that are neither file nor directory. */
export interface FolderListing {
  readonly files: readonly string[];
  /** Symbolic links, sockets, devices: never followed, never opened. */
  readonly others: readonly string[];
}

/** Lists a folder and the folders in it, sorted, following no link. Throws where there is no such folder. */
export async function listFolder(root: string, inner = ""): Promise<FolderListing> {
  const files: string[] = [];
  const others: string[] = [];
  const entries = await readdir(join(root, inner), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
    if (entry.isFile()) files.push(path);
    else if (!entry.isDirectory()) others.push(path);
    else {
      const below = await listFolder(root, path);
      files.push(...below.files);
      others.push(...below.others);
    }
  }
  return { files, others };
}

/** The largest file that is read whole: manifest, card, indexes, checksums. */
const largestWhole = 64 * 1024 * 1024;

/** A small text file as text; null where it is larger than 64 MiB or isn't UTF-8. */
export async function readWhole(path: string): Promise<string | null> {
  if ((await stat(path)).size > largestWhole) return null;
  return decoded(await readFile(path));
}

/** A file read to its end. */
export interface ReadFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly lines: number;
  readonly endsWithNewline: boolean;
}

/**
 * Reads a file once: hashes it, counts it, and hands over its lines, if wanted, one by one (null: not UTF-8).
 * Memory grows with the longest line only.
 */
export async function readThrough(path: string, onLine?: (line: string | null) => void): Promise<ReadFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const data = chunk as Buffer;
    hash.update(data);
    bytes += data.length;
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      lines += 1;
      const piece = data.subarray(start, end);
      onLine?.(decoded(rest.length === 0 ? piece : Buffer.concat([...rest, piece])));
      rest = [];
      start = end + 1;
    }
    if (start < data.length) rest.push(data.subarray(start));
  }
  const endsWithNewline = rest.length === 0;
  if (!endsWithNewline) {
    lines += 1;
    onLine?.(decoded(Buffer.concat(rest)));
  }
  return { bytes, sha256: hash.digest("hex"), lines, endsWithNewline };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decoded(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
