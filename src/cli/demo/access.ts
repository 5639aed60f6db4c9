import { createHash } from 'node:crypto'
import { assesses } from './assessment.ts'
import {
  act,
  actOn,
  byReference,
  closes,
  type Desk,
  type Person,
  receives,
  rightOf,
  sendsForm,
  signsIn,
  tellClock,
  typesCode,
} from './desk.ts'
import { refusalOf } from './doors.ts'
import { compiles, contentsOf, downloads } from './exports.ts'
import type { SourceRecord } from './organisation.ts'
import { filesOfZip } from './zip.ts'

const claire: Person = { name: 'Claire Fontaine', email: 'claire.fontaine@example.org', locale: 'en' }

const crm: readonly SourceRecord[] = [
  {
    category: 'identity_contact',
    purpose: 'service',
    provided_by: 'subject',
    collected_at: '2023-05-11T08:12:00Z',
    data: {
      name: 'Claire',
      surname: 'Fontaine',
      job_title: 'Privacy lead',
      company: 'Atelier Vert',
      email: claire.email,
    },
  },
  {
    category: 'contract',
    purpose: 'service',
    provided_by: 'subject',
    collected_at: '2023-05-11T08:15:00Z',
    data: { organisation: 'Atelier Vert', subscription: 'Team', since: '2023-05-11' },
  },
  {
    category: 'marketing',
    purpose: 'newsletter',
    provided_by: 'observed',
    collected_at: '2025-12-02T09:00:00Z',
    data: { campaign: 'December newsletter', opened: true, clicks: 2 },
  },
]
const helpdesk: readonly SourceRecord[] = [
  {
    category: 'technical',
    purpose: 'support',
    provided_by: 'observed',
    collected_at: '2025-11-20T14:31:00Z',
    data: {
      chat: 'How do I invite a colleague?',
      ip_address: '203.0.113.7',
      colleague: 'Jean Roux, jean.roux@example.org',
    },
  },
]

/** Letter 1 arrives. */
export async function accessArrives(desk: Desk): Promise<string> {
  const { telling } = desk
  telling.letter('Letter 1: access (GDPR art. 15), by the web form')
  const sent = await sendsForm(desk, claire, {
    rights: [{ right: 'access', scope: 'Everything since 2023.' }],
    message: 'Please send me all that you hold about me.',
  })
  telling.quote(sent.mail.text, 30)
  telling.expect(
    'due on Monday 2 March: February has no 31st, so its last day counts; the 28th is a Saturday, so the next working day',
    sent.receipt.due_on,
    '2026-03-02',
  )
  const me = await typesCode(desk, claire, sent.receipt.verification.id, sent.mail)
  const mine = (await me.get('/v1/me/requests')).data
  telling.expect(
    'she sees her own request, and no other',
    mine.map(({ reference }) => reference),
    [sent.receipt.reference],
  )
  const request = await byReference(desk, sent.receipt.reference)
  await tellClock(desk, request)
  const { status, level, needed } = request.identity
  telling.expect(
    'the code proves her mailbox, and not yet who she is',
    [status, level, needed],
    ['unproven', 'mailbox', 'verified'],
  )
  return sent.receipt.reference
}

