import { z } from 'zod'
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
import { type Party, until } from './doors.ts'
import { compiles, contentsOf, downloads } from './exports.ts'
import type { SourceRecord } from './organisation.ts'
import { filesOfZip } from './zip.ts'

const hugo: Person = { name: 'Hugo Marchal', email: 'hugo.marchal@example.org', locale: 'en' }

const platform: readonly SourceRecord[] = [
  {
    category: 'identity_contact',
    purpose: 'service',
    provided_by: 'subject',
    collected_at: '2020-03-02T09:00:00Z',
    data: { name: 'Hugo', surname: 'Marchal', company: 'Marchal Conseil', email: hugo.email, phone: '+33639980002' },
  },
  ...['2020-03-02', '2022-03-02', '2024-03-02'].map(
    (from, i): SourceRecord => ({
      category: 'contract',
      purpose: 'service',
      provided_by: 'subject',
      collected_at: `${from}T09:00:00Z`,
      data: { subscription: ['Start', 'Team', 'Team plus'][i], from, monthly_fee: [49, 99, 129.5][i], currency: 'EUR' },
    }),
  ),
  {
    category: 'technical',
    purpose: 'analytics',
    provided_by: 'observed',
    collected_at: '2026-01-09T16:44:10Z',
    data: { page: '/registers', seconds: 312, consent: 'given on 2025-12-01' },
  },
  {
    category: 'technical',
    purpose: 'support',
    provided_by: 'observed',
    collected_at: '2025-10-14T10:20:00Z',
    data: { chat: 'Where do I find the audit log?' },
  },
  {
    category: 'marketing',
    purpose: 'prospecting',
    provided_by: 'inferred',
    collected_at: '2026-01-10T02:00:00Z',
    data: { score: 82, segment: 'likely to upgrade' },
  },
]

/** Letter 6 arrives. */
export async function portabilityArrives(desk: Desk): Promise<string> {
  const { telling, agent } = desk
  telling.letter('Letter 6: portability (art. 20), by the web form')
  const sent = await sendsForm(desk, hugo, {
    rights: [{ right: 'portability', format: 'json' }],
    message: 'I am moving to another provider. Please give me my data in a form that it can read.',
  })
  telling.expect('due on Tuesday 17 March', sent.receipt.due_on, '2026-03-17')
  await typesCode(desk, hugo, sent.receipt.verification.id, sent.mail)
  const request = await byReference(desk, sent.receipt.reference)
  await act(agent, request, 'confirm-identity', {
    method: 'known_facts',
    note: 'On the telephone: his customer number, and the amounts of his last two invoices.',
  })
  telling.says(agent.name, 'is sure of him: on the telephone he names his customer number and his last two invoices.')
  return sent.receipt.reference
}

/** Letter 6 takes longer, and he is told so, with the reasons, within the first month. */
export async function portabilityIsExtended(desk: Desk, reference: string): Promise<void> {
  const { telling, dpo } = desk
  telling.letter('Letter 6: portability')
  const request = await byReference(desk, reference)
  await act(dpo, request, 'extend', {
    ground: 'complexity',
    reasons: 'Six years of data lie in four systems, two of which were replaced in 2023.',
  })
  telling.says(dpo.name, 'extends the time limit: six years of data lie in four systems, two of them replaced since.')
  await receives(desk, hugo)
  const extended = await until('the notice of the extension to be taken by the mail server', async () => {
    const now = await byReference(desk, reference)
    return now.extension?.notified_at ? now : undefined
  })
  await tellClock(desk, extended)
  telling.expect(
    'three months from 17 February in one go: 17 May is a Sunday, so Monday 18 May. Not 17 March and two months more',
    [extended.due_on, extended.nominal_due_on, extended.extended],
    ['2026-05-18', '2026-05-17', true],
  )
  telling.expect(
    'he was told within the first month, as art. 12(3) asks; a refusal would still be due by 17 March (art. 12(4))',
    [extended.extension?.valid, extended.extension?.notice_due_on, extended.refusal_due_on],
    [true, '2026-03-17', '2026-03-17'],
  )
}

