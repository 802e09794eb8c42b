import { registerDecorator, type ValidationOptions } from "class-validator";
import { textProblem } from "./text-rules";

/** Bounds of a text that a person gives, in code points. */
export interface TextBounds {
  readonly min?: number;
  readonly max: number;
}

/**
 * A text that both stores keep as it is: within its bounds in code points, without NUL and lone surrogates.
 * Null and absent pass: the schema says whether a value is required.
 */
export function StorableText({ min = 0, max }: TextBounds, options?: ValidationOptions): PropertyDecorator {
  return (target, property) => {
    let problem = "";
    registerDecorator({
      name: "storableText",
      target: target.constructor,
      propertyName: String(property),
      ...(options === undefined ? {} : { options }),
      validator: {
        validate: (value: unknown) => {
          problem = problemOf(value, { min, max });
          return problem === "";
        },
        defaultMessage: () => problem,
      },
    });
  };
}

function problemOf(value: unknown, { min, max }: Required<TextBounds>): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return "Give a text.";
  const problem = textProblem(value);
  if (problem !== null) return problem.message;
  // A text of n UTF-16 units has n/2 to n code points: most need no counting.
  if (value.length <= max && value.length >= min * 2) return "";
  const length = [...value].length;
  if (length > max) return `Give at most ${max} characters; this has ${length}.`;
  if (length < min) return min === 1 ? "This can't be empty." : `Give at least ${min} characters.`;
  return "";
}
