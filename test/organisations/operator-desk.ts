import { type OrganisationId, parseId } from '../../src/platform/identifiers.ts'
import { runAs } from '../support/database.ts'
import { callWith, testService } from '../support/service.ts'

type Teardown = { teardown(fn: () => Promise<void>): unknown }

/** A service with its operator, who makes organisations. */
export async function operatorDesk(t: Teardown) {
  const token = 'the-operator-of-these-tests'
  const service = await testService(t, { env: { OPERATOR_TOKEN: token } })
  const operator = callWith(service.app, { authorization: `Bearer ${token}` })
  return {
    token,
    service,
    operator,
    minimal: (slug: string) => ({
      slug,
      name: 'Épicerie du Port',
      country: 'FR',
      contact: { dpo_email: 'dpo@example.org' },
    }),
    create: (body: object, headers: Record<string, string> = {}) =>
      operator('POST', '/v1/organisations', body, headers),
    countOf: async (slug: string): Promise<number> => {
      const rows = await runAs(
        service.database.superuser,
        'select count(*)::int as count from habeas.organisations where slug = $1',
        [slug],
      )
      return Number(rows[0]?.count)
    },
  }
}

export function idOf(typeId: string): OrganisationId {
  const id = parseId('org', typeId)
  if (!id) throw new Error('no id of an organisation')
  return id
}
