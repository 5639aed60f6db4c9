import { type TestServiceOptions, testService } from '../support/service.ts'

export type Made = { id: string; rights: { id: string }[]; version: number }

export const refusal = {
  outcome: 'refused',
  grounds: ['legal_obligation'],
  reasons: 'Invoices are kept for ten years.',
}

/** A desk on Monday 2 March 2026 at ten, Paris time, with an agent and a DPO, and what they do most. */
export async function openDesk(t: Parameters<typeof testService>[0], options: TestServiceOptions = {}) {
  const service = await testService(t, options)
  service.at('2026-03-02T09:00:00Z')
  const acme = await service.organisation('acme')
  const agent = await acme.client('agent')
  const dpo = await acme.client('dpo')
  const open = async (rights: object[] = [{ right: 'erasure' }], more: object = {}): Promise<Made> => {
    const made = await agent('POST', '/v1/requests', {
      channel: 'email',
      received_at: '2026-03-02T09:00:00Z',
      requester: { name: 'Ana', email: 'ana@example.org' },
      rights,
      ...more,
    })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
    return made.body
  }
  const act = (request: { id: string }, action: string, body: object = {}) =>
    dpo('POST', `/v1/requests/${request.id}/${action}`, body)
  return {
    service,
    acme,
    agent,
    dpo,
    open,
    act,
    onRight: (request: Made, action: string, body: object = {}, position = 0) =>
      act(request, `rights/${request.rights[position]?.id}/${action}`, body),
    proven: (request: { id: string }) =>
      act(request, 'confirm-identity', { method: 'known_facts', note: 'compared the contract number' }),
    eventTypes: async (request: { id: string }): Promise<string[]> =>
      (await agent('GET', `/v1/requests/${request.id}/events?limit=100`)).body.data.map(
        (event: { type: string }) => event.type,
      ),
  }
}