/** Letter 1 is answered: records, a decision, an export that two people have seen, a download. */
export async function accessIsAnswered(desk: Desk, reference: string): Promise<void> {
  const { telling, agent, dpo, secondDpo } = desk
  telling.letter('Letter 1: access')
  const request = await byReference(desk, reference)
  await act(agent, request, 'acknowledge', { assignee: 'nadia@dastra.example' })
  telling.says(agent.name, 'takes up the request and acknowledges it.')
  await receives(desk, claire)
  await act(agent, request, 'confirm-identity', {
    method: 'address_on_file',
    note: 'The address of her subscription since 2023, proven by the code.',
  })
  telling.says(
    agent.name,
    'notes who asks: the address proven by the code is the one of her subscription. No identity card is asked for.',
  )
  await bringIn(desk, request.id)
  await assesses(desk, request, { access: { applies: 13, recipients: 0 } })
  await actOn(dpo, request, { right: 'access', name: 'decide', body: { outcome: 'granted' } })
  telling.says(dpo.name, 'grants the access.')
  await receives(desk, claire)
  const made = await compiles(dpo, request, { kind: 'access', format: 'zip' })
  telling.says(dpo.name, `asks for the export; a job compiles it: ${made.bytes} bytes.`)
  const path = { id: request.id, exp: made.id }
  const refused = await refusalOf(dpo.post('/v1/requests/{id}/exports/{exp}/release', { path, body: {} }))
  telling.expect(
    'who asked for an export cannot release it alone: four eyes',
    [refused.status, refused.code],
    [403, 'four_eyes'],
  )
  await secondDpo.get('/v1/requests/{id}/exports/{exp}/content', { path })
  await secondDpo.post('/v1/requests/{id}/exports/{exp}/release', { path, body: {} })
  telling.says(secondDpo.name, 'looks at it and releases it: now it is answered.')
  await receives(desk, claire)
  const answered = await agent.get('/v1/requests/{id}', { path: { id: request.id } })
  const { status, answered_on, answered_in_time } = rightOf(answered, 'access')
  telling.expect(
    'answered on 2 February, in time; the clock has stopped',
    [status, answered_on, answered_in_time, answered.clock_state],
    ['fulfilled', '2026-02-02', true, 'stopped'],
  )
  await readsPackage(desk, request.id)
  await closes(desk, request)
}

/** Two systems hand over what they hold; a colleague's name is taken out, with its reason (art. 15(4)). */
async function bringIn({ telling, agent }: Desk, id: string): Promise<void> {
  let count = 0
  for (const [source, records] of [
    ['crm', crm],
    ['helpdesk', helpdesk],
  ] as const) {
    const brought = await agent.put('/v1/requests/{id}/records/{source}', { path: { id, source }, body: records })
    count += brought.count
  }
  telling.says(agent.name, `brings in ${count} records, from the CRM and from the helpdesk.`)
  const query = { source: ['helpdesk'] }
  for await (const record of agent.pages('/v1/requests/{id}/records', { path: { id }, query })) {
    const body = { redact: ['/colleague'], reason: 'Names a colleague, who has rights of his own (art. 15(4)).' }
    await agent.patch('/v1/requests/{id}/records/{source}', { path: { id, source: record.id }, body })
  }
  telling.says(
    agent.name,
    'takes the name of a colleague out of a chat, and writes down why (art. 15(4)): redacted, not refused.',
  )
}

async function readsPackage(desk: Desk, id: string): Promise<void> {
  const { telling } = desk
  const me = await signsIn(desk, claire)
  const { offered, bytes } = await downloads(me, id, 'zip')
  const files = filesOfZip(bytes)
  telling.says(
    claire.name,
    `downloads ${bytes.length} bytes from her own space; nothing of it was ever in an e-mail. In the package:`,
  )
  telling.quote(contentsOf(files))
  telling.expect(
    'it is the package that was announced: the same SHA-256',
    createHash('sha256').update(bytes).digest('hex'),
    offered.sha256,
  )
  telling.expect(
    'data for machines (JSON; CSV with its metadata), a page to read, and a manifest with its signature',
    files.map(({ path }) => path).sort(),
    [
      'contract-metadata.json',
      'contract.csv',
      'cover.html',
      'identity_contact-metadata.json',
      'identity_contact.csv',
      'manifest.json',
      'manifest.json.sig',
      'marketing-metadata.json',
      'marketing.csv',
      'records.json',
      'records.schema.json',
      'signing-key.pem',
      'technical-metadata.json',
      'technical.csv',
    ],
  )
  const whole = files.map(({ content }) => content.toString()).join('\n')
  telling.expect(
    'what she wrote in the chat is in it; her colleague is not',
    [whole.includes('invite a colleague'), whole.includes('Jean Roux')],
    [true, false],
  )
}
