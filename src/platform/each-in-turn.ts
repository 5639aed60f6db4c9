/**
 * Does the same for each, one after another; one that fails keeps no other from its turn. Throws what failed once all had theirs, so that
 * a job fails and is told of. Stops between two when `signal` aborts.
 */
export async function eachInTurn<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const failures: unknown[] = []
  for (const item of items) {
    signal?.throwIfAborted()
    await work(item).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} could not be done`, { cause: failures[0] })
  }
}
