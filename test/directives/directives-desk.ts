import { type Made, openDesk } from '../requests/desk.ts'
import type { Answer } from '../support/service.ts'

export const photographs = { instruction: 'disclose', scope: 'The photographs', recipient: 'My sister' }
export const letters = { instruction: 'erase', scope: 'The letters' }
export const everything = { instruction: 'erase' }
export const register = (directives: object[], more: object = {}) => ({
  right: 'post_mortem',
  purpose: 'register',
  directives,
  ...more,
})
export const revoke = { right: 'post_mortem', purpose: 'revoke' }
export const execute = (name: string) => ({ right: 'post_mortem', purpose: 'execute', deceased: { name } })
export const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
export const by = (name: string, email?: string) => ({ requester: email === undefined ? { name } : { name, email } })
export const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
export const heirOf = (name: string, more: object = {}) => ({
  ...by('Ulla Nilsson', 'ulla@example.org'),
  capacity: 'heir',
  data_subject: { name },
  ...more,
})

type Found = {
  id: string
  status: string
  matched_by: string[]
  registered_by: string
  directives: object[]
  designated_writes: boolean
}

/** A desk at which directives are registered, found and ended. */
export async function openDirectivesDesk(t: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk(t)
  const { act, agent, open, onRight, proven } = desk

  /** A right granted and carried out, for who has proven who they are. */
  async function carriedOut(right: object, more: object, command: object = {}): Promise<Made> {
    const request = await granted(right, more)
    await must(onRight(request, 'fulfil', { note: 'done', told, ...command }))
    return request
  }
  async function granted(right: object, more: object): Promise<Made> {
    const request = await open([right], more)
    await must(proven(request))
    await must(onRight(request, 'decide', { outcome: 'granted', told }))
    return request
  }
  const fulfil = (request: Made, command: object = {}) => onRight(request, 'fulfil', { note: 'done', told, ...command })
  const found = async (request: Made): Promise<Found[]> =>
    (await must(agent('GET', `/v1/requests/${request.id}/directives`))).data
  const statuses = async (request: Made) => (await found(request)).map(({ status }) => status)
  const warned = async (request: Made, call = agent): Promise<boolean> =>
    (await must(call('GET', `/v1/requests/${request.id}`))).warnings.some(
      ({ code }: { code: string }) => code === 'directives_found',
    )
  const accept = (request: Made) =>
    must(act(request, 'confirm-authority', { note: 'acte', checklist: { death: true, quality: true } }))
  return { ...desk, carriedOut, granted, fulfil, found, statuses, warned, accept }
}
