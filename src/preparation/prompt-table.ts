import { seededFraction } from "../core/seeded";
import { byteColumn, doubleColumn, indexColumn, TextColumn } from "./columns";
import { consentReason } from "./consent";
import { dedupeKey } from "./dedupe";
import { promptKey, type PromptFacts } from "./facts";
import { HashIndex } from "./hash-index";
import { InputHash } from "./input-hash";
import { Interner } from "./interner";
import { compareSeniority, submissionTime, type Seniority } from "./seniority";
import { boundUser, holderName, splitHolder } from "./split";
import { dropReasons, splits, type DropReason, type Split } from "./steps";

/** What the table needs to know when a prompt is entered. */
export interface TableParameters {
  readonly seed: string | number;
  readonly minPrefix: number;
}

/** Stands in a column for "none"; numbers given out are stored one higher. */
const none = 0;

/**
 * All prompts of a run as columns of numbers, without their texts: some 75 bytes a prompt and 40 a
 * group of duplicates. A row is a prompt's place in the order of reading.
 */
export class PromptTable {
  readonly #ids = new TextColumn();
  readonly #submittedAt = doubleColumn();
  readonly #sequence = doubleColumn();
  readonly #capPlace = doubleColumn();
  readonly #group = indexColumn();
  readonly #user = indexColumn();
  readonly #organization = indexColumn();
  readonly #holder = indexColumn();
  readonly #isCustomer = byteColumn();
  readonly #reason = byteColumn();
  readonly #split = byteColumn();
  readonly #groups = new HashIndex();
  readonly #groupEarliest = indexColumn();
  readonly #holders = new Interner();
  readonly #input = new InputHash();
  readonly #parameters: TableParameters;

  constructor(parameters: TableParameters) {
    this.#parameters = parameters;
  }

  /** How many prompts were entered. */
  get size(): number {
    return this.#ids.length;
  }

  /** How many split holders were met. */
  get holderCount(): number {
    return this.#holders.size;
  }

  /** The fingerprint of everything entered. */
  get inputSha256(): string {
    return this.#input.toHex();
  }

  /** Enters a prompt, decides its consent and finds its group of duplicates. */
  add(prompt: PromptFacts): void {
    const row = this.size;
    const reason = consentReason(prompt);
    this.#input.add(prompt);
    this.#ids.push(prompt.id);
    this.#submittedAt.push(submissionTime(prompt.submittedAt));
    this.#sequence.push(prompt.sequence);
    this.#isCustomer.push(prompt.source === "CUSTOMER" ? 1 : 0);
    this.#reason.push(reason === null ? none : dropReasons.indexOf(reason) + 1);
    this.#split.push(none);
    if (reason === null) this.#pushKeys(prompt, row);
    else this.#pushNoKeys();
  }

  idAt(row: number): string {
    return this.#ids.get(row);
  }

  isCustomerAt(row: number): boolean {
    return this.#isCustomer.get(row) === 1;
  }

  /** Why the prompt was dropped so far; null while it is in. */
  reasonAt(row: number): DropReason | null {
    return dropReasons[this.#reason.get(row) - 1] ?? null;
  }

  drop(row: number, reason: DropReason): void {
    this.#reason.set(row, dropReasons.indexOf(reason) + 1);
  }

  /** Whether no step has dropped the prompt yet. */
  isIn(row: number): boolean {
    return this.#reason.get(row) === none;
  }

  splitAt(row: number): Split | null {
    return splits[this.#split.get(row) - 1] ?? null;
  }

  assign(row: number, split: Split): void {
    this.#split.set(row, splits.indexOf(split) + 1);
  }

  /** The earliest prompt of the row's group of duplicates; only for rows that passed CONSENT. */
  earliestOf(row: number): number {
    return this.#groupEarliest.get(this.#group.get(row) - 1);
  }

  /** The seeded place of a prompt among others, in [0, 1). */
  capPlaceAt(row: number): number {
    return this.#capPlace.get(row);
  }

  /** The number of the external user's holder, or null. */
  userAt(row: number): number | null {
    return numberOrNull(this.#user.get(row));
  }

  /** The number of the organization's holder, or null. */
  organizationAt(row: number): number | null {
    return numberOrNull(this.#organization.get(row));
  }

  /** The number of the holder who decides the row's split; only for rows that passed CONSENT. */
  holderAt(row: number): number {
    return this.#holder.get(row) - 1;
  }

  /** The name of a holder by its number. */
  holderNameAt(holder: number): string {
    return this.#holders.keyAt(holder);
  }

  /** Orders two rows from the earliest prompt. */
  readonly compareRows = (a: number, b: number): number => {
    const byTime = this.#submittedAt.get(a) - this.#submittedAt.get(b);
    if (byTime < 0 || byTime > 0) return byTime;
    return compareSeniority(this.#seniorityAt(a), this.#seniorityAt(b));
  };

  #seniorityAt(row: number): Seniority {
    return { submittedAt: this.#submittedAt.get(row), sequence: this.#sequence.get(row), id: this.idAt(row) };
  }

  #pushKeys(prompt: PromptFacts, row: number): void {
    const { seed, minPrefix } = this.#parameters;
    const group = this.#groups.indexOf(dedupeKey(prompt, minPrefix));
    if (group === this.#groupEarliest.length) this.#groupEarliest.push(row);
    else if (this.compareRows(row, this.#groupEarliest.get(group)) < 0) this.#groupEarliest.set(group, row);
    this.#group.push(group + 1);
    const user = boundUser(prompt);
    const { organizationId } = prompt;
    this.#capPlace.push(seededFraction(seed, "cap", promptKey(prompt)));
    this.#user.push(user === null ? none : this.#holders.indexOf(holderName(user)) + 1);
    this.#organization.push(
      organizationId === null
        ? none
        : this.#holders.indexOf(holderName({ kind: "ORGANIZATION", key: organizationId })) + 1,
    );
    this.#holder.push(this.#holders.indexOf(holderName(splitHolder(prompt))) + 1);
  }

  #pushNoKeys(): void {
    this.#capPlace.push(none);
    for (const column of [this.#group, this.#user, this.#organization, this.#holder]) column.push(none);
  }
}

function numberOrNull(stored: number): number | null {
  return stored === none ? null : stored - 1;
}
