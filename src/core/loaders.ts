import DataLoader from "dataloader";
import type { RequestContext } from "./context";

/**
 * The loader of this name for this request: reads of many fields become one query. `read` gets distinct keys
 * and returns what it found, in any order.
 */
export function loaderOf<T>(
  context: RequestContext,
  name: string,
  {
    read,
    keyOf,
  }: {
    readonly read: (keys: readonly string[]) => Promise<readonly T[]>;
    readonly keyOf: (row: T) => string;
  },
): DataLoader<string, T | null> {
  const known = context.loaders.get(name);
  if (known !== undefined) return known as DataLoader<string, T | null>;
  const loader = new DataLoader<string, T | null>(
    async (keys) => {
      const byKey = new Map((await read(keys)).map((row) => [keyOf(row), row]));
      return keys.map((key) => byKey.get(key) ?? null);
    },
    { maxBatchSize: 500 },
  );
  context.loaders.set(name, loader);
  return loader;
}
