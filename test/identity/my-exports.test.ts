import t from 'tap'
import { exportDesk } from '../exports/support.ts'
import { type Answer, type Call, testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T10:00:00Z')
const acme = await service.organisation('acme')
const other = await service.organisation('other')
const desk = await exportDesk(service, acme)
const ana = await acme.person('ana@example.org')
const eve = await acme.person('eve@example.org')
const anaElsewhere = await other.person('ana@example.org')

/** A granted access request with a compiled export. */
const compiled = async (format = 'json'): Promise<{ request: string; id: string; url: string }> => {
  const request = await desk.open()
  await desk.put(request.id, 'crm', [{ category: 'orders', data: { total: 12 }, provided_by: 'observed' }])
  await desk.grant(request)
  const id = await desk.ready(request.id, 'access', format)
  return { request: request.id, id, url: `/v1/me/requests/${request.id}/exports/${id}/download` }
}
const released = async (format?: string) => {
  const found = await compiled(format)
  const { status, body } = await desk.release(found.request, found.id)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return found
}
const downloads = async (request: string): Promise<number> => (await desk.events(request, 'export_downloaded')).length
const byForm = (url: string, form: string, type = 'application/x-www-form-urlencoded') =>
  service.call('POST', url, form, { 'content-type': type })
const told = ({ status, headers, body }: Answer) => {
  const { 'x-request-id': _id, date: _date, ...kept } = headers
  return { status, headers: kept, body: { ...body, request_id: '' } }
}

t.test('the person sees an export once it is released, and downloads it', async (t) => {
  const { request, id, url } = await compiled()
  const list = () => ana('GET', `/v1/me/requests/${request}/exports`)
  t.same((await list()).body, { object: 'list', data: [], has_more: false })
  t.equal((await ana('POST', url)).status, 404, 'not before')
  await desk.release(request, id)
  t.match((await list()).body, { data: [{ id, object: 'export', kind: 'access', format: 'json', status: 'released' }] })
  const taken = await ana('POST', url)
  t.equal(taken.status, 200)
  t.match(JSON.parse(taken.raw.toString()), { kind: 'access', records: { orders: [{ total: 12 }] } })
  t.match(taken.headers, {
    'content-type': 'application/json',
    'content-disposition': /^attachment; filename="HB-/,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  t.equal(await downloads(request), 1)
})

t.test('a browser posts a form with its token; a URL never carries one (attack 16)', async (t) => {
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
})

t.test('looking at the link takes nothing (attack 17)', async (t) => {
  const { request, url } = await released()
  for (const method of ['GET', 'PUT'] as const) t.equal((await ana(method, url)).status, 405, method)
  t.equal(await downloads(request), 0)
})

t.test('a range is 206, and of one sign-in one download (attack 20)', async (t) => {
  const { request, url } = await released('zip')
  const whole = (await ana('POST', url)).raw
  const part = await ana('POST', url, undefined, { range: 'bytes=2-5' })
  t.equal(part.status, 206)
  t.ok(part.raw.equals(whole.subarray(2, 6)))
  t.equal((await ana('POST', url, undefined, { range: `bytes=${whole.length}-` })).status, 416)
  t.equal(await downloads(request), 1)
})

t.test(
  'another person’s, another tenant’s, mixed and revoked are a 404 identical to absent (attacks 18, 21 to 23)',
  async (t) => {
    const { request, id, url } = await released()
    const mixed = await desk.open()
    const absent = await ana(
      'POST',
      '/v1/me/requests/req_01h2xcejqtf2nbrexx3vqjhp41/exports/exp_01h2xcejqtf2nbrexx3vqjhp41/download',
    )
    t.equal(absent.status, 404)
    for (const [who, as] of Object.entries({ eve, anaElsewhere })) {
      t.same(told(await as('POST', url)), told(absent), who)
      const list = await as('GET', `/v1/me/requests/${request}/exports`)
      t.equal(list.status, 404, who)
    }
    t.same(told(await ana('POST', `/v1/me/requests/${mixed.id}/exports/${id}/download`)), told(absent), 'mixed')
    t.same(told(await ana('POST', `/v1/me/requests/${request}/exports/exp_x/download`)), told(absent), 'malformed')
    t.equal(await downloads(request), 0)
    await desk.dpo('POST', `/v1/requests/${request}/exports/${id}/revoke`, {})
    t.same(told(await ana('POST', url)), told(absent), 'revoked')
    t.same((await ana('GET', `/v1/me/requests/${request}/exports`)).body.data, [])
  },
)

t.test('the list goes on where its page ended', async (t) => {
  const { request, id } = await released()
  const all = [id]
  for (let i = 0; i < 2; i += 1) {
    const next = await desk.ready(request)
    await desk.release(request, next)
    all.unshift(next)
  }
  const pages = async (as: Call): Promise<string[]> => {
    const seen: string[] = []
    for (let url = `/v1/me/requests/${request}/exports?limit=2`; url !== ''; ) {
      const page = await as('GET', url)
      seen.push(...page.body.data.map((each: { id: string }) => each.id))
      url = /<([^>]+)>/.exec(String(page.headers.link ?? ''))?.[1] ?? ''
    }
    return seen
  }
  t.same(await pages(ana), all)
})
