/** One query with its response, as the writer of a few-shot prompt gave them. */
export interface FewShotExample {
  readonly query: string;
  readonly response: string;
}

/** What a few-shot prompt consists of. `query` is the open one at the end; null where the writer left none. */
export interface FewShotParts {
  readonly instruction: string;
  readonly examples: readonly FewShotExample[];
  readonly query: string | null;
}

/** The version of the template below; manifests name it, and a changed template gets a new number. */
export const fewShotTemplateVersion = 1;

/**
 * The text of a few-shot prompt by template version 1: the instruction, a blank line; for each example a line
 * `Input: Q`, a line `Output: R` and a blank line; last the lines `Input: Q` and `Output:` for the open query.
 * No newline ends it. Without an open query it ends with the last example's response.
 */
export function fewShotText({ instruction, examples, query }: FewShotParts): string {
  const blocks = [instruction];
  for (const example of examples) blocks.push(`Input: ${example.query}\nOutput: ${example.response}`);
  if (query !== null) blocks.push(`Input: ${query}\nOutput:`);
  return blocks.join("\n\n");
}
