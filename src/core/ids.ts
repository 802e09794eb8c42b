import { createHash, randomBytes } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 base32 in lower case, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(buffer >>> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) text += alphabet[(buffer << (5 - bits)) & 31];
  return text;
}

/** What an id names, by its prefix. Ids are opaque to clients; `node(id)` reads the prefix. */
export const idKinds = {
  account: "acc",
  apiToken: "tok",
  answer: "ans",
  assignment: "asg",
  audit: "aud",
  clientKey: "key",
  completion: "out",
  edgeCase: "edg",
  find: "pdf",
  form: "frm",
  guideline: "gdl",
  hold: "hld",
  job: "job",
  label: "lbl",
  labelVersion: "lbv",
  membership: "mem",
  message: "msg",
  project: "prj",
  prompt: "prm",
  release: "rel",
  run: "run",
  session: "ses",
  task: "tsk",
} as const;

/** A kind of stored thing. */
export type IdKind = keyof typeof idKinds;

/** The one source of new ids; tests inject a seeded one. */
export interface Ids {
  /** A new opaque id: the kind's prefix, `_`, 20 base32 characters (100 random bits). */
  next(kind: IdKind): string;
}

/** Ids from the system's random source. */
export const randomIds: Ids = {
  next: (kind) => `${idKinds[kind]}_${base32(randomBytes(13)).slice(0, 20)}`,
};

/**
 * An id derived from what it names: the same parts give the same id on every machine. 24 base32 characters
 * (120 bits) of SHA-256 over the length-prefixed parts.
 */
export function derivedId(kind: string, ...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part, "utf8")}:`, "utf8").update(part, "utf8");
  return `${kind}_${base32(hash.digest()).slice(0, 24)}`;
}

/** A secret for a session or an API token: 32 random bytes in base64url. Shown once, stored only hashed. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** How secrets are stored: SHA-256 in hexadecimal. They are random, so no salt is needed. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("hex");
}
