import { type Desk, done } from './desk.ts'
import type { Prepare } from './session-errands.ts'

/** Of endpoints for webhooks. Nothing is sent: the tests run no worker here. */
export const webhookErrands: Readonly<Record<string, Prepare>> = {
  createWebhookEndpoint: async (desk) => {
    await makeRoom(desk)
    const body = { name: 'DPO tool', url: 'https://tool.example.net/habeas', types: ['right_decided'] }
    return { body, otherBody: { ...body, name: 'Another tool' } }
  },
  listWebhookEndpoints: async () => ({}),
  getWebhookEndpoint: async (desk) => ({ ids: { id: await endpointOf(desk) } }),
  changeWebhookEndpoint: async (desk) => ({
    ids: { id: await endpointOf(desk) },
    body: { name: 'Other tool', url: 'https://other.example.net/habeas', types: ['request_received'] },
    otherBody: { name: 'Third tool', url: 'https://other.example.net/habeas', types: ['*'] },
  }),
  deleteWebhookEndpoint: async (desk) => ({ ids: { id: await endpointOf(desk) } }),
  rotateWebhookEndpoint: async (desk) => ({
    ids: { id: await endpointOf(desk) },
    body: { overlap_hours: 1 },
    otherBody: { overlap_hours: 2 },
  }),
  testWebhookEndpoint: async (desk) => ({ ids: { id: await endpointOf(desk) } }),
  replayWebhooks: async (desk) => ({
    ids: { id: await endpointOf(desk) },
    body: { since: '2026-03-02T00:00:00Z' },
    otherBody: { since: '2026-03-01T00:00:00Z' },
  }),
  listWebhookDeliveries: async (desk) => ({ ids: { id: await endpointOf(desk) } }),
  replayWebhookDelivery: async (desk) => {
    const id = await endpointOf(desk)
    const { id: delivery } = await done(desk.organisation.admin('POST', `/v1/webhook-endpoints/${id}/test`))
    return { ids: { id, delivery } }
  },
}

async function endpointOf(desk: Desk): Promise<string> {
  await makeRoom(desk)
  const body = { name: 'DPO tool', url: 'https://tool.example.net/habeas' }
  const { id } = await done(desk.organisation.admin('POST', '/v1/webhook-endpoints', body))
  return id
}

/** At most fifty are kept. */
async function makeRoom({ organisation: { admin } }: Desk): Promise<void> {
  const { data } = await done(admin('GET', '/v1/webhook-endpoints?limit=100'))
  for (const { id } of data.slice(20)) await done(admin('DELETE', `/v1/webhook-endpoints/${id}`))
}
