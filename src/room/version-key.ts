/** One stored wording of something: its id and the number of the wording. */
export function versionKey(id: string, version: number): string {
  return `${id}@${version}`;
}

/** The distinct ids in version keys, in the order of their first appearance. */
export function idsOf(keys: readonly string[]): string[] {
  return [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf("@"))))];
}
