import { realNow } from './clock.ts'

const keptMs = 5_000 // real time: how long another process may still see what was
const absentMs = 2_000 // shorter: who has just made something in another process tries it at once
const mostKept = 2_000 // some kilobytes each; beyond, the oldest is read again
const mostAbsent = 1_000 // apart from those that exist, so that guessed names push none of them out

/**
 * Remembers for a while what is there and what is not, each within bounds; a crowd that asks at once reads once. What comes out is shared: it
 * is read, never changed.
 */
export function remembered<Name extends string, Value>(read: (name: Name) => Promise<Value | undefined>) {
  const kept = expiring<Value>(keptMs, mostKept)
  const absent = expiring<true>(absentMs, mostAbsent)
  const underWay = new Map<Name, Promise<Value | undefined>>()

  const look = (name: Name): Promise<Value | undefined> => {
    const looking = read(name)
      .then((found) => {
        if (underWay.get(name) !== looking) return found // forgotten meanwhile: it may have been read before the change
        if (found === undefined) absent.keep(name, true)
        else kept.keep(name, found)
        return found
      })
      .finally(() => {
        if (underWay.get(name) === looking) underWay.delete(name)
      })
    underWay.set(name, looking)
    return looking
  }
  return {
    find: async (name: Name): Promise<Value | undefined> => {
      if (absent.find(name)) return undefined
      return kept.find(name) ?? underWay.get(name) ?? look(name)
    },
    /** Without looking it up: undefined also where it is not at hand. */
    recall: (name: Name): Value | undefined => kept.find(name),
    forget: (name: Name): void => {
      kept.forget(name)
      absent.forget(name)
      underWay.delete(name)
    },
  }
}

/** Values for a while of real time. Full, it forgets the oldest first. */
function expiring<Value>(lifetime: number, size: number) {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>()
  return {
    find: (name: string): Value | undefined => {
      const entry = entries.get(name)
      if (entry === undefined || realNow() < entry.until) return entry?.value
      entries.delete(name)
      return undefined
    },
    keep: (name: string, value: Value): void => {
      entries.delete(name)
      const [oldest] = entries.keys() // a Map keeps the order of insertion
      if (oldest !== undefined && entries.size >= size) entries.delete(oldest)
      entries.set(name, { value, until: realNow() + lifetime })
    },
    forget: (name: string): void => {
      entries.delete(name)
    },
  }
}
