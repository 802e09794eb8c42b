import { hash } from "node:crypto";
import { contentParts, type PromptFacts } from "./facts";

const limbs = 8;
const limbBase = 2 ** 32;

/**
 * A fingerprint of all prompts that went into a run, the same in whatever order they come: the sum, modulo 2^256, of
 * each prompt's SHA-256, hashed once more with their number. Ids are left out, since they differ between projects;
 * `sequence` counts only where no time of submission does.
 */
export class InputHash {
  readonly #sum = new Uint32Array(limbs);
  #count = 0;

  add(prompt: PromptFacts): void {
    const digest = hash("sha256", JSON.stringify(decidingParts(prompt)), "buffer");
    let carry = 0;
    for (let limb = limbs - 1; limb >= 0; limb -= 1) {
      const total = (this.#sum[limb] ?? 0) + digest.readUInt32BE(limb * 4) + carry;
      this.#sum[limb] = total % limbBase;
      carry = total >= limbBase ? 1 : 0;
    }
    this.#count += 1;
  }

  /** The fingerprint as 64 hexadecimal digits. */
  toHex(): string {
    const words = [...this.#sum].map((limb) => limb.toString(16).padStart(8, "0")).join("");
    return hash("sha256", `${this.#count}|${words}`, "hex");
  }
}

function decidingParts(prompt: PromptFacts): readonly unknown[] {
  return [
    ...contentParts(prompt),
    prompt.externalId,
    prompt.source,
    prompt.externalUserId,
    prompt.organizationId,
    prompt.authorId,
    prompt.channel,
    prompt.hasConsent,
    prompt.isWithdrawn,
    prompt.isHeld,
    prompt.submittedAt,
    prompt.submittedAt === null ? prompt.sequence : null,
  ];
}
