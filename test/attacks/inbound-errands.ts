import { runAs } from '../support/database.ts'
import { mailOf, newGateway } from '../support/gateway.ts'
import { type Desk, done, fresh, openCase, uuidOf } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of mail gateways, and of what they hand in. They sign whatever they are told to send. */
export const inboundErrands: Readonly<Record<string, Prepare>> = {
  createGateway: async () => ({ body: { name: 'mx1.example.org' }, otherBody: { name: 'mx2.example.org' } }),
  listGateways: async () => ({}),
  rotateGateway: async (desk) => ({
    ids: { id: await anotherGateway(desk) },
    body: { overlap_hours: 1 },
    otherBody: { overlap_hours: 2 },
  }),
  deleteGateway: async (desk) => ({ ids: { id: await anotherGateway(desk) } }),

  takeMail: async ({ email }) => ({
    body: mailOf({ from: `Zoé <${email}>`, text: fresh('mine') }),
    otherBody: mailOf({ from: `Zoé <${email}>`, text: fresh('other') }),
    headers: { 'content-type': 'message/rfc822' },
  }),
  reportBounce: async (desk) => {
    const { id } = await openCase(desk)
    await done(desk.staff.dpo('POST', `/v1/requests/${id}/acknowledge`, { told: { by: 'email' } }))
    const { data } = await done(desk.staff.agent('GET', `/v1/requests/${id}/letters`))
    const letter = data.at(-1).id
    const sent = `update habeas.letters set state = 'sent', due_at = null where id = $1`
    await runAs(desk.service.database.superuser, sent, [uuidOf('ltr', letter)])
    const body = { letter, kind: 'hard', status: '5.1.1' }
    return { body, otherBody: { ...body, kind: 'soft' } }
  },
}

/** Not the desk's own, which is still needed. At most twenty are kept. */
async function anotherGateway({ service, organisation }: Desk): Promise<string> {
  const { data } = await done(organisation.admin('GET', '/v1/gateways'))
  for (const { id } of data.slice(5)) await done(organisation.admin('DELETE', `/v1/gateways/${id}`))
  return (await newGateway(service.app, organisation.admin)).id
}
