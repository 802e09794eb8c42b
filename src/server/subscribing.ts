import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from "graphql";

/**
 * GraphQL's `subscribe`, with a context of its own for each event: a loader that lived as long as the
 * subscription would serve stale rows. Leaving ends the source at once, also while it waits.
 */
export async function subscribeFresh(
  args: ExecutionArgs,
  freshContext: () => object,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<ExecutionResult>> => {
    await events.return?.();
    return { done: true, value: undefined };
  };
  const results: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const event = await events.next();
      if (event.done === true) return { done: true, value: undefined };
      const value = await execute({ ...args, rootValue: event.value, contextValue: freshContext() });
      return { done: false, value };
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}
