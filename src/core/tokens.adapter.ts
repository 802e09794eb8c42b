/** Counts tokens in the GPT-2/GPT-3 encoding (r50k). */
export interface TokenCounter {
  /** The number of tokens; special marks such as `<|endoftext|>` are counted as the text they are. */
  tokensOf(text: string): number;
}

/** The pieces that the encoding splits a text into before it merges bytes; each is counted alone. */
const piecePattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** Pieces longer than this are merged by our own code: the library's time grows with the square of the length. */
const longPiece = 64;
const cachedPieces = 100_000;

/** Loads the vocabulary, some 50 ms and 20 MB, so only when something is counted. */
export async function loadTokenCounter(): Promise<TokenCounter> {
  const { countTokens } = await import("gpt-tokenizer/encoding/r50k_base");
  const { default: vocabulary } = await import("gpt-tokenizer/bpeRanks/r50k_base");
  const options = { disallowedSpecial: new Set<string>() };
  const counts = new Map<string, number>();
  let ranks: ReadonlyMap<string, number> | null = null;
  const countPiece = (piece: string): number => {
    if (piece.length > longPiece) return countMerged(piece, (ranks ??= ranksOf(vocabulary)));
    const known = counts.get(piece);
    if (known !== undefined) return known;
    const count = countTokens(piece, options);
    if (counts.size >= cachedPieces) counts.clear();
    counts.set(piece, count);
    return count;
  };
  return {
    tokensOf(text) {
      let sum = 0;
      for (const [piece] of text.matchAll(piecePattern)) sum += countPiece(piece);
      return sum;
    },
  };
}

/** The rank of every token, by its bytes as a string of characters below 256. */
function ranksOf(vocabulary: readonly (string | readonly number[])[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  vocabulary.forEach((token, rank) => {
    const bytes = typeof token === "string" ? Buffer.from(token, "utf8") : Buffer.from(token);
    ranks.set(bytes.toString("latin1"), rank);
  });
  return ranks;
}

/**
 * The number of tokens of one piece by byte-pair merging: the pair of the lowest rank, the leftmost of equals, is
 * merged until no pair is a token. A heap of pairs makes it n log n where a scan for each merge is quadratic.
 */
function countMerged(piece: string, ranks: ReadonlyMap<string, number>): number {
  const bytes = Buffer.from(piece, "utf8").toString("latin1");
  const size = bytes.length;
  const end = Int32Array.from({ length: size }, (_, at) => at + 1);
  const before = Int32Array.from({ length: size }, (_, at) => at - 1);
  const heap = new PairHeap();
  const offer = (start: number): void => {
    const middle = end[start] ?? size;
    if (middle >= size) return;
    const stop = end[middle] ?? size;
    const rank = ranks.get(bytes.slice(start, stop));
    if (rank !== undefined) heap.push({ rank, start, middle, stop });
  };
  for (let at = 0; at < size - 1; at += 1) offer(at);
  let count = size;
  for (let pair = heap.pop(); pair !== null; pair = heap.pop()) {
    const { start, middle, stop } = pair;
    if (end[start] !== middle || end[middle] !== stop) continue;
    end[start] = stop;
    end[middle] = -1;
    if (stop < size) before[stop] = start;
    count -= 1;
    offer(start);
    const left = before[start] ?? -1;
    if (left >= 0) offer(left);
  }
  return count;
}

interface Pair {
  readonly rank: number;
  readonly start: number;
  readonly middle: number;
  readonly stop: number;
}

/** A binary heap of pairs by rank, then place. */
class PairHeap {
  readonly #pairs: Pair[] = [];

  push(pair: Pair): void {
    let at = this.#pairs.push(pair) - 1;
    while (at > 0 && this.#isBefore(at, (at - 1) >> 1)) {
      this.#swap(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  pop(): Pair | null {
    const last = this.#pairs.length - 1;
    if (last < 0) return null;
    this.#swap(0, last);
    const top = this.#pairs.pop() ?? null;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < last && this.#isBefore(child, least)) least = child;
      if (least === at) return top;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#pairs[a], this.#pairs[b]];
    if (one === undefined || other === undefined) return false;
    return one.rank === other.rank ? one.start < other.start : one.rank < other.rank;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#pairs[a], this.#pairs[b]];
    if (one === undefined || other === undefined) return;
    this.#pairs[a] = other;
    this.#pairs[b] = one;
  }
}
