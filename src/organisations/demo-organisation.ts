import type { Deps } from '../platform/deps.ts'
import { newId, showId } from '../platform/identifiers.ts'
import { Problem } from '../platform/problem.ts'
import { createOrganisation } from './create-organisation.ts'
import { createOrganisationBody } from './schemas.ts'
import { organisationBySlug } from './store.ts'

/** How to get at the demo, once: the secret is stored nowhere. The client's id as the token endpoint takes it. */
export type Demo = { readonly slug: string; readonly clientId: string; readonly secret: string }

// A controller with a published privacy policy, so that letters read as real ones do
const demo = createOrganisationBody.parse({
  slug: 'demo',
  name: 'DASTRA SAS',
  country: 'FR',
  contact: {
    dpo_email: 'contact@dastra.eu',
    postal_address: '14 Avenue du Général de Gaulle\n94160 Saint-Mandé\nFrance',
  },
})

/**
 * Makes the organisation `demo` (France) with an admin client, or gives undefined where it exists. For the first start outside of
 * production: the caller sees to that.
 */
export async function ensureDemo(deps: Pick<Deps, 'database' | 'keyring' | 'now'>): Promise<Demo | undefined> {
  const [existing] = await deps.database.lookup(organisationBySlug, { slug: demo.slug })
  if (existing) return undefined
  const organisation = newId('org')
  try {
    const { client, secret } = await deps.database.transaction(organisation, (tx) =>
      createOrganisation(tx, deps, demo, { actor: { type: 'service', organisation }, at: deps.now() }),
    )
    return { slug: demo.slug, clientId: showId('cli', client.id), secret }
  } catch (error) {
    if (error instanceof Problem && error.code === 'slug_taken') return undefined // another process was faster, and shows the secret
    throw error
  }
}
