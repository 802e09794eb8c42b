import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";

/** What is known of a file once it is closed. */
export interface WrittenFile {
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
}

/** Characters kept before a write: large enough that writes cost nothing, small enough for a dozen open files. */
const flushAt = 256 * 1024;

/** A JSONL file that is hashed, measured and counted while it is written, in memory that doesn't grow with it. */
export class LineFile {
  private readonly hash = createHash("sha256");
  private pending = "";
  private bytes = 0;
  private rows = 0;

  private constructor(private readonly handle: FileHandle) {}

  /** Makes the file; throws where one exists. */
  static async create(path: string): Promise<LineFile> {
    return new LineFile(await open(path, "wx"));
  }

  /** Adds a line. Where this answers true, `flush` before the next. */
  add(line: string): boolean {
    this.pending += `${line}\n`;
    this.rows += 1;
    return this.pending.length >= flushAt;
  }

  async flush(): Promise<void> {
    if (this.pending === "") return;
    const chunk = Buffer.from(this.pending, "utf8");
    this.pending = "";
    this.hash.update(chunk);
    this.bytes += chunk.length;
    await this.handle.writeFile(chunk);
  }

  /** Writes what is left, syncs it to the disk and closes. */
  async finish(): Promise<WrittenFile> {
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    return { bytes: this.bytes, rows: this.rows, sha256: this.hash.digest("hex") };
  }

  /** Closes without a word: for a folder that is given up. Harmless after `finish`. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }
}

/** Writes a whole new file and syncs it. */
export async function writeWhole(path: string, text: string): Promise<Omit<WrittenFile, "rows">> {
  const content = Buffer.from(text, "utf8");
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
}

/** Syncs a directory, so that the names in it outlive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
