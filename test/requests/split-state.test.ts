import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { sampled } from '../support/sampled.ts'
import type { Answer } from '../support/service.ts'
import { type Made, openDesk } from './desk.ts'

/** What had become of each right before its letter is split: nothing of it is lost, and nothing is there twice. */

const { service, act, agent, dpo, open, onRight, proven } = await openDesk(t)
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** How far a right has gone; `again`: carried out, and then looked at again. */
const stages = ['asked', 'refused', 'granted', 'carried_out', 'again'] as const
const kinds = {
  objection: { right: 'objection', direct_marketing: true },
  restriction: { right: 'restriction' },
  erasure: { right: 'erasure' },
  withdrawal: { right: 'withdrawal', consents: ['The newsletter'] },
  register: { right: 'post_mortem', purpose: 'register', directives: [{ instruction: 'erase' }] },
} as const
type Kind = keyof typeof kinds
const rightsOfLetter = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>('objection', 'restriction', 'erasure', 'withdrawal', 'register'),
    stage: fc.constantFrom(...stages),
    moves: fc.boolean(),
  }),
  { minLength: 2, maxLength: 5 },
)

async function takeTo(request: Made, kind: Kind, stage: (typeof stages)[number], position: number): Promise<void> {
  const told = { by: 'other', at: '2026-03-02T09:30:00Z' }
  const refusal = { outcome: 'refused', grounds: ['not_controller'], reasons: 'Not ours.', told }
  if (stage === 'refused') await must(onRight(request, 'decide', refusal, position))
  if (stage === 'asked' || stage === 'refused') return
  await must(onRight(request, 'decide', { outcome: 'granted', told }, position))
  if (stage === 'granted') return
  const isToldOf = kind === 'restriction' || kind === 'erasure'
  const recipients = [{ name: 'CRM Ltd', told_at: '2026-03-02T09:30:00Z' }, { name: 'Printer' }]
  await must(onRight(request, 'fulfil', { note: 'done', told, ...(isToldOf ? { recipients } : {}) }, position))
  if (stage === 'again') await must(onRight(request, 'revise', { reason: 'More was found.' }, position))
}

let people = 0
t.test('what systems, recipients and staff are told is the same before and after', async (t) => {
  const check = async (rights: { kind: Kind; stage: (typeof stages)[number]; moves: boolean }[], consents: boolean) => {
    service.at('2026-03-02T10:00:00Z')
    const email = `person${++people}@example.org`
    const letter = rights.map(({ kind }) => kinds[kind])
    const request = await open(letter, { requester: { name: `Person ${people}`, email } })
    await must(proven(request))
    for (const [position, { kind, stage }] of rights.entries()) await takeTo(request, kind, stage, position)
    const consent = { email, consented_on: '2026-03-02', reason: 'By telephone.' }
    if (consents) await dpo('POST', '/v1/suppressions/lift', consent) // 404 where nobody objects: as good a past as any
    const facts = async (halves: readonly { id: string }[]) => {
      const of = async (list: string) =>
        (
          await Promise.all(halves.map(async ({ id }) => (await must(agent('GET', list.replace(':id', id)))).data))
        ).flat()
      const sorted = (found: { id: string }[]) => found.sort((one, other) => (one.id < other.id ? -1 : 1))
      const { data: directives } = await must(dpo('GET', '/v1/directives?limit=100'))
      return {
        rights: sorted(
          (await Promise.all(halves.map(({ id }) => must(agent('GET', `/v1/requests/${id}`))))).flatMap(
            (each) => each.rights,
          ),
        ),
        suppressed: await must(dpo('POST', '/v1/suppressions/check', { email })),
        objections: await must(dpo('GET', '/v1/suppressions')),
        restricted: (await must(dpo('POST', '/v1/restrictions/check', { email }))).restrictions,
        recipients: sorted(await of('/v1/requests/:id/recipients?limit=100')),
        directives,
      }
    }
    const before = await facts([request])
    const moving = request.rights.filter((_, at) => rights[at]?.moves === true).map(({ id }) => id)
    const answer = await act(request, 'split', { rights: moving, reason: 'Two teams.' })
    const after = await facts(answer.status === 201 ? [request, answer.body] : [request])
    return { status: answer.status, isSame: isDeepStrictEqual(after, before) }
  }
  const checked = fc.asyncProperty(rightsOfLetter, fc.boolean(), async (rights, consents) => {
    return (await check(rights, consents)).isSame
  })
  await fc.assert(checked, sampled(50))
  const objects = { kind: 'objection', stage: 'asked', moves: true } as const
  const stays = { kind: 'erasure', stage: 'carried_out', moves: false } as const
  t.same(await check([objects, stays], true), { status: 201, isSame: true }, 'and what may move has moved')
})
