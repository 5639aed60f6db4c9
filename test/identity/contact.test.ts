import t from 'tap'
import { type LetterDetail, letterBoxes } from '../../src/letters/tables.ts'
import { organisationSafe, type Sealed } from '../../src/platform/crypto/safe.ts'
import type { LetterId } from '../../src/platform/identifiers.ts'
import { jobHandlers } from '../../src/worker.ts'
import { exportDesk } from '../exports/support.ts'
import { runAs } from '../support/database.ts'
import { type Answer, type Call, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-05-04T09:00:00Z')
const acme = await service.organisation('acme')
const other = await service.organisation('other')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const { code } = service
const { superuser } = service.database

const open = async (email: string, more: object = {}): Promise<string> => {
  const requester = { name: 'Zoé', email }
  const made = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester,
    rights: [{ right: 'access' }],
    ...more,
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}
const ask = async (as: Call, email: string, requests?: string[]): Promise<string> => {
  const asked = await as('POST', '/v1/me/contact', { email, requests })
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body))
  return asked.body.verification.id
}
const redeem = (as: Call, verification: string, typed = code(verification)) =>
  as('POST', '/v1/me/contact/redeem', { verification, code: typed })
const wrong = (right: string) => (right === '00000000' ? '11111111' : '00000000')
const shown = async (id: string) => (await agent('GET', `/v1/requests/${id}`)).body
const sees = async (as: Call, id: string) => (await as('GET', `/v1/me/requests/${id}`)).status
const eventsOf = async (id: string): Promise<{ type: string; details: object; actor: { id: string } }[]> =>
  (await agent('GET', `/v1/requests/${id}/events`)).body.data
const isWarned = async (id: string): Promise<boolean> =>
  (await shown(id)).warnings.some((warning: { code: string }) => warning.code === 'contact_changed')
const lettersOf = async (id: string): Promise<string[]> =>
  (await agent('GET', `/v1/requests/${id}/letters`)).body.data.map(({ type }: { type: string }) => type)
/** The bearer of the token that a move answers with. */
const bearer = ({ body }: Answer): Call => {
  const authorization = `Bearer ${body.access_token}`
  return (method, url, sent, headers = {}) => service.call(method, url, sent, { authorization, ...headers })
}
/** Subjects of the code letters that went to an address. */
const codeLetters = async (email: string): Promise<string[]> => {
  const rows = await runAs(
    superuser,
    `select id, detail from habeas.letters where type = 'code' and organisation_id = $1`,
    [acme.id],
  )
  const stored = rows as { id: LetterId; detail: Sealed<LetterDetail> }[] // the columns of the text
  const opened = stored.map((row) => letterBoxes.open(organisationSafe(service.keyring, acme.id), row).detail)
  return opened.filter(({ to }) => to.email === email).map(({ subject }) => subject)
}

