import t from 'tap'
import { type Made, openDesk } from '../requests/desk.ts'
import type { Answer } from '../support/service.ts'

/** Who objected to marketing and has consented since: which of the two was said last. */

const { act, dpo, open } = await openDesk(t)
const must = async (answer: Promise<Answer>) => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
const suppressed = async (email: string): Promise<boolean> =>
  (await must(dpo('POST', '/v1/suppressions/check', { email }))).suppressed
const statement = (email: string, more: object = {}): Promise<Made> =>
  open([{ right: 'objection', direct_marketing: true }], { requester: { name: 'Ana Kos', email }, ...more })
const importing = (line: object) => must(dpo('POST', '/v1/suppressions/import', [line]))
const line = (email: string, objected_on: string) => ({ email, objected_on })

t.test('what was said last counts: an objection that turns out to be later than the consent holds', async (t) => {
  const consent = (email: string) =>
    must(dpo('POST', '/v1/suppressions/lift', { email, consented_on: '2026-02-25', reason: 'By telephone.' }))
  const letter = { channel: 'post', received_at: undefined, received_on: '2026-02-20' }
  const request = await statement('later@example.org', letter)
  await consent('later@example.org')
  t.equal(await suppressed('later@example.org'), false)
  await must(act(request, 'correct', { received_on: '2026-02-24', reason: 'The stamp says so.' }))
  t.equal(await suppressed('later@example.org'), false, 'still before the consent')
  await must(act(request, 'correct', { received_on: '2026-02-27', reason: 'The stamp was read again.' }))
  t.equal(await suppressed('later@example.org'), true)

  await importing(line('listed@example.org', '2026-02-20'))
  await consent('listed@example.org')
  t.match(await importing(line('listed@example.org', '2026-02-25')), { renewed: 1 })
  t.equal(await suppressed('listed@example.org'), false, 'of the same day')
  t.match(await importing(line('listed@example.org', '2026-02-26')), { renewed: 1 })
  t.equal(await suppressed('listed@example.org'), true)
})

t.test('what only its request knew, and was lifted, is not brought back by an old list', async (t) => {
  const email = 'known@example.org'
  await statement(email)
  await must(dpo('POST', '/v1/suppressions/lift', { email, consented_on: '2026-03-02', reason: 'By telephone.' }))
  t.match(await importing(line(email, '2026-01-01')), { added: 1 })
  t.equal(await suppressed(email), false)
})
