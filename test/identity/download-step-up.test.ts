import t from 'tap'
import { exportDesk } from '../exports/support.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const switched = (required: boolean, as = acme.admin) =>
  as('PATCH', '/v1/organisation', { settings: { download_step_up: { required } } })
await switched(true)

const released = async (email = 'ana@example.org') => {
  const { request } = await desk.prepared({ requester: { name: 'Ana', email } })
  const id = await desk.ready(request.id, 'access', 'zip') // a part of a ZIP is read as bytes by what calls here
  await desk.release(request.id, id)
  return { request: request.id, id, url: `/v1/me/requests/${request.id}/exports/${id}` }
}
const downloads = async (request: string): Promise<number> => (await desk.events(request, 'export_downloaded')).length
type Person = Awaited<ReturnType<typeof acme.person>>
/** Asks for a code, as the letter would carry it. */
const code = async (as: Person, url: string): Promise<string> => {
  const asked = await as('POST', `${url}/step-up`)
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body))
  return service.code(asked.body.verification.id)
}
const take = (as: Person, url: string, body?: object, headers?: Record<string, string>) =>
  as('POST', `${url}/download`, body, headers)
const refused = { status: 403, body: { code: 'step_up_required' } }

t.test('an administrator switches it on, and the organisation says so; it is off by default', async (t) => {
  t.match(await switched(true, (await service.organisation('by-default')).admin), {
    status: 200,
    body: { settings: { download_step_up: { required: true } } },
  })
  const { body } = await (await service.organisation('usual')).admin('GET', '/v1/organisation')
  t.same(body.settings.download_step_up, { required: false })
  t.equal((await switched(false, desk.dpo)).status, 403)
})

t.test('a download needs the code that was sent to the mailbox, once, and the list says so', async (t) => {
  const { request, url } = await released()
  const ana = await acme.person('ana@example.org')
  const needs = async () =>
    (await ana('GET', `/v1/me/requests/${request}/exports`)).body.data.map(
      (each: { step_up_required: boolean }) => each.step_up_required,
    )
  t.match(await take(ana, url), refused)
  t.match(await take(ana, url, { code: '0000 0000' }), refused, 'nor by a guess before one was asked for')
  t.same([await needs(), await downloads(request)], [[true], 0])

  const asked = await ana('POST', `${url}/step-up`)
  t.match(asked, { status: 202, body: { verification: { id: /^vrf_/, method: 'mailbox_code' } } })
  t.equal(asked.body.verification.expires_at.slice(0, 15), '2026-03-02T10:1', 'ten minutes')
  const [letter] = await runAs(
    service.database.superuser,
    `select type, request_id from habeas.letters where verification_id is not null order by created_at desc, id desc limit 1`,
  )
  t.same(letter, { type: 'code', request_id: null })
  t.match(await take(ana, url), refused, 'asking opens nothing')

  const given = service.code(asked.body.verification.id)
  t.equal((await take(ana, url, { code: `${given.slice(0, 4)} ${given.slice(4)}` })).status, 200)
  t.same([await needs(), await downloads(request)], [[false], 1])
})

t.test('the form of a browser sends the code beside its token', async (t) => {
  const { request, url } = await released()
  const ana = await acme.person('ana@example.org')
  const form = (fields: Record<string, string>) =>
    service.call('POST', `${url}/download`, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })
  t.match(await form({ access_token: ana.token }), refused)
  const given = await code(ana, url)
  t.equal((await form({ code: given })).status, 401, 'a code is no token')
  const taken = await form({ access_token: ana.token, code: given })
  t.match([taken.status, taken.headers['content-disposition']], [200, /^attachment/])
  t.equal(await downloads(request), 1)
})

t.test('ranges and a download taken up again need no other code for ten minutes, in this sign-in alone', async (t) => {
  service.at('2026-03-02T10:00:00Z')
  const { request, url } = await released()
  const [ana, elsewhere] = [await acme.person('ana@example.org'), await acme.person('ana@example.org')]
  const given = await code(ana, url)
  const range = (from: number) => take(ana, url, from === 0 ? { code: given } : undefined, { range: `bytes=${from}-` })
  t.equal((await range(0)).status, 206)
  t.equal((await range(2)).status, 206)
  t.equal((await take(ana, url, { code: given }, { range: 'bytes=4-' })).status, 206, 'with the code once more, too')
  t.match(await take(elsewhere, url), refused)
  t.match(await take(elsewhere, url, { code: given }), refused)
  t.equal(await downloads(request), 1, 'one download')
  service.at('2026-03-02T10:09:00Z')
  t.equal((await range(6)).status, 206)
  service.at('2026-03-02T10:10:30Z')
  t.match(await range(6), refused)
  t.match(await take(ana, url, { code: given }), refused, 'a code serves once')
  t.equal((await take(ana, url, { code: await code(ana, url) })).status, 200)
  service.at('2026-03-02T10:00:00Z')
})

t.test('of two who type one code at once neither is cut: one redeems it, the other finds it open', async (t) => {
  const { request, url } = await released('bea@example.org')
  const bea = await acme.person('bea@example.org')
  const given = await code(bea, url)
  const both = await Promise.all([take(bea, url, { code: given }), take(bea, url, { code: given })])
  t.same(
    both.map(({ status }) => status),
    [200, 200],
  )
  t.equal(await downloads(request), 2)
})

t.test('wrong codes count though they are refused: five tries, and twenty a day for the mailbox', async (t) => {
  const { url } = await released('cleo@example.org')
  const cleo = await acme.person('cleo@example.org')
  const wrong = async (right: string) => {
    for (let i = 0; i < 5; i += 1)
      t.match(await take(cleo, url, { code: right === '00000000' ? '1' : '00000000' }), refused)
  }
  for (let i = 0; i < 4; i += 1) {
    const right = await code(cleo, url)
    await wrong(right)
    t.match(await take(cleo, url, { code: right }), refused, 'the right one, after five wrong ones')
  }
  t.match(await take(cleo, url, { code: await code(cleo, url) }), refused, 'the budget of the mailbox is used up')
  t.ok(service.logged.some((line) => line.includes('code_refused')))
})

t.test('no code is sent for what the person may not have, in the same words as for nothing', async (t) => {
  const { request, id, url } = await released('dora@example.org')
  const [dora, eve] = [await acme.person('dora@example.org'), await acme.person('eve@example.org')]
  const told = (answer: Awaited<ReturnType<Person>>) => ({ ...answer.body, request_id: '' })
  const absent = await dora('POST', `/v1/me/requests/${request}/exports/exp_01h2xcejqtf2nbrexx3vqjhp41/step-up`)
  t.equal(absent.status, 404)
  t.same(told(await eve('POST', `${url}/step-up`)), told(absent))
  const given = await code(dora, url)
  await desk.dpo('POST', `/v1/requests/${request}/exports/${id}/revoke`)
  t.same(told(await dora('POST', `${url}/step-up`)), told(absent))
  t.same(told(await take(dora, url, { code: given })), told(absent))
})

t.test('where it is switched off, a download needs none, and a code does no harm', async (t) => {
  await switched(false)
  const { request, url } = await released('dora@example.org')
  const dora = await acme.person('dora@example.org')
  t.equal((await dora('GET', `/v1/me/requests/${request}/exports`)).body.data[0].step_up_required, false)
  t.equal((await take(dora, url)).status, 200)
  t.equal((await take(dora, url, { code: await code(dora, url) })).status, 200)
  t.equal((await take(dora, url, { code: '00000000' })).status, 200)
  await switched(true)
})
