import { createHash } from "node:crypto";
import type { Random } from "./random";

/** An output as a simulated labeler sees it. */
export interface SeenOutput {
  readonly id: string;
  readonly text: string;
}

/** What a labeler thinks of an output: how good, in standard deviations, and its place. */
export interface JudgedOutput extends SeenOutput {
  readonly quality: number;
  /** From 1 (best); equal ranks are ties. */
  readonly rank: number;
}

/**
 * How much two labelers' eyes differ. Of two outputs that differ in hidden quality like two standard normal numbers,
 * two labelers with independent noise s agree with probability 1/2 + asin(1 / (1 + s^2)) / pi: 0.73 at s = 0.72, and some more where near ones are tied and left out.
 */
const labelerNoise = 0.72;

/** Outputs nearer than this are put in one band. */
const indifference = 0.25;

/** How good an output is, whoever looks at it: standard normal by its text's hash, lower where it says little. */
export function hiddenQuality(text: string): number {
  const bytes = createHash("sha256").update(text, "utf8").digest();
  let sum = -6;
  for (let at = 0; at < 24; at += 2) sum += bytes.readUInt16LE(at) / 2 ** 16;
  return sum - emptiness(text);
}

/** A labeler's order of outputs: their hidden quality seen through noise; alike ones tied, same text same rank. */
export function judge(outputs: readonly SeenOutput[], random: Random): JudgedOutput[] {
  const noiseOf = new Map<string, number>();
  for (const { text } of outputs) if (!noiseOf.has(text)) noiseOf.set(text, random.normal() * labelerNoise);
  const seen = outputs
    .map((output) => ({ ...output, quality: hiddenQuality(output.text) + (noiseOf.get(output.text) ?? 0) }))
    .sort((a, b) => b.quality - a.quality);
  let rank = 0;
  let top = Number.POSITIVE_INFINITY;
  return seen.map((output) => {
    if (top - output.quality >= indifference) {
      rank += 1;
      top = output.quality;
    }
    return { ...output, rank };
  });
}

/** A quality as a score of a scale: its middle is the average output. */
export function scoreOf(
  quality: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const middle = (min + max) / 2;
  return Math.min(max, Math.max(min, Math.round(middle + (quality * (max - min)) / 4)));
}

/** What an output loses for saying nothing, or the same few words again and again. */
function emptiness(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return 3;
  const distinct = new Set(words).size / words.length;
  return words.length >= 6 && distinct < 0.6 ? 1.5 : 0;
}