t.test('a person moves to another mailbox, in two steps, and goes on with its token', async (t) => {
  const [one, two, closed] = [
    await open('old@example.org'),
    await open('Old@Example.org'),
    await open('old@example.org'),
  ]
  const elsewhere = await open('neighbour@example.org')
  await agent('POST', `/v1/requests/${closed}/cancel`, {})
  const zoe = await acme.person('old@example.org')
  const asked = await zoe('POST', '/v1/me/contact', { email: 'New@Example.org' })
  t.match(asked, { status: 202, body: { verification: { id: /^vrf_/, method: 'mailbox_code' } } })
  t.same(await codeLetters('New@Example.org'), ['Confirmez votre nouvelle adresse de contact'])
  t.equal((await shown(one)).requester.email, 'old@example.org', 'nothing changes until the code comes back')
  t.equal(await sees(zoe, one), 200)

  const moved = await redeem(zoe, asked.body.verification.id)
  t.match(moved, { status: 200, body: { object: 'contact_change', has_more: false, expires_in: 1800 } })
  t.same(moved.body.requests.sort(), [one, two].sort())
  for (const id of [one, two]) {
    t.match(await shown(id), {
      requester: { name: 'Zoé', email: 'New@Example.org' },
      identity: { level: 'mailbox', method: 'mailbox_code' },
    })
    t.same((await lettersOf(id)).filter((type) => type === 'contact_changed').length, 1, 'the old address is told')
    const types = (await eventsOf(id)).map(({ type }) => type)
    t.same(types.slice(-2), ['contact_changed', 'mailbox_proven'])
    t.equal(await sees(zoe, id), 404, 'the old mailbox’s token opens it no more')
    t.equal(await sees(bearer(moved), id), 200)
  }
  const [changed] = (await eventsOf(one)).filter(({ type }) => type === 'contact_changed')
  t.match(changed?.details, { level_before: 'mailbox', from: 'old@example.org', to: 'New@Example.org' })
  t.equal(await sees(zoe, closed), 200, 'what is closed stays where it was')
  t.match(await shown(elsewhere), { requester: { email: 'neighbour@example.org' } })
  t.same(
    (await agent('GET', '/v1/requests?email=new@example.org')).body.data.length,
    2,
    'and it is found by the new address',
  )
  t.same((await agent('GET', '/v1/requests?email=old@example.org')).body.data.length, 1)
  t.equal(await sees(await acme.person('new@example.org'), one), 200)
})

t.test(
  'named requests move, and no other; what is not the person’s or closed is refused before any code',
  async (t) => {
    const [mine, stays, closed] = [
      await open('some@example.org'),
      await open('some@example.org'),
      await open('some@example.org'),
    ]
    const theirs = await open('theirs@example.org')
    await agent('POST', `/v1/requests/${closed}/cancel`, {})
    const zoe = await acme.person('some@example.org')
    const tryFor = (requests: string[]) => zoe('POST', '/v1/me/contact', { email: 'some-new@example.org', requests })
    t.equal((await tryFor([mine, theirs])).status, 404)
    t.equal((await tryFor(['req_01h2xcejqtf2nbrexx3vqjhp41'])).status, 404)
    t.match(await tryFor([closed]), { status: 409, body: { code: 'action_not_allowed' } })
    t.equal((await tryFor([])).status, 400)
    t.same(await codeLetters('some-new@example.org'), [])
    const moved = await redeem(zoe, await ask(zoe, 'some-new@example.org', [mine]))
    t.same(moved.body.requests, [mine])
    t.same([await sees(zoe, mine), await sees(zoe, stays)], [404, 200])
  },
)

t.test('the answer is the same for every address, and each has the budget of sign-in (attacks 8, 10)', async (t) => {
  await open('known@example.org')
  const zoe = await acme.person('asks@example.org')
  const told = async (email: string) => {
    const { status, body, headers } = await zoe('POST', '/v1/me/contact', { email })
    const { 'x-request-id': _id, date: _date, ratelimit: _left, ...kept } = headers
    return { status, kept, body: JSON.stringify(body).replace(/vrf_[0-9a-z]{26}|\d{4}-[0-9T:-]+Z/g, '…') }
  }
  const known = await told('known@example.org')
  t.same(await told('unknown@example.org'), known)
  t.same(await told('asks@example.org'), known, 'one’s own, too')
  for (let i = 0; i < 10; i += 1) {
    const answer = i % 2 ? await told('flooded@example.org') : undefined
    if (answer) t.same(answer, known)
    else t.equal((await service.call('POST', '/v1/public/acme/sign-in', { email: 'Flooded@example.org' })).status, 202)
  }
  t.same(await told('flooded@example.org'), known)
  const sent = [...(await codeLetters('flooded@example.org')), ...(await codeLetters('Flooded@example.org'))]
  t.equal(sent.length, 10, 'codes for signing in and for moving are counted together')
})

