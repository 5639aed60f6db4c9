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

t.test('a grant that is taken back leaves no download behind, and granted anew it does', async (t) => {
  const { request, url } = await released()
  const list = () => ana('GET', `/v1/me/requests/${request}/exports`)
  t.equal((await ana('POST', url)).status, 200)
  const { rights } = (await desk.dpo('GET', `/v1/requests/${request}`)).body
  const onRight = (action: string, body: object) =>
    desk.dpo('POST', `/v1/requests/${request}/rights/${rights[0].id}/${action}`, body)
  t.equal((await onRight('revise', { reason: 'granted by mistake' })).status, 200)
  t.equal((await ana('POST', url)).status, 404, 'not while it is open again')
  t.same((await list()).body.data, [])
  const refusal = { outcome: 'refused', grounds: ['excessive'], reasons: 'The fortieth request of this month.' }
  t.equal((await onRight('decide', refusal)).status, 200)
  t.equal((await ana('POST', url)).status, 404, 'nor once it is refused')
  await onRight('revise', { reason: 'not excessive after all' })
  t.equal((await onRight('decide', { outcome: 'granted' })).status, 200)
  t.equal((await ana('POST', url)).status, 200)
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
