import { randomBytes } from 'node:crypto'
import { jobHandlers } from '../../src/worker.ts'
import { type Desk, done, fresh, uuidOf } from '../attacks/desk.ts'
import { form, pdf } from '../identity/files.ts'

/** A closed case in which every place where something personal can stand tells its canary. */
export type ClosedCase = {
  readonly id: string
  readonly reference: string
  readonly canary: string
  readonly email: string
  readonly exp: string
  readonly document: string
  readonly letters: readonly string[]
  readonly rights: readonly { readonly id: string }[]
}

/** Opens it, puts something into it everywhere, answers it and closes it; by the service's clock, all in a moment. */
export async function closedCase(desk: Desk): Promise<ClosedCase> {
  const canary = `kanari${randomBytes(8).toString('hex')}`
  const email = `${canary}@example.org`
  const { agent, dpo } = desk.staff
  const as = { 'acting-user': `${canary}@desk.example` }
  const keyed = () => ({ ...as, 'idempotency-key': fresh('kept') })
  const made = await done(
    agent(
      'POST',
      '/v1/requests',
      {
        channel: 'web',
        requester: { name: `${canary} Ana`, email, phone: canary, postal_address: `${canary} 3, 75011 Paris` },
        data_subject: { name: `${canary} Ana`, identifiers: [{ type: 'customer', value: canary }] },
        rights: [
          { right: 'access', scope: canary },
          { right: 'objection', direct_marketing: true, situation: canary },
        ],
        message: canary,
        assignee: `${canary}@desk.example`,
        external_reference: canary,
        metadata: { note: canary },
      },
      keyed(),
    ),
  )
  const base = `/v1/requests/${made.id}`
  const act = (action: string, body: object) => done(dpo('POST', `${base}/${action}`, body, keyed()))
  const [access, objection] = made.rights
  await act('ask-identity', { doubt: canary, question: canary, accepted_methods: ['known_facts'] })
  await act('confirm-identity', { method: 'known_facts', note: canary })
  await act('messages', { text: canary })
  const source = { name: 'Customer database', key: fresh('crm'), owner_email: 'crm@desk.example' }
  const { id: searched } = await done(dpo('POST', '/v1/sources', source))
  const { data: opened } = await done(agent('POST', `${base}/tasks`, { sources: [searched], note: canary }, keyed()))
  await act(`tasks/${opened[0].id}/answer`, { answer: 'cannot', reason: canary, note: canary })
  const person = await desk.organisation.person(email)
  await done(person('POST', `/v1/me/requests/${made.id}/messages`, { text: canary }, keyed()))
  const file = form(
    { kind: 'evidence' },
    { name: `${canary}.pdf`, content: Buffer.concat([pdf(), Buffer.from(canary)]) },
  )
  const { id: document } = await done(agent('POST', `${base}/documents`, file.body, { ...file.headers, ...keyed() }))
  const lines = {
    category: 'profile',
    data: { name: canary },
    provided_by: 'subject',
    purpose: canary,
    source_id: canary,
  }
  const ndjson = { 'content-type': 'application/x-ndjson', ...keyed() }
  await done(agent('PUT', `${base}/records/crm`, `${JSON.stringify(lines)}\n`, ndjson))
  await act(`rights/${access.id}/decide`, { outcome: 'granted', note: canary })
  const asked = await done(agent('POST', `${base}/exports`, { kind: 'access', format: 'json' }, keyed()))
  await work(desk, 'compile-export', { organisation: desk.organisation.id, export: uuidOf('exp', asked.id) })
  await act(`exports/${asked.id}/release`, {})
  await act(`rights/${objection.id}/decide`, { outcome: 'granted', note: canary })
  await act(`rights/${objection.id}/fulfil`, {
    note: canary,
    recipients: [{ name: canary, told_at: '2026-03-02T09:00:00Z' }],
  })
  await act('close', { reason: 'completed' })
  const { data: letters } = await done(agent('GET', `${base}/letters?limit=100`))
  const { id, reference, rights } = made
  return {
    id,
    reference,
    rights,
    canary,
    email,
    document,
    exp: asked.id,
    letters: letters.map((letter: { id: string }) => letter.id),
  }
}

type Handlers = ReturnType<typeof jobHandlers>

/** Works one job, as the worker would. */
export function work({ service }: Desk, name: keyof Handlers, payload: Record<string, string> = {}): Promise<void> {
  return jobHandlers(service.deps)[name](payload, new AbortController().signal)
}