t.test('the code alone, and the old mailbox alone, change nothing (attack 14)', async (t) => {
  const id = await open('bound@example.org')
  const zoe = await acme.person('bound@example.org')
  const eve = await acme.person('eve@example.org')
  const zoeElsewhere = await other.person('bound@example.org')
  const verification = await ask(zoe, 'bound-new@example.org')
  const publicly = (slug: string, vrf: string) =>
    service.call('POST', `/v1/public/${slug}/verifications/${vrf}/redeem`, { code: code(vrf) })
  t.equal((await publicly('acme', verification)).status, 401, 'at the public door, by the reader of the new address')
  const signIn = await service.call('POST', '/v1/public/acme/sign-in', { email: 'bound-new@example.org' })
  const receipt = await service.call('POST', '/v1/public/acme/requests', {
    requester: { name: 'Zoé', email: 'bound-new@example.org' },
    rights: [{ right: 'access' }],
  })
  const another = await ask(zoe, 'bound-other@example.org')
  const refused = {
    byAnother: await redeem(eve, verification),
    atAnotherOrganisation: await redeem(zoeElsewhere, verification),
    wrong: await redeem(zoe, verification, wrong(code(verification))),
    ofAnotherChallenge: await redeem(zoe, verification, code(another)),
    ofASignIn: await redeem(zoe, signIn.body.verification.id),
    ofAReceipt: await redeem(zoe, receipt.body.verification.id),
    unknown: await redeem(zoe, 'vrf_01h2xcejqtf2nbrexx3vqjhp41', code(verification)),
  }
  for (const [why, { status, body }] of Object.entries(refused)) {
    t.match({ status, body }, { status: 422, body: { code: 'code_refused' } }, why)
    t.equal(body.detail, refused.wrong.body.detail, why)
  }
  t.equal((await service.call('POST', '/v1/me/contact/redeem', { verification, code: code(verification) })).status, 401)
  t.equal((await shown(id)).requester.email, 'bound@example.org')
  const [{ tries } = {}] = await runAs(
    superuser,
    'select tries from habeas.verifications v join habeas.contact_changes c using (organisation_id, id) order by v.id desc limit 1 offset 1',
  )
  t.equal(tries, 2, 'what others try at it does not count against it')
  t.equal((await publicly('acme', signIn.body.verification.id)).status, 200, 'nor was that code spent')
  t.equal((await redeem(zoe, verification)).status, 200)
  t.equal((await redeem(await acme.person('bound@example.org'), verification)).status, 422, 'once')
})

t.test('five tries, ten minutes, and the budget of the new address (attacks 11, 12, 15)', async (t) => {
  await open('tries@example.org')
  const zoe = await acme.person('tries@example.org')
  const spent = await ask(zoe, 'tries-new@example.org')
  for (let i = 0; i < 5; i += 1) t.equal((await redeem(zoe, spent, wrong(code(spent)))).status, 422)
  t.equal((await redeem(zoe, spent)).status, 422, 'the sixth, though right')
  for (let challenge = 0; challenge < 3; challenge += 1) {
    const next = await ask(zoe, 'tries-new@example.org')
    for (let i = 0; i < 5; i += 1) await redeem(zoe, next, wrong(code(next)))
  }
  t.equal((await redeem(zoe, await ask(zoe, 'tries-new@example.org'))).status, 422, 'after twenty wrong ones')
  const late = await ask(zoe, 'tries-late@example.org')
  service.at('2026-05-04T09:11:00Z')
  t.equal((await redeem(zoe, late)).status, 422)
  t.equal((await redeem(zoe, await ask(zoe, 'tries-late@example.org'))).status, 200)
})

t.test('of fifty at once one moves the requests (attack 13)', async (t) => {
  const id = await open('fifty@example.org')
  const zoe = await acme.person('fifty@example.org')
  const verification = await ask(zoe, 'fifty-new@example.org')
  const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(zoe, verification)))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.equal(answers.filter(({ status }) => status === 422).length, 49)
  t.equal((await eventsOf(id)).filter(({ type }) => type === 'contact_changed').length, 1)
  t.equal((await lettersOf(id)).filter((type) => type === 'contact_changed').length, 1)
})

