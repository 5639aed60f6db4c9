/**
 * Does together what comes while a round for the same key is under way: as soon as that is over, in one round. The less often a round begins,
 * the more goes with it. Each call settles with the round its item went with.
 */
export function together<Key, Item>(
  work: (key: Key, items: readonly Item[]) => Promise<void>,
): (key: Key, item: Item) => Promise<void> {
  const waiting = new Map<Key, { readonly items: Item[]; readonly done: Promise<void> }>()
  const latest = new Map<Key, Promise<void>>()
  return (key, item) => {
    const next = waiting.get(key)
    if (next !== undefined) {
      next.items.push(item)
      return next.done
    }
    const items = [item]
    const done = (latest.get(key) ?? Promise.resolve()).then(() => {
      waiting.delete(key)
      return work(key, items)
    })
    waiting.set(key, { items, done })
    const over = done
      .catch(() => undefined) // told to those who wait for it
      .then(() => {
        if (latest.get(key) === over) latest.delete(key)
      })
    latest.set(key, over)
    return done
  }
}
