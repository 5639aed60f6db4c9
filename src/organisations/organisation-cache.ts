import { realNow } from '../platform/clock.ts'
import type { Database } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { findOrganisation, type Organisation, organisationBySlug } from './store.ts'

/**
 * Organisations at hand, for the public door: an intake is then one round trip instead of three. What comes out is shared and up to
 * `keptMs` old: it is read, never changed, and the head of its chain is not to be trusted.
 */
export type OrganisationCache = {
  find(slug: string): Promise<Organisation | undefined>
  /** Without looking it up: undefined also where it is not at hand. */
  recall(slug: string): Organisation | undefined
  /** Throws `not_found` where no organisation has this slug. */
  get(slug: string): Promise<Organisation>
  byId(id: OrganisationId): Promise<Organisation | undefined>
  /** To be called once a change of this organisation is committed; other processes see it when their copy is too old. */
  forget(organisation: Pick<Organisation, 'id' | 'slug'>): void
}

const keptMs = 5_000 // real time: how long another process may still show the old name or refuse a new origin
const absentMs = 2_000 // shorter: who has just made an organisation in another process tries it at once
const mostKept = 2_000 // some kilobytes each; beyond, the oldest is read again
const mostAbsent = 1_000 // apart from those that exist, so that guessed slugs push none of them out
const slugForm = /^[a-z0-9-]{2,63}$/

export function organisationCache({ database }: Pick<Deps, 'database'>): OrganisationCache {
  const bySlug = remembered((slug: string) => readBySlug(database, slug))
  const byId = remembered((id: OrganisationId) => readById(database, id))
  const find = async (slug: string) => (slugForm.test(slug) ? bySlug.find(slug) : undefined)
  return {
    find,
    recall: bySlug.recall,
    get: async (slug) => {
      const found = await find(slug)
      if (!found) throw problem('not_found', 'no organisation has this slug')
      return found
    },
    byId: byId.find,
    forget: ({ id, slug }) => {
      bySlug.forget(slug)
      byId.forget(id)
    },
  }
}

async function readBySlug(database: Database, slug: string): Promise<Organisation | undefined> {
  const [row] = await database.lookup(organisationBySlug, { slug })
  return row && readById(database, row.id)
}

function readById(database: Database, id: OrganisationId): Promise<Organisation | undefined> {
  return database.transaction(id, findOrganisation)
}

/** Remembers for a while what is there and what is not, each within bounds; a crowd that asks at once reads once. */
function remembered<Name extends string>(read: (name: Name) => Promise<Organisation | undefined>) {
  const kept = expiring<Organisation>(keptMs, mostKept)
  const absent = expiring<true>(absentMs, mostAbsent)
  const underWay = new Map<Name, Promise<Organisation | undefined>>()

  const look = (name: Name): Promise<Organisation | undefined> => {
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
    find: async (name: Name): Promise<Organisation | undefined> => {
      if (absent.find(name)) return undefined
      return kept.find(name) ?? underWay.get(name) ?? look(name)
    },
    recall: (name: Name): Organisation | undefined => kept.find(name),
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
