import { getOrganisation } from '../organisations/store.ts'
import type { Database } from '../platform/database/transaction.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { maySendFrom, type SenderDomains } from './style.ts'

/** Whose address a letter may come from today: what the operator gave an organisation may have been taken back since it was written. */
export type Senders = { maySend(organisation: OrganisationId, address: string): Promise<boolean> }

/** Of as many organisations the slug is at hand; it never changes. */
const mostKept = 2_000

export function sendersIn({ database }: { readonly database: Database }, domains: SenderDomains): Senders {
  const slugs = new Map<OrganisationId, string>()
  const slugOf = async (organisation: OrganisationId) => {
    const known = slugs.get(organisation)
    if (known !== undefined) return known
    const { slug } = await database.transaction(organisation, getOrganisation)
    if (slugs.size >= mostKept) slugs.clear()
    slugs.set(organisation, slug)
    return slug
  }
  return {
    maySend: async (organisation, address) => maySendFrom(domains.get(await slugOf(organisation)) ?? [], address),
  }
}