t.test('two who move to each other’s mailbox at once do not wait for each other for ever', async (t) => {
  const ids: string[] = []
  const others: string[] = []
  for (let i = 0; i < 4; i += 1) {
    ids.push(await open('left@example.org'))
    others.push(await open('right@example.org'))
  }
  const [left, right] = [await acme.person('left@example.org'), await acme.person('right@example.org')]
  const [there, back] = [await ask(left, 'right@example.org', ids), await ask(right, 'left@example.org', others)]
  const both = await Promise.all([redeem(left, there), redeem(right, back)])
  t.same(
    both.map(({ status }) => status),
    [200, 200],
  )
  const addresses = await Promise.all([...ids, ...others].map(async (id) => (await shown(id)).requester.email))
  t.same(addresses, [...ids.map(() => 'right@example.org'), ...others.map(() => 'left@example.org')])
})

t.test('a contact changed after proof: the proof falls, by the person’s doing as by staff’s (attack 3)', async (t) => {
  const desk = await exportDesk(service, acme)
  const person = await acme.person('ana@example.org')
  const changes: Record<string, (id: string) => Promise<Call>> = {
    person: async (id) => bearer(await redeem(person, await ask(person, 'ana-new@example.org', [id]))),
    staff: async (id) => {
      const requester = { name: 'Ana', email: 'ana-new@example.org' }
      await dpo('POST', `/v1/requests/${id}/correct`, { requester, reason: 'she has moved' })
      return acme.person('ana-new@example.org')
    },
  }
  for (const [who, change] of Object.entries(changes)) {
    const { request, id } = await desk.prepared()
    await desk.release(request.id, id)
    t.equal((await person('POST', `/v1/me/requests/${request.id}/exports/${id}/download`)).status, 200, who)
    const unreleased = await desk.prepared()
    t.match((await shown(request.id)).identity, { level: 'verified' }, who)
    const holder = await change(request.id)
    const there = await change(unreleased.request.id)

    t.match((await shown(request.id)).identity, { level: 'mailbox' }, who)
    t.ok(await isWarned(request.id), who)
    const download = (as: Call) => as('POST', `/v1/me/requests/${request.id}/exports/${id}/download`)
    t.equal((await download(person)).status, 404, `${who}: the old mailbox has it no more`)
    t.equal((await download(holder)).status, 404, `${who}: nor has the new one, released as it is`)
    t.same((await holder('GET', `/v1/me/requests/${request.id}/exports`)).body.data, [], who)
    t.match(await desk.release(request.id, id), { status: 422, body: { code: 'identity_level_too_low' } }, who)
    t.match(await desk.release(unreleased.request.id, unreleased.id), { status: 422 }, who)
    t.equal((await desk.events(request.id, 'export_downloaded')).length, 1, who)

    const confirm = { method: 'known_facts', note: 'compared anew' }
    t.equal((await agent('POST', `/v1/requests/${request.id}/confirm-identity`, confirm)).status, 200, who)
    t.notOk(await isWarned(request.id), who)
    t.equal((await download(holder)).status, 200, `${who}: proven anew, it is handed out`)
    t.equal((await download(person)).status, 404, who)
    t.equal((await there('GET', `/v1/me/requests/${unreleased.request.id}/exports`)).body.data.length, 0, who)
  }
})

t.test('the address waits sealed, and goes with its challenge', async (t) => {
  await open('waits@example.org')
  const zoe = await acme.person('waits@example.org')
  await ask(zoe, 'waits-new@example.org')
  await redeem(zoe, await ask(zoe, 'waits-done@example.org'))
  const count = async () =>
    (await runAs(superuser, 'select count(*)::int as count from habeas.contact_changes'))[0]?.count
  t.ok(Number(await count()) > 0)
  service.at('2026-05-06T12:00:00Z')
  await jobHandlers(service.deps).sweep({}, new AbortController().signal)
  t.equal(await count(), 0)
  t.notMatch(service.logged.join(''), /@example/)
  t.match(service.logged.join(''), /"event":"code_refused"/)
})
