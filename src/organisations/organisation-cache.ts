import type { Database } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { remembered } from '../platform/remembered.ts'
import { findOrganisation, type Organisation, organisationBySlug } from './store.ts'

/**
 * Organisations at hand, for the public door: an intake is then one round trip instead of three. What comes out is shared and some
 * seconds old: it is read, never changed, and the head of its chain is not to be trusted.
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
