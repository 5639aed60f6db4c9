/**
 * Does the same for each, one after another; one that fails keeps no other from its turn. Throws what failed once all had theirs, so that
 * a job fails and is told of. Stops between two when `signal` aborts. What is found page by page comes as a generator.
 */
export async function eachInTurn<T>(
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const failures: unknown[] = []
  for await (const item of items) {
    signal?.throwIfAborted()
    await work(item).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} could not be done`, { cause: failures[0] })
  }
}
