import { type Case, type Desk, done, fresh, grantedCase, openCase, today } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of what is kept, and how long: holds, retention, what is counted, directives for the time after a death. */
export const keptErrands: Readonly<Record<string, Prepare>> = {
  placeHold: async (desk) => ({
    ids: { id: (await openCase(desk)).id },
    body: { reason: 'An action is pending.' },
    otherBody: { reason: 'Another action is pending.' },
  }),
  releaseHold: async (desk) => {
    const { id } = await openCase(desk)
    await done(desk.staff.dpo('POST', `/v1/requests/${id}/hold`, { reason: 'An action is pending.' }))
    return { ids: { id }, body: { reason: 'It is settled.' }, otherBody: { reason: 'It was dropped.' } }
  },
  previewRetention: async () => ({}),
  getStatistics: counted,
  getStatisticsReport: counted,
  listRegisterOfRequests: counted,

  checkSuppressions: async ({ email }) => ({ body: { email }, otherBody: { emails: [email, 'someone@example.org'] } }),
  countSuppressions: async () => ({}),
  importSuppressions: async () => ({
    body: listOf(`${fresh('list')}@example.org`),
    otherBody: listOf(`${fresh('list')}@example.org`),
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  liftSuppression: async (desk) => {
    const email = `${fresh('again')}@example.org`
    await openCase(desk, {
      requester: { name: 'Zoé', email },
      rights: [{ right: 'objection', direct_marketing: true }],
    })
    const body = { email, consented_on: today, reason: 'Asked for the newsletter again.' }
    return { body, otherBody: { ...body, reason: 'By telephone.' } }
  },

  listRecipients: async (desk) => ({ ids: { id: (await untold(desk)).id } }),
  tellRecipient: async (desk) => {
    const { id, rcp } = await untold(desk)
    const body = { by: 'email', email: 'privacy@crm.example' }
    return { ids: { id, rcp }, body, otherBody: { ...body, by: 'other' } }
  },
  markRecipient: async (desk) => {
    const { id, rcp } = await untold(desk)
    const body = { not_told: 'impossible', reason: 'The company was dissolved.' }
    return { ids: { id, rcp }, body, otherBody: { ...body, not_told: 'disproportionate' } }
  },

  listRestrictions: async (desk) => {
    await restrict(desk)
    return {}
  },
  checkRestrictions: async (desk) => {
    await restrict(desk)
    return { body: { email: desk.email }, otherBody: { people: [{ email: desk.email }, { identifier: 'C-1042' }] } }
  },
  checkKnownRestriction: async (desk) => ({ query: `?request=${(await restrict(desk)).id}` }),

  listRequestDirectives: async (desk) => {
    await register(desk)
    const { id } = await openCase(desk, { rights: [{ right: 'post_mortem', purpose: 'revoke' }] })
    return { ids: { id } }
  },
  listDirectives: async (desk) => {
    await register(desk)
    return {}
  },
  listMyDirectives: async (desk) => {
    await register(desk)
    return {}
  },
}

/** A list of one who objected to marketing. */
function listOf(email: string): string {
  return `${JSON.stringify({ email, objected_on: today })}\n`
}

/** An erasure of which a recipient waits to be told. */
async function untold(desk: Desk): Promise<{ id: string; rcp: string }> {
  const c = await grantedCase(desk, { right: 'erasure' })
  const { dpo } = desk.staff
  const place = `/v1/requests/${c.id}`
  await done(
    dpo('POST', `${place}/rights/${c.rights[0]?.id}/fulfil`, { note: 'erased', recipients: [{ name: 'CRM Ltd' }] }),
  )
  const { data } = await done(dpo('GET', `${place}/recipients`))
  return { id: c.id, rcp: data[0].id }
}

/** A restriction of the desk's person, in force. */
async function restrict(desk: Desk): Promise<Case> {
  const c = await grantedCase(desk, { right: 'restriction', ground: 'a', scope: 'My address' })
  const place = `/v1/requests/${c.id}/rights/${c.rights[0]?.id}`
  await done(desk.staff.dpo('POST', `${place}/fulfil`, { note: 'suspended', none_to_tell: true }))
  return c
}

/** There is a request to be counted, and told of. */
async function counted(desk: Desk) {
  await openCase(desk)
  return {}
}

/** Directives of the desk's person. */
async function register(desk: Desk): Promise<void> {
  const c = await grantedCase(desk, {
    right: 'post_mortem',
    purpose: 'register',
    directives: [{ instruction: 'disclose', scope: 'the photographs', recipient: 'my sister' }],
    designated_person: { name: 'Bo Nilsson', email: 'bo@example.org' },
  })
  const place = `/v1/requests/${c.id}/rights/${c.rights[0]?.id}`
  await done(desk.staff.dpo('POST', `${place}/fulfil`, { note: 'registered' }))
}
