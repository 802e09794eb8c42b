/** What became of some lines between two texts. */
export enum DiffKind {
  SAME = "SAME",
  REMOVED = "REMOVED",
  ADDED = "ADDED",
}

/** Neighboring lines of one fate, with their line ends. */
export interface DiffPart {
  readonly kind: DiffKind;
  readonly text: string;
}

/**
 * The most changed lines that are told apart. Myers' algorithm takes steps and memory with the square of the
 * changes; beyond this the lines between the common beginning and end are given as replaced.
 */
const mostChanges = 1000;

/**
 * How `from` became `to`, by lines. Joined, the texts of SAME and REMOVED are `from`, those of SAME and ADDED are
 * `to`; between two SAME stand at most one REMOVED and then one ADDED. Up to `limit` changed lines no shorter
 * list of changes exists (E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986).
 */
export function lineDiff(from: string, to: string, limit = mostChanges): DiffPart[] {
  const [before, after] = [linesOf(from), linesOf(to)];
  const head = commonLength(before, after);
  const tail = commonLength(before.slice(head).reverse(), after.slice(head).reverse());
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  const kinds = shortestScript(...numbered(removed, added), limit) ?? [
    ...removed.map(() => DiffKind.REMOVED),
    ...added.map(() => DiffKind.ADDED),
  ];
  const whole = [...same(head), ...kinds, ...same(tail)];
  return partsOf(whole, before, after);
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function same(count: number): DiffKind[] {
  return Array.from({ length: count }, () => DiffKind.SAME);
}

/** Equal lines as equal numbers, so that the search compares no texts. */
function numbered(a: readonly string[], b: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (line: string): number => {
    const known = numbers.get(line) ?? numbers.size;
    numbers.set(line, known);
    return known;
  };
  return [Int32Array.from(a, numberOf), Int32Array.from(b, numberOf)];
}

/**
 * The greedy search: after `d` changes, `furthest[k]` is how far into `a` one comes on diagonal k (place in `a`
 * less place in `b`). Null where more than `limit` changes are needed.
 */
function shortestScript(a: Int32Array, b: Int32Array, limit: number): DiffKind[] | null {
  const most = Math.min(a.length + b.length, limit);
  const center = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    // Round d reads and writes the diagonals -d-1 to d+1 only: what is kept is as short.
    rounds.push(furthest.slice(center - d - 1, center + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const [left, right] = [furthest[center + k - 1] ?? 0, furthest[center + k + 1] ?? 0];
      let x = isDown({ d, k, left, right }) ? right : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[center + k] = x;
      if (x >= a.length && x - k >= b.length) return walkedBack(rounds, a.length, b.length);
    }
  }
  return null;
}

interface Step {
  readonly d: number;
  readonly k: number;
  readonly left: number;
  readonly right: number;
}

/** Whether round d reaches diagonal k by adding a line of `b` (from diagonal k+1), not by removing one of `a`. */
function isDown({ d, k, left, right }: Step): boolean {
  return k === -d || (k !== d && left < right);
}

/** The changes from the end back to the beginning, put in order. */
function walkedBack(rounds: readonly Int32Array[], endOfA: number, endOfB: number): DiffKind[] {
  const kinds: DiffKind[] = [];
  let [x, y] = [endOfA, endOfB];
  for (let d = rounds.length - 1; d > 0; d--) {
    const k = x - y;
    const at = k + d + 1;
    const [left, right] = [rounds[d]?.[at - 1] ?? 0, rounds[d]?.[at + 1] ?? 0];
    const isAdded = isDown({ d, k, left, right });
    const xBefore = isAdded ? right : left;
    const xAfter = isAdded ? xBefore : xBefore + 1;
    kinds.push(...same(x - xAfter), isAdded ? DiffKind.ADDED : DiffKind.REMOVED);
    x = xBefore;
    y = isAdded ? xAfter - k - 1 : xAfter - k;
  }
  kinds.push(...same(x));
  return kinds.reverse();
}

/** Joins lines of one fate; of neighboring changes what was removed comes first. */
function partsOf(
  kinds: readonly DiffKind[],
  before: readonly string[],
  after: readonly string[],
): DiffPart[] {
  const parts: DiffPart[] = [];
  let [x, y] = [0, 0];
  const pending: Record<DiffKind, string[]> = { SAME: [], REMOVED: [], ADDED: [] };
  const flush = (...of: readonly DiffKind[]): void => {
    for (const kind of of) {
      if (pending[kind].length > 0) parts.push({ kind, text: pending[kind].join("") });
      pending[kind] = [];
    }
  };
  for (const kind of kinds) {
    if (kind === DiffKind.SAME) flush(DiffKind.REMOVED, DiffKind.ADDED);
    else flush(DiffKind.SAME);
    pending[kind].push((kind === DiffKind.ADDED ? after[y] : before[x]) ?? "");
    if (kind !== DiffKind.ADDED) x++;
    if (kind !== DiffKind.REMOVED) y++;
  }
  flush(DiffKind.SAME, DiffKind.REMOVED, DiffKind.ADDED);
  return parts;
}
