import { createHmac } from "node:crypto";
import { base32 } from "../core/ids";

/** Where a pseudonym stays the same: over all releases of a project, or inside one release only. */
export type PseudonymScope = "PROJECT" | "RELEASE";

/**
 * The key under which a release makes its pseudonyms: the project's own, or one derived from it for that release
 * alone. The project's key is a secret of at least 16 bytes and never leaves the store.
 */
export function pseudonymKey(
  projectKey: Uint8Array,
  { scope, releaseId }: { readonly scope: PseudonymScope; readonly releaseId: string },
): Uint8Array {
  if (projectKey.byteLength < 16) throw new Error("The key of pseudonyms is shorter than 16 bytes.");
  if (scope === "PROJECT") return projectKey;
  return createHmac("sha256", projectKey).update(`release|${releaseId}`, "utf8").digest();
}

/** A labeler's name in a release: `L` and the first 10 base32 characters of HMAC-SHA256 of the account id. */
export function pseudonymOf(accountId: string, key: Uint8Array): string {
  const digest = createHmac("sha256", key).update(accountId, "utf8").digest();
  return `L${base32(digest).slice(0, 10).toUpperCase()}`;
}
