import { makeCheckpoints } from '../../src/evidence/make-checkpoints.ts'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { openDesk, refusal } from '../requests/desk.ts'

/** A bundle as it comes out of JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests take it apart, and alter it, by path
export type LooseBundle = any

/** A desk whose requests have histories, and the bundles of these. */
export async function openArchive(t: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk(t)
  const { agent, service } = desk
  const withUser = (action: string, id: string, body: object) =>
    agent('POST', `/v1/requests/${id}/${action}`, body, { 'acting-user': 'ada@acme.example' })
  return {
    ...desk,
    checkpoint: () => makeCheckpoints(service.deps),
    /** A request of eight events or more, the first of them in a checkpoint, some in a second one, some in none yet. */
    history: async () => {
      const request = await desk.open([{ right: 'erasure' }, { right: 'access' }, { right: 'rectification' }])
      await withUser('acknowledge', request.id, { assignee: 'ada@acme.example' })
      await makeCheckpoints(service.deps)
      await desk.proven(request)
      await desk.onRight(request, 'decide', refusal)
      await desk.open() // somebody else's events lie between
      await desk.onRight(request, 'decide', { outcome: 'granted' }, 1)
      await makeCheckpoints(service.deps)
      await withUser('messages', request.id, { text: 'We are compiling your data.' })
      await desk.act(request, 'extend', { ground: 'complexity', reasons: 'Forty systems.' })
      return request
    },
    bundle: async (request: { id: string }): Promise<LooseBundle> => {
      const answer = await agent('GET', `/v1/requests/${request.id}/evidence`)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      return answer.body
    },
  }
}

/** What the verifier finds wrong with a bundle; undefined where it holds. */
export function faultOf(bundle: unknown, outside: Parameters<typeof verifyBundle>[1] = {}): string | undefined {
  const verdict = verifyBundle(typeof bundle === 'string' ? bundle : JSON.stringify(bundle), outside)
  return verdict.ok ? undefined : verdict.fault
}
