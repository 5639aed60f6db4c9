import { form, pdf } from '../identity/files.ts'
import { type Case, checkpointed, type Desk, done, fresh, grantedCase, letter, openCase, withIssuer } from './desk.ts'
import { exportErrands } from './export-errands.ts'
import { inboundErrands } from './inbound-errands.ts'
import { keptErrands } from './kept-errands.ts'
import { letterErrands } from './letter-errands.ts'
import type { Document, Errand } from './operations.ts'
import { recordErrands } from './record-errands.ts'
import { type Prepare, sessionErrands } from './session-errands.ts'
import { signInErrands } from './sign-in-errands.ts'
import { sourceErrands } from './source-errands.ts'
import { splitErrands } from './split-errands.ts'
import { webhookErrands } from './webhook-errands.ts'

/** What each operation is called with to succeed, everything it needs made just before. The attacks begin from here. */
const errands: Readonly<Record<string, Prepare>> = {
  getOpenApi: async () => ({}),
  getExportSchema: async () => ({}),
  listLanguages: async () => ({}),
  getSigningKey: async () => ({}),
  getProblemType: async () => ({ ids: { code: 'not_found' } }),
  getLiveness: async () => ({}),
  getReadiness: async () => ({}),

  createOrganisation: async () => ({ body: newOrganisation(), otherBody: newOrganisation() }),
  issueToken: async ({ staff: { auditor } }) => ({
    body: `grant_type=client_credentials&client_id=${auditor.id}&client_secret=${auditor.secret}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  getOrganisation: async () => ({}),
  changeOrganisation: async () => ({ body: { name: 'Exemple SA' }, otherBody: { name: 'Exemple SAS' } }),
  getRegister: async () => ({}),
  replaceRegister: async () => ({ body: registerOf('service'), otherBody: registerOf('support') }),
  createClient: async () => ({
    body: { name: 'DPO tool', role: 'dpo' },
    otherBody: { name: 'DPO tool', role: 'admin' },
  }),
  listClients: async () => ({}),
  ...signInErrands,
  revokeClient: async ({ organisation }) => ({ ids: { id: (await organisation.client('auditor')).id } }),

  openRequest: async (desk) => ({ body: letter(desk), otherBody: letter(desk, { rights: [{ right: 'access' }] }) }),
  listRequests: async () => ({}),
  getRequest: ofCase(),
  getClock: ofCase(),
  getAssessment: async (desk) => {
    await done(desk.staff.dpo('PUT', '/v1/register', registerOf('service')))
    return { ids: { id: (await openCase(desk)).id } }
  },
  listEvents: ofCase(),
  getEvidence: ofCase(),
  ...splitErrands,
  patchRequest: ofCase({ assignee: 'a@desk.example' }, { assignee: 'b@desk.example' }),
  acknowledgeRequest: ofCase({ assignee: 'a@desk.example' }, {}),
  askIdentityRequest: ofCase(askIdentity('Which contract?'), askIdentity('Which shop?')),
  confirmIdentityRequest: ofCase(confirmed('compared the contract'), confirmed('compared the address')),
  openAccountSignIn: async (desk) => ({ ids: { id: (await openCase(await withIssuer(desk))).id } }),
  rejectIdentityRequest: async (desk) => {
    const { id } = await openCase(desk)
    await act(desk, id, 'ask-identity', askIdentity('Which contract?'))
    return { ids: { id }, body: { reason: 'Not legible.' }, otherBody: { reason: 'Not hers.' } }
  },
  confirmAuthorityRequest: ofParent({ note: 'livret de famille' }, { note: 'mandate' }),
  rejectAuthorityRequest: ofParent({ note: 'no proof' }, { note: 'another child' }),
  askClarificationRequest: ofCase(
    { question: 'Which data?', large_volume: true },
    { question: 'Since when?', large_volume: true },
  ),
  recordAnswerRequest: async (desk) => {
    const { id } = await openCase(desk)
    await act(desk, id, 'ask-clarification', { question: 'Which data?', large_volume: true })
    const { id: message } = await done(desk.person('POST', `/v1/me/requests/${id}/messages`, { text: 'All of it.' }))
    const body = { in_reply_to: message, sufficient: true }
    return { ids: { id }, body, otherBody: { ...body, sufficient: false } }
  },
  extendRequest: ofCase(
    { ground: 'complexity', reasons: 'Forty systems.' },
    { ground: 'number_of_requests', reasons: 'Forty letters.' },
  ),
  addRight: ofCase({ right: 'access', reason: 'on page two' }, { right: 'withdrawal', reason: 'on page two' }),
  correctRequest: ofCase({ locale: 'en', reason: 'misread' }, { locale: 'fr-CA', reason: 'misread' }),
  cancelRequest: ofCase({ reason: 'by telephone' }, { reason: 'by letter' }),
  closeRequest: ofCase({ reason: 'not_controller' }, { reason: 'not_a_rights_request' }),
  reopenRequest: async (desk) => {
    const { id } = await openCase(desk)
    await act(desk, id, 'cancel', {})
    return { ids: { id }, body: { reason: 'a mistake' }, otherBody: { reason: 'another mistake' } }
  },

  decideRight: ofRight(refusal('Invoices are kept for ten years.'), refusal('Another law.')),
  fulfilRight: async (desk) => ({
    ids: idsOf(await grantedCase(desk, { right: 'erasure' })),
    body: { note: 'erased', none_to_tell: true },
    otherBody: { note: 'erased in two systems', none_to_tell: true },
  }),
  reviseRight: async (desk) => ({
    ids: idsOf(await grantedCase(desk, { right: 'erasure' })),
    body: { reason: 'a mistake' },
    otherBody: { reason: 'another mistake' },
  }),
  amendRight: ofRight({ details: { ground: 'b' }, reason: 'misread' }, { details: { ground: 'c' }, reason: 'misread' }),
  dropRight: ofRight({ reason: 'not asked for' }, { reason: 'never asked for' }),
  liftRestriction: async (desk) => {
    const c = await grantedCase(desk, { right: 'restriction' })
    await act(desk, c.id, `rights/${c.rights[0]?.id}/fulfil`, { note: 'suspended', none_to_tell: true })
    const body = { on: '2099-03-02', reasons: 'The data are accurate.' }
    return { ids: idsOf(c), body, otherBody: { ...body, on: '2099-03-03' } }
  },
  previewClock: async () => ({
    body: { received_at: '2026-01-31T10:00:00+01:00' },
    otherBody: { received_at: '2026-01-30T10:00:00+01:00' },
  }),

  createCalendarFeed: async () => ({ body: { name: 'Team calendar' }, otherBody: { name: 'Office calendar' } }),
  listCalendarFeeds: async () => ({}),
  revokeCalendarFeed: async (desk) => ({ ids: { id: (await calendarFeed(desk)).id } }),
  readCalendar: async (desk) => ({ ids: { secret: (await calendarFeed(desk)).secret } }),

  getForm: async ({ organisation: { slug } }) => ({ ids: { slug } }),
  sendRequest: async ({ organisation: { slug }, email }) => ({
    ids: { slug },
    body: { requester: { name: 'Zoé', email }, rights: [{ right: 'access' }] },
    otherBody: { requester: { name: 'Zoé', email }, rights: [{ right: 'erasure' }] },
  }),
  signIn: async ({ organisation: { slug } }) => ({
    ids: { slug },
    body: { email: `${fresh('someone')}@example.org` },
    otherBody: { email: `${fresh('someone')}@example.org` },
  }),
  redeemCode: async ({ service, organisation: { slug } }) => {
    const asked = service.call('POST', `/v1/public/${slug}/sign-in`, { email: `${fresh('someone')}@example.org` })
    const { id } = (await done(asked)).verification
    const code = service.code(id)
    return { ids: { slug, vrf: id }, body: { code }, otherBody: { code: `${code.slice(0, 4)} ${code.slice(4)}` } }
  },

  listMessages: ofCase(),
  sendMessage: ofCase({ text: 'We are looking into it.' }, { text: 'We are still looking.' }),
  listDocuments: ofCase(),
  addDocument: ofUpload('evidence', 'letter'),
  getDocumentContent: async (desk) => {
    const { id } = await openCase(desk)
    const { body, headers } = form({ kind: 'evidence' }, { name: 'proof.pdf', content: pdf() })
    const { id: doc } = await done(desk.staff.agent('POST', `/v1/requests/${id}/documents`, body, headers))
    return { ids: { id, doc } }
  },

  ...letterErrands,
  ...inboundErrands,
  ...webhookErrands,

  ...recordErrands,
  ...sourceErrands,

  ...exportErrands,
  readFeed: async () => ({}),
  listCheckpoints: async (desk) => {
    await openCase(desk)
    await checkpointed(desk)
    return {}
  },
  listSigningKeys: async () => ({}),

  ...sessionErrands,
  ...keptErrands,
  listMyRequests: async () => ({}),
  getMyRequest: ofCase(),
  cancelMyRequest: ofCase({ reason: 'Found it.' }, { reason: 'Never mind.' }),
  listMyMessages: ofCase(),
  writeMyMessage: ofCase({ text: 'The old address was another.' }, { text: 'And the one before.' }),
  listMyDocuments: ofCase(),
  getMyDocumentContent: async (desk) => {
    const { id } = await openCase(desk)
    const { body, headers } = form({ kind: 'letter' }, { name: 'reply.pdf', content: pdf() })
    const { id: doc } = await done(desk.staff.agent('POST', `/v1/requests/${id}/documents`, body, headers))
    return { ids: { id, doc } }
  },
  handInDocument: ofUpload('evidence', 'identity'),
}

/** Prepares a call that succeeds. Throws for an operation that nobody has told the attacks about: add it above. */
export async function prepare(operation: { readonly id: string }, desk: Desk): Promise<Errand> {
  const errand = errands[operation.id]
  if (errand === undefined) throw new Error(`the attacks do not know how to call ${operation.id}: say so in errands.ts`)
  return errand(desk)
}

/** What the document and this file do not both know. */
export function unknownOnEitherSide({ operations }: Document): string[] {
  const documented = operations.map(({ id }) => id)
  return [
    ...documented.filter((id) => !(id in errands)),
    ...Object.keys(errands).filter((id) => !documented.includes(id)),
  ]
}

function ofCase(body?: object, otherBody?: object): Prepare {
  return async (desk) => ({ ids: { id: (await openCase(desk)).id }, ...both(body, otherBody) })
}

function ofParent(body: object, otherBody: object): Prepare {
  return async (desk) => {
    const { id } = await openCase(desk, { capacity: 'parent', data_subject: { name: 'Léa' } })
    return { ids: { id }, body, otherBody }
  }
}

function ofRight(body: object, otherBody: object): Prepare {
  return async (desk) => ({ ids: idsOf(await openCase(desk)), body, otherBody })
}

function calendarFeed({ staff: { dpo } }: Desk): Promise<{ id: string; secret: string }> {
  return done(dpo('POST', '/v1/calendar-feeds', { name: 'Team calendar' }))
}

/** The answer of an action on a request of the desk. */
async function act(desk: Desk, id: string, action: string, body: object): Promise<unknown> {
  return done(desk.staff.dpo('POST', `/v1/requests/${id}/${action}`, body))
}

function both(body: object | undefined, otherBody: object | undefined): Errand {
  return { ...(body && { body }), ...(otherBody && { otherBody }) }
}

function ofUpload(kind: string, otherKind: string): Prepare {
  return async (desk) => {
    const file = { name: 'proof.pdf', content: pdf() }
    const { body, headers } = form({ kind }, file)
    return { ids: { id: (await openCase(desk)).id }, body, otherBody: form({ kind: otherKind }, file).body, headers }
  }
}

function idsOf({ id, rights: [right] }: Case): { id: string; right: string } {
  if (right === undefined) throw new Error('the request has no right')
  return { id, right: right.id }
}

function askIdentity(question: string): object {
  return { doubt: 'an unknown address', question, accepted_methods: ['document'] }
}

function confirmed(note: string): object {
  return { method: 'known_facts', note }
}

function refusal(reasons: string): object {
  return { outcome: 'refused', grounds: ['legal_obligation'], reasons }
}

function newOrganisation(): object {
  const contact = { dpo_email: 'dpo@new.example', phone: '+33 1 23 45 67 89' }
  return { slug: fresh('new').slice(0, 40), name: 'New SAS', country: 'FR', contact }
}

/** A register with a category, an activity and a recipient, each with all it can say. */
function registerOf(key: string): object {
  return {
    categories: [{ key: 'contact', name: 'Contact details', fields: ['name', 'email'] }],
    activities: [
      {
        key,
        name: 'Providing the service',
        purpose: 'So that the customer can use it.',
        legal_basis: 'legitimate_interests',
        otherwise: 'consent for cookies',
        legitimate_interest: 'To know who uses it.',
        categories: ['contact'],
        retention: 'P3Y from last contact',
        direct_marketing: true,
        automated: true,
        automated_decisions: { logic: 'Scores orders.', significance: 'May delay one.', consequences: 'A call.' },
        recipients: ['Zoho CRM'],
        assumed: ['retention'],
      },
    ],
    recipients: [
      {
        name: 'Zoho CRM',
        role: 'CRM',
        location: ['EU', 'IN'],
        transfer: true,
        safeguards: ['SCC'],
        activities: [key],
      },
    ],
    sources: { direct: ['contact form'], indirect: ['partners'] },
  }
}
