import { refusal } from "../core/errors";
import { compareBytes } from "../core/seeded";

/** What a labeler may answer: a point of a scale, or a word (YES, NO, NOT_APPLICABLE, a choice). */
export type RatingValue = number | string;

/** One labeler's value for one unit: a prompt's field, or a completion's field, within a task. */
export interface Rating {
  readonly unit: string;
  readonly labeler: string;
  readonly value: RatingValue;
}

/**
 * Ratings as columns, grouped by unit: the labels of unit u stand at `offsets[u]` to `offsets[u + 1] - 1`.
 * Missing labels are simply not there. Everything the statistics count, they count in these typed arrays.
 */
export interface Ratings {
  readonly units: readonly string[];
  readonly labelers: readonly string[];
  /** The values that occur: numbers ascending, else by bytes. */
  readonly values: readonly RatingValue[];
  /** Whether every value is a number, so that order and distance mean something. */
  readonly isNumeric: boolean;
  readonly offsets: Int32Array;
  readonly labelerCodes: Int32Array;
  readonly valueCodes: Int32Array;
}

/** Collects ratings one by one, in any order, in a pass over what the caller reads. */
export class RatingTable {
  readonly #units = new Codes<string>();
  readonly #labelers = new Codes<string>();
  readonly #values = new Codes<RatingValue>();
  readonly #unitCodes: number[] = [];
  readonly #labelerCodes: number[] = [];
  readonly #valueCodes: number[] = [];

  /**
   * Adds one label.
   * @throws LabelroomError BAD_INPUT for a number that is not finite.
   */
  add(unit: string, labeler: string, value: RatingValue): void {
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw refusal(
        "BAD_INPUT",
        "value",
        "finite",
        `The value of ${labeler} for ${unit} is not a finite number.`,
      );
    }
    this.#unitCodes.push(this.#units.of(unit));
    this.#labelerCodes.push(this.#labelers.of(labeler));
    this.#valueCodes.push(this.#values.of(value));
  }

  /**
   * The columns.
   * @throws LabelroomError BAD_INPUT where a labeler has two values for one unit: only the last version counts.
   */
  build(): Ratings {
    const { sorted, places } = sortValues(this.#values.names);
    const offsets = offsetsOf(this.#unitCodes, this.#units.names.length);
    const next = offsets.slice();
    const labelerCodes = new Int32Array(this.#unitCodes.length);
    const valueCodes = new Int32Array(this.#unitCodes.length);
    for (let i = 0; i < this.#unitCodes.length; i += 1) {
      const place = next[this.#unitCodes[i]]++;
      labelerCodes[place] = this.#labelerCodes[i];
      valueCodes[place] = places[this.#valueCodes[i]];
    }
    const ratings: Ratings = {
      units: this.#units.names,
      labelers: this.#labelers.names,
      values: sorted,
      isNumeric: sorted.every((value) => typeof value === "number"),
      offsets,
      labelerCodes,
      valueCodes,
    };
    refuseSecondValues(ratings);
    return ratings;
  }
}

/** The columns of a list of ratings; see `RatingTable` for what it throws. */
export function collectRatings(ratings: Iterable<Rating>): Ratings {
  const table = new RatingTable();
  for (const rating of ratings) table.add(rating.unit, rating.labeler, rating.value);
  return table.build();
}

/** Dense codes in order of first appearance. Rows of a unit come together, so the last name is remembered. */
class Codes<T> {
  readonly names: T[] = [];
  readonly #codes = new Map<T, number>();
  #last: T | undefined;
  #lastCode = -1;

  of(name: T): number {
    if (name === this.#last) return this.#lastCode;
    let code = this.#codes.get(name);
    if (code === undefined) {
      code = this.names.length;
      this.names.push(name);
      this.#codes.set(name, code);
    }
    this.#last = name;
    this.#lastCode = code;
    return code;
  }
}

function offsetsOf(unitCodes: readonly number[], units: number): Int32Array {
  const offsets = new Int32Array(units + 1);
  for (const unit of unitCodes) offsets[unit + 1] += 1;
  for (let unit = 0; unit < units; unit += 1) offsets[unit + 1] += offsets[unit];
  return offsets;
}

function sortValues(values: readonly RatingValue[]): { sorted: RatingValue[]; places: Int32Array } {
  const order = values.map((_, code) => code).sort((a, b) => compareValues(values[a], values[b]));
  const places = new Int32Array(values.length);
  order.forEach((code, place) => {
    places[code] = place;
  });
  return { sorted: order.map((code) => values[code]), places };
}

function compareValues(a: RatingValue, b: RatingValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return compareBytes(a, b);
}

function refuseSecondValues({ units, labelers, offsets, labelerCodes }: Ratings): void {
  const lastUnit = new Int32Array(labelers.length).fill(-1);
  for (let unit = 0; unit < units.length; unit += 1) {
    for (let i = offsets[unit]; i < offsets[unit + 1]; i += 1) {
      const labeler = labelerCodes[i];
      if (lastUnit[labeler] === unit) {
        const message = `${labelers[labeler]} has two values for ${units[unit]}; give the last version alone.`;
        throw refusal("BAD_INPUT", "value", "oncePerUnit", message);
      }
      lastUnit[labeler] = unit;
    }
  }
}
