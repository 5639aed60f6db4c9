import { parseId } from '../../src/platform/identifiers.ts'
import { sendNotice } from '../../src/recipients/send-notice.ts'
import { done, openDesk } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'
import type { Answer, TestService } from '../support/service.ts'

export type Made = { readonly id: string; readonly rights: readonly { readonly id: string }[] }
export const endpoint = 'https://import.example.net:8443/notices?key=s3cret'

/** A desk whose register names three recipients: two of the activity that a person's data are erased in, one of what the law has kept. */
export async function recipientDesk(service: TestService, slug: string) {
  const desk = await openDesk(service, slug)
  const { agent, dpo } = desk.staff
  const register = {
    activities: [
      { key: 'service', name: 'Providing the service', legal_basis: 'contract' },
      { key: 'invoicing', name: 'Invoicing', legal_basis: 'legal_obligation' },
    ],
    recipients: [
      { name: 'CRM Ltd', activities: ['service'], contact: { email: 'privacy@crm.example', endpoint } },
      { name: 'Print & Post', activities: ['service'], contact: { postal_address: '1 rue du Port, 44000 Nantes' } },
      { name: 'Accountants', activities: ['invoicing'] },
    ],
  }
  await done(dpo('PUT', '/v1/register', register))
  const never = new AbortController().signal
  const desks = {
    ...desk,
    granted: async (right: object, decision: object = { outcome: 'granted' }): Promise<Made> => {
      const c = await done(
        agent('POST', '/v1/requests', {
          channel: 'web',
          requester: { name: 'Zoé Łukasiewicz', email: desk.email },
          rights: [right],
        }),
      )
      await done(dpo('POST', `/v1/requests/${c.id}/confirm-identity`, { method: 'in_person', note: 'was here' }))
      await done(dpo('POST', `/v1/requests/${c.id}/rights/${c.rights[0].id}/decide`, decision))
      return c
    },
    onRight: (c: Made, action: string, body: object): Promise<Answer> =>
      dpo('POST', `/v1/requests/${c.id}/rights/${c.rights[0]?.id}/${action}`, body),
    list: async (c: Made) => (await done(agent('GET', `/v1/requests/${c.id}/recipients?limit=100`))).data,
    on: (c: Made, rcp: string, action: 'tell' | 'mark', body: object): Promise<Answer> =>
      agent('POST', `/v1/requests/${c.id}/recipients/${rcp}/${action}`, body),
    events: async (c: Made, type: string) =>
      (await done(agent('GET', `/v1/requests/${c.id}/events?limit=100`))).data.filter(
        (event: { type: string }) => event.type === type,
      ),
    warnings: async (c: Made): Promise<string[]> =>
      (await done(agent('GET', `/v1/requests/${c.id}`))).warnings.map(({ code }: { code: string }) => code),
    /** Makes a try, as its job would. */
    attempt: (c: Made, rcp: string, attempt = 1, signal = never): Promise<void> =>
      sendNotice(
        service.deps,
        {
          organisation: desk.organisation.id,
          request: uuid('req', c.id),
          recipient: uuid('rcp', rcp),
          attempt: String(attempt),
        },
        signal,
      ),
    /** The jobs of a notice that wait. */
    waiting: (rcp: string) =>
      runAs(
        service.database.superuser,
        `select data from pgboss.job where name = 'tell-recipient' and data ->> 'recipient' = $1 and state = 'created'`,
        [uuid('rcp', rcp)],
      ),
  }
  return {
    ...desks,
    /** An erasure, carried out: of whoever is to be told the one of this name. */
    erased: async (name = 'CRM Ltd'): Promise<{ c: Made; rcp: string }> => {
      const c = await desks.granted({ right: 'erasure' })
      await done(desks.onRight(c, 'fulfil', { note: 'erased everywhere' }))
      const found = (await desks.list(c)).find((each: { name: string }) => each.name === name)
      return { c, rcp: found.id }
    },
  }
}

function uuid(prefix: 'req' | 'rcp', text: string): string {
  const id = parseId(prefix, text)
  if (id === undefined) throw new Error(`${text} is no id`)
  return id
}
