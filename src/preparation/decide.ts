import { beyondCap, type CapCandidate } from "./cap";
import type { PromptFacts } from "./facts";
import { PromptTable } from "./prompt-table";
import { HolderSplits, type SplitRule } from "./holder-splits";
import type { SplitAssignment } from "./split";
import type { DropReason } from "./steps";

/** What a person may set for a run. The defaults are `defaultParameters`. */
export interface PreparationParameters {
  /** Seeds the choice within the caps. */
  readonly seed: string | number;
  /** The project's seed for new split assignments; it never changes. */
  readonly splitSeed: string | number;
  /** Code points that duplicates share, 1 or more. */
  readonly minPrefix: number;
  /** How many prompts of one external user stay, 1 or more. */
  readonly userCap: number;
  /** How many prompts of one organization stay, 1 or more. */
  readonly organizationCap: number;
}

/** The bounds that hold where nobody sets others. */
export const defaultParameters = { minPrefix: 100, userCap: 200, organizationCap: 200 } as const;

/** What the first pass found: the decisions of CONSENT, DEDUPE, CAP and SPLIT. */
export interface Decisions {
  readonly table: PromptTable;
  /** Fingerprint of all prompts that went in, the same in any order of reading. */
  readonly inputSha256: string;
  /** Splits given out now, to be stored with the run; sorted by the holder's name, by bytes. */
  readonly newAssignments: readonly SplitAssignment[];
}

/** The first pass: what it reads, and under which rules. */
export interface DecideInput {
  /** Every prompt of the project once, in pages, in any order. */
  readonly pages: AsyncIterable<readonly PromptFacts[]> | Iterable<readonly PromptFacts[]>;
  readonly parameters: PreparationParameters;
  /** The splits that earlier runs stored. */
  readonly earlierSplit: SplitRule["earlierSplit"];
}

/**
 * Pass 1 of a run. Reads every prompt once, keeps numbers about it and no text, and decides the four steps that need
 * to see prompts together. Each rule looks at whole sets, so the order of reading changes nothing.
 */
export async function decide({ pages, parameters, earlierSplit }: DecideInput): Promise<Decisions> {
  const table = new PromptTable(parameters);
  for await (const page of pages) {
    for (const prompt of page) table.add(prompt);
  }
  dropDuplicates(table);
  dropBeyondCap(table, { cap: parameters.userCap, reason: "USER_CAP", groupAt: (row) => table.userAt(row) });
  dropBeyondCap(table, {
    cap: parameters.organizationCap,
    reason: "ORGANIZATION_CAP",
    groupAt: (row) => table.organizationAt(row),
  });
  const newAssignments = assignSplits(table, { splitSeed: parameters.splitSeed, earlierSplit });
  return { table, inputSha256: table.inputSha256, newAssignments };
}

function dropDuplicates(table: PromptTable): void {
  for (let row = 0; row < table.size; row += 1) {
    if (table.isIn(row) && table.earliestOf(row) !== row) table.drop(row, "DUPLICATE_PREFIX");
  }
}

interface CapRule {
  readonly cap: number;
  readonly reason: DropReason;
  readonly groupAt: (row: number) => number | null;
}

/** Drops what is beyond the cap; collects rows only for those groups that exceed it. */
function dropBeyondCap(table: PromptTable, { cap, reason, groupAt }: CapRule): void {
  const counts = new Uint32Array(table.holderCount);
  for (let row = 0; row < table.size; row += 1) {
    const group = capped(table, row) ? groupAt(row) : null;
    if (group !== null) counts[group] = (counts[group] ?? 0) + 1;
  }
  const large = new Map<number, CapCandidate[]>();
  for (let row = 0; row < table.size; row += 1) {
    const group = capped(table, row) ? groupAt(row) : null;
    if (group === null || (counts[group] ?? 0) <= cap) continue;
    const candidates = large.get(group) ?? [];
    candidates.push({ row, place: table.capPlaceAt(row) });
    large.set(group, candidates);
  }
  for (const candidates of large.values()) {
    for (const row of beyondCap(candidates, cap, table.compareRows)) table.drop(row, reason);
  }
}

function capped(table: PromptTable, row: number): boolean {
  return table.isIn(row) && table.isCustomerAt(row);
}

/**
 * Gives each prompt that is in the split of its holder, or of its user where the user decides, and drops those whose
 * user is bound to another. A user without a stored split is bound by their earliest prompt: to
 * that one's organization's split, or to one of their own.
 */
function assignSplits(table: PromptTable, rule: SplitRule): readonly SplitAssignment[] {
  const known = new HolderSplits(table, rule);
  const earliestOfUser = earliestRows(table);
  for (let user = 0; user < earliestOfUser.length; user += 1) {
    const earliest = earliestOfUser[user] ?? 0;
    if (earliest === 0 || known.storedOf(user) !== null) continue;
    const holder = table.holderAt(earliest - 1);
    if (holder !== user) known.bind(user, known.splitOf(holder));
  }
  for (let row = 0; row < table.size; row += 1) {
    if (!table.isIn(row)) continue;
    const split = known.splitOf(table.holderAt(row));
    const user = table.userAt(row);
    if (user !== null && known.splitOf(user) !== split) table.drop(row, "USER_IN_ANOTHER_SPLIT");
    else table.assign(row, split);
  }
  return known.fresh();
}

/** For each external user, by number: one more than the row of their earliest prompt that is in; 0 without one. */
function earliestRows(table: PromptTable): Uint32Array {
  const earliest = new Uint32Array(table.holderCount);
  for (let row = 0; row < table.size; row += 1) {
    const user = table.isIn(row) ? table.userAt(row) : null;
    if (user === null) continue;
    const known = earliest[user] ?? 0;
    if (known === 0 || table.compareRows(row, known - 1) < 0) earliest[user] = row + 1;
  }
  return earliest;
}
