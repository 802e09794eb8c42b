import { InvalidArgumentError } from "commander";

const slugPattern = /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/;

/** A whole number from `least` to `most`, both included, as an option's value. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** A project's short name, as an option's value. */
export function slug(text: string): string {
  if (!slugPattern.test(text))
    throw new InvalidArgumentError("Give 2 to 64 of a-z, 0-9 and -, not - at an end.");
  return text;
}

/** A text with a length in characters, as an option's value. */
export function text(least: number, most: number): (value: string) => string {
  return (value) => {
    const length = [...value].length;
    if (length >= least && length <= most && !value.includes("\0")) return value;
    throw new InvalidArgumentError(`Give ${least} to ${most} characters.`);
  };
}

/** `a=b` pairs gathered over repeated options. */
export function pair(value: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError("Give COLUMN=NAME-IN-THE-FILE.");
  return { ...earlier, [value.slice(0, at)]: value.slice(at + 1) };
}