/** Letter 6 is answered, in two formats. */
export async function portabilityIsAnswered(desk: Desk, reference: string): Promise<void> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 6: portability')
  const request = await byReference(desk, reference)
  const path = { id: request.id, source: 'platform' }
  const { count } = await agent.put('/v1/requests/{id}/records/{source}', { path, body: platform })
  telling.says(agent.name, `brings in ${count} records.`)
  // Six activities rest on consent or contract
  await assesses(desk, request, { portability: { applies: 6, recipients: 0 } })
  await actOn(dpo, request, { right: 'portability', name: 'decide', body: { outcome: 'granted' } })
  telling.says(dpo.name, 'grants it: contract and consent are the bases that portability covers.')
  await receives(desk, hugo)
  for (const format of ['json', 'csv'] as const) {
    const made = await compiles(agent, request, { kind: 'portability', format })
    telling.says(agent.name, `has the export compiled as ${format.toUpperCase()}: ${made.bytes} bytes.`)
    const path = { id: request.id, exp: made.id }
    await dpo.get('/v1/requests/{id}/exports/{exp}/content', { path })
    await dpo.post('/v1/requests/{id}/exports/{exp}/release', { path, body: {} })
    telling.says(dpo.name, 'looks at it and releases it.')
    await receives(desk, hugo)
  }
  const answered = await agent.get('/v1/requests/{id}', { path: { id: request.id } })
  telling.expect('answered on 4 May, in time', rightOf(answered, 'portability').answered_on, '2026-05-04')
  await shows(desk, await signsIn(desk, hugo), request.id)
  await closes(desk, answered)
}

const documentShape = z.object({
  kind: z.string(),
  records: z.record(z.string(), z.array(z.unknown())),
  about: z.object({
    not_portable: z.int(),
    left_out: z.array(z.object({ activity: z.string().nullable(), reason: z.string(), article: z.string() })),
  }),
})

/** He downloads both, and we look over his shoulder. */
async function shows({ telling }: Desk, me: Party, id: string): Promise<void> {
  const { bytes: json } = await downloads(me, id, 'json')
  telling.says(hugo.name, `downloads the JSON, ${json.length} bytes. It begins:`)
  telling.quote(json.toString(), 12)
  const { records, about } = documentShape.parse(JSON.parse(json.toString()))
  telling.expect(
    'what he gave and what was observed of him is in it; the score that was inferred is not (WP242 rev.01)',
    [Object.keys(records).sort(), about.not_portable],
    [['contract', 'identity_contact', 'technical'], 1],
  )
  telling.expect(
    'the chat with support is not in it, either: that rests on legitimate interests; both are listed with why',
    about.left_out.map(({ activity, reason, article }) => [activity, reason, article]),
    [
      ['prospecting', 'not_provided_by_person', '20(1)'],
      ['support', 'not_consent_or_contract', '20(1)'],
    ],
  )
  const files = filesOfZip((await downloads(me, id, 'csv')).bytes)
  telling.says(
    hugo.name,
    'downloads the CSV, a ZIP with a table and its description for each kind of data, and a page to read:',
  )
  telling.quote(contentsOf(files))
  const table = (path: string) => files.find((file) => file.path === path)?.content.toString() ?? ''
  const [contract, contact] = [table('contract.csv'), table('identity_contact.csv')]
  telling.quote(`contract.csv\n${contract}`, 4)
  telling.quote(`identity_contact.csv\n${contact}`)
  telling.expect(
    'RFC 4180: a header, then one line for each record, each ended by CR LF',
    contract.split('\r\n').slice(0, 2),
    ['subscription,from,monthly_fee,currency', 'Start,2020-03-02,49,EUR'],
  )
  telling.expect(
    'what a spreadsheet would take for a formula, a number that begins with +, is made harmless; the JSON gives it as it was',
    [contact.endsWith(`,"'+33639980002"\r\n`), json.includes('"+33639980002"')],
    [true, true],
  )
}
