import { seededFraction } from "../core/seeded";
import { promptKey, type PromptFacts } from "./facts";
import type { Split } from "./steps";

/** Who a split belongs to. A PROMPT holds its own where nobody is known who stands behind it. */
export type HolderKind = "ORGANIZATION" | "USER" | "AUTHOR" | "PROMPT";

/** Somebody whose prompts stay together in one split: a kind, and the external id (or text hash) in it. */
export interface SplitHolder {
  readonly kind: HolderKind;
  readonly key: string;
}

/** The split that a holder has, stored once and for ever. */
export interface SplitAssignment {
  readonly holder: SplitHolder;
  readonly split: Split;
}

const trainShare = 0.8;
const validationShare = 0.1;

/**
 * Who decides a prompt's split. A customer's prompt: the organization, else the user. A labeler's: the author,
 * else the user, else the organization. Where none is known the prompt stands for itself.
 */
export function splitHolder(prompt: PromptFacts): SplitHolder {
  const { authorId, externalUserId, organizationId } = prompt;
  if (prompt.source === "LABELER" && authorId !== null) return { kind: "AUTHOR", key: authorId };
  const organization: SplitHolder | null =
    organizationId === null ? null : { kind: "ORGANIZATION", key: organizationId };
  const user: SplitHolder | null = externalUserId === null ? null : { kind: "USER", key: externalUserId };
  const known = prompt.source === "LABELER" ? (user ?? organization) : (organization ?? user);
  return known ?? { kind: "PROMPT", key: promptKey(prompt) };
}

/**
 * The external user who is bound to one split; null where none is known, or where the labeler who wrote the
 * prompt decides.
 */
export function boundUser(prompt: PromptFacts): SplitHolder | null {
  if (prompt.externalUserId === null) return null;
  if (prompt.source === "LABELER" && prompt.authorId !== null) return null;
  return { kind: "USER", key: prompt.externalUserId };
}

/** The split that a holder gets when it has none yet: 80/10/10 by the seeded hash of its key. */
export function freshSplit(holder: SplitHolder, splitSeed: string | number): Split {
  const fraction = seededFraction(splitSeed, `split-${holder.kind.toLowerCase()}`, holder.key);
  if (fraction < trainShare) return "TRAIN";
  return fraction < trainShare + validationShare ? "VALIDATION" : "TEST";
}

/** A holder as one string, for look-ups. */
export function holderName(holder: SplitHolder): string {
  return `${holder.kind}|${holder.key}`;
}

/** The holder that a name stands for. */
export function holderNamed(name: string): SplitHolder {
  const bar = name.indexOf("|");
  const kind = name.slice(0, bar);
  if (kind !== "ORGANIZATION" && kind !== "USER" && kind !== "AUTHOR" && kind !== "PROMPT") {
    throw new Error("A split holder's name has no known kind.");
  }
  return { kind, key: name.slice(bar + 1) };
}
