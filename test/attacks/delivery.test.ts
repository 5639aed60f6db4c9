import t from 'tap'
import { exportDesk } from '../exports/support.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
const ana = await acme.person('ana@example.org')

/** A granted access request whose export is released. */
const released = async () => {
  const { request, id } = await desk.prepared()
  const { status, body } = await desk.release(request.id, id)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return { request: request.id, id, url: `/v1/me/requests/${request.id}/exports/${id}/download` }
}
const downloads = async (request: string): Promise<number> => (await desk.events(request, 'export_downloaded')).length
const byForm = (url: string, form: string, type = 'application/x-www-form-urlencoded') =>
  service.call('POST', url, form, { 'content-type': type })
const showRequest = async (id: string) => (await desk.agent('GET', `/v1/requests/${id}`)).body

t.test('attack 62: an export is not released by who asked for it', async (t) => {
  const request = await desk.open()
  await desk.grant(request)
  const askAs = async (user?: string) => {
    const headers: Record<string, string> = user === undefined ? {} : { 'acting-user': user }
    const asked = await desk.dpo(
      'POST',
      `/v1/requests/${request.id}/exports`,
      { kind: 'access', format: 'json' },
      headers,
    )
    await desk.compile(asked.body.id)
    return asked.body.id
  }
  const anonymous = await askAs()
  const byEve = await askAs('eve@acme.example')
  const releaseAs = (id: string, user?: string) =>
    desk.release(request.id, id, {}, desk.dpo, user === undefined ? {} : { 'acting-user': user })
  for (const [id, user] of [
    [anonymous, undefined],
    [anonymous, 'bob@acme.example'],
    [byEve, undefined],
    [byEve, 'eve@acme.example'],
    [byEve, 'EVE@ACME.example'],
  ] as const) {
    const refused = await releaseAs(id, user)
    t.match([refused.status, refused.body.code], [403, 'four_eyes'], `${user}`)
  }
  t.match(
    await showRequest(request.id),
    { rights: [{ status: 'decided', answered_on: null }] },
    'and nothing has happened',
  )
  t.equal((await desk.events(request.id, 'export_released')).length, 0)
  t.equal((await releaseAs(byEve, 'bob@acme.example')).status, 200, 'another person before the same tool')
  t.equal((await desk.release(request.id, anonymous, {}, desk.dpo2)).status, 200, 'another client')
})

t.test(
  'attack 16: a token is taken from a header or the body of a form, never from a URL, and comes into no answer, Referer or log',
  async (t) => {
    const { request, url } = await released()
    const taken = await byForm(url, `access_token=${ana.token}`)
    t.equal(taken.status, 200)
    t.equal(taken.headers['content-disposition']?.toString().slice(0, 11), 'attachment;')
    t.equal(
      (await byForm(url, `access_token=${ana.token}`, 'application/x-www-form-urlencoded; charset=UTF-8')).status,
      200,
    )
    const refused = {
      inTheUrl: await service.call('POST', `${url}?access_token=${ana.token}`),
      inTheUrlOfAForm: await byForm(`${url}?access_token=${ana.token}`, ''),
      nobody: await service.call('POST', url),
      emptyForm: await byForm(url, ''),
      wrong: await byForm(url, 'access_token=nonsense'),
      staff: await byForm(url, `access_token=${desk.agent.token}`),
      jsonWithoutHeader: await service.call('POST', url, { access_token: ana.token }),
      wrongHeader: await service.call('POST', url, `access_token=${ana.token}`, {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: 'Bearer nonsense',
      }),
    }
    for (const [how, answer] of Object.entries(refused)) {
      t.equal(answer.status, 401, how)
      t.ok(answer.headers['www-authenticate'], how)
    }
    t.equal((await byForm(url, `access_token=${ana.token}&access_token=${ana.token}`)).status, 400, 'twice')
    t.equal((await byForm(url, `access_token=${ana.token}&more=1`)).status, 400, 'an unknown field')
    t.equal((await byForm(url, `access_token=${'a'.repeat(10_000)}`)).status, 413)
    t.equal((await ana('POST', url, 'x', { 'content-type': 'text/plain' })).status, 415)
    t.equal(await downloads(request), 2)
    t.notMatch(service.logged.join(''), /eyJ/, 'no token in the log')
  },
)

t.test('attack 17: a scanner of mail that follows the link takes nothing, and no code is used up', async (t) => {
  const { request, url } = await released()
  for (const method of ['GET', 'PUT'] as const) t.equal((await ana(method, url)).status, 405, method)
  t.equal(await downloads(request), 0)
})

t.test('attack 14: a download is opened by the code that was sent for it, and by no other', async (t) => {
  const strict = await service.organisation('strict')
  await strict.admin('PATCH', '/v1/organisation', { settings: { download_step_up: { required: true } } })
  const own = await exportDesk(service, strict)
  const taken = async () => {
    const { request, id } = await own.prepared()
    await own.release(request.id, id)
    return { request: request.id, url: `/v1/me/requests/${request.id}/exports/${id}` }
  }
  const [one, other] = [await taken(), await taken()]
  const [zoe, again] = [await strict.person('ana@example.org'), await strict.person('ana@example.org')]
  const stepUp = async (as = zoe, url = one.url) => (await as('POST', `${url}/step-up`)).body.verification.id
  const refused = async (as: typeof zoe, code: string, why: string) => {
    const answer = await as('POST', `${one.url}/download`, { code })
    t.match([answer.status, answer.body.code], [403, 'step_up_required'], why)
  }

  const asked = await service.call('POST', '/v1/public/strict/sign-in', { email: 'ana@example.org' })
  const contact = await zoe('POST', '/v1/me/contact', { email: 'ana@example.org' })
  const codes = {
    'of a sign-in': service.code(asked.body.verification.id),
    'of a change of address': service.code(contact.body.verification.id),
    'of another export': service.code(await stepUp(zoe, other.url)),
    'of another sign-in of the same person': service.code(await stepUp(again)),
    'of one that a newer one has replaced': service.code(await stepUp()),
  }
  const id = await stepUp()
  for (const [why, code] of Object.entries(codes).slice(0, 4)) await refused(zoe, code, why)
  const signIn = await service.call('POST', `/v1/public/strict/verifications/${id}/redeem`, { code: service.code(id) })
  t.equal(signIn.status, 401, 'nor does it sign anybody in')
  const moved = await zoe('POST', '/v1/me/contact/redeem', { verification: id, code: service.code(id) })
  t.match([moved.status, moved.body.code], [422, 'code_refused'], 'nor change an address')
  await refused(again, service.code(id), 'in another sign-in of the same person')
  t.equal((await own.events(one.request, 'export_downloaded')).length, 0)

  const replaced = Object.values(codes)[4] ?? ''
  await refused(zoe, replaced, 'the fifth and last wrong try')
  await refused(zoe, service.code(id), 'the right one comes too late: five tries')
  const fresh = service.code(await stepUp())
  t.equal((await zoe('POST', `${one.url}/download`, { code: fresh })).status, 200)
  t.equal((await zoe('POST', `${other.url}/download`, { code: fresh })).status, 403, 'and opens no other export')
})
