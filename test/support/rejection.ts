/** What a promise is rejected with, of this class. */
export async function rejection<E extends Error>(
  kind: new (...given: never[]) => E,
  promise: Promise<unknown>,
): Promise<E> {
  const outcome: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  )
  if (outcome instanceof kind) return outcome
  throw outcome
}
