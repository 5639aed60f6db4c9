import t from 'tap'
import { screenRequests } from '../../src/requests/screen-requests.ts'
import { type Answer, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')

const send = (email: string, name = 'Zoé Łukasiewicz') =>
  service.call('POST', '/v1/public/acme/requests', { requester: { name, email }, rights: [{ right: 'access' }] })
const found = async (query: string): Promise<{ id: string; warnings: { code: string }[] }[]> =>
  (await agent('GET', `/v1/requests?${query}`)).body.data
/** What can be told from an answer, apart from what must differ in each: its reference, ids and times. */
const told = ({ status, headers, body }: Answer) => {
  const { 'x-request-id': _id, date: _date, ratelimit: _limit, ...kept } = headers
  const text = JSON.stringify(body)
  return { status, headers: kept, body: text.replace(/HB-[0-9A-Z-]+|vrf_[0-9a-z]{26}|\d{4}-[0-9T:-]+Z/g, '…') }
}

t.test('attack 8: a form is answered with the same bytes for known and unknown people', async (t) => {
  await send('known@example.org')
  await acme.person('known@example.org')
  const [known, unknown] = [await send('known@example.org'), await send('unknown@example.org')]
  t.equal(known.status, 202)
  t.same(told(known), told(unknown))
  t.equal(known.raw.length, unknown.raw.length)
})

t.test(
  'attack 10: a hundred forms with a victim’s address are answered as the first, and all of them are there',
  async (t) => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => send('victim@example.org')))
    for (const answer of answers) t.same(told(answer), told(answers[0] ?? answer))
    t.equal((await found('email=victim@example.org&limit=100')).length, 100)
    const signedIn = await service.call('POST', '/v1/public/acme/sign-in', { email: 'victim@example.org' })
    const { id } = signedIn.body.verification
    const redeemed = await service.call('POST', `/v1/public/acme/verifications/${id}/redeem`, {
      code: service.code(id),
    })
    t.equal(redeemed.status, 200, 'and they do not close the door to the victim')
  },
)

t.test('attack 40: one name is found and compared however its characters are composed', async (t) => {
  const composed = await send('composed@example.org', 'Zo\u00eb \u0141ukasiewicz')
  const decomposed = await send('decomposed@example.org', 'Zoe\u0308 \u0141ukasiewicz')
  const [one, other] = [await found('email=composed@example.org'), await found('email=decomposed@example.org')]
  t.equal(composed.status, 202)
  t.equal(decomposed.status, 202)
  const nameOf = async (id: string | undefined) => (await agent('GET', `/v1/requests/${id}`)).body.requester.name
  t.equal(await nameOf(one[0]?.id), await nameOf(other[0]?.id))
  t.equal((await found(`q=${encodeURIComponent('zoe\u0308 \u0142ukasiewicz')}&email=composed@example.org`)).length, 1)
})

t.test('attack 40: a name that reorders what follows it, or looks like another, is no other', async (t) => {
  for (const name of ['Zo\u00eb \u202egro.elpmaxe', 'Zo\u00eb\u2066', 'Zo\u00eb\u0000', 'Zo\u00eb\nBcc: all']) {
    t.match(await send('bidi@example.org', name), {
      status: 400,
      body: { errors: [{ location: /^body/ }] },
    })
  }
  await send('victor@example.org', 'Victor Pascal')
  await send('impostor@example.org', 'Vi\u0441tor P\u0430scal') // Cyrillic es and a
  await screenRequests(service.deps)
  const [impostor] = await found('email=impostor@example.org')
  t.same(impostor?.warnings, [], 'not the same name: nothing is claimed of it')
  t.same((await found('q=victor%20pascal')).length, 1)
})

t.test(
  'attack 41: a look-alike domain is another mailbox, sees nothing of the first one’s, and staff is warned',
  async (t) => {
    const alike = 'victor@ex\u0430mple.org' // Cyrillic a
    const impostor = await acme.person(alike)
    t.same((await impostor('GET', '/v1/me/requests')).body.data, [])
    t.equal((await send(alike, 'Victor Pascal')).status, 202)
    const mine = (await impostor('GET', '/v1/me/requests')).body.data
    t.equal(mine.length, 1, 'their own alone')
    const [theirs] = await found(`email=${encodeURIComponent(alike)}`)
    t.match(theirs?.warnings, [{ code: 'lookalike_address' }])
    const [victims] = await found('email=victor@example.org')
    t.same(victims?.warnings, [])
    t.not(theirs?.id, victims?.id)
    const spelt = await found(`email=${encodeURIComponent('victor@xn--exmple-4nf.org')}`)
    t.same(
      spelt.map(({ id }) => id),
      [theirs?.id],
      'however it is spelt',
    )
    for (const honest of [
      'a@b\u00fccher.example',
      'a@\u03c0\u03b1\u03c1\u03ac\u03b4\u03b5\u03b9\u03b3\u03bc\u03b1.gr',
      'a@\u043f\u0440\u0438\u043c\u0435\u0440.org',
    ]) {
      await send(honest)
      t.same((await found(`email=${encodeURIComponent(honest)}`))[0]?.warnings, [], honest)
    }
  },
)

t.test('attack 41: a local part takes no letters that look like others', async (t) => {
  t.equal((await send('vi\u0441tor@example.org')).status, 400)
  t.equal((await service.call('POST', '/v1/public/acme/sign-in', { email: 'vi\u0441tor@example.org' })).status, 400)
})
