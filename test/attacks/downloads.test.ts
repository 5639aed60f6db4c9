import t from 'tap'
import { eraseDueCases } from '../../src/retention/erase-due-cases.ts'
import { exportDesk, sha256 } from '../exports/support.ts'
import { testBucket } from '../support/bucket.ts'
import { type Answer, testService } from '../support/service.ts'

const bucket = await testBucket(t)

// The same attacks wherever the bytes lie
for (const [where, options] of Object.entries({ 'the database': {}, 'a bucket': { bucket: bucket.place } })) {
  const service = await testService(t, options)
  service.at('2026-03-02T10:00:00Z')
  const acme = await service.organisation('acme')
  const desk = await exportDesk(service, acme)
  const ana = await acme.person('ana@example.org')

  const large = Array.from({ length: 2_500 }, (_, n) => ({ ...desk.record, data: { n, filler: 'f'.repeat(1_000) } }))
  const released = async () => {
    const request = await desk.open()
    await desk.put(request.id, 'crm', large)
    await desk.grant(request)
    const id = await desk.ready(request.id)
    await desk.release(request.id, id)
    return { request: request.id, id, url: `/v1/me/requests/${request.id}/exports/${id}/download` }
  }
  /** As bytes: a part of JSON is none. */
  const take = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await service.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${ana.token}`, ...headers },
    })
    return { status: answer.statusCode, raw: answer.rawPayload }
  }
  const downloads = async (request: string) => (await desk.events(request, 'export_downloaded')).length
  const told = ({ status, body }: Answer) => ({ status, body: { ...body, request_id: '' } })

  t.test(`attack 18: expired, revoked and erased are one and the same 404 (${where})`, async (t) => {
    const absent = told(
      await ana(
        'POST',
        '/v1/me/requests/req_01h2xcejqtf2nbrexx3vqjhp41/exports/exp_01h2xcejqtf2nbrexx3vqjhp41/download',
      ),
    )
    t.equal(absent.status, 404)
    const gone = {
      expired: async () => service.at('2026-04-02T10:00:01Z'),
      revoked: ({ request, id }: { request: string; id: string }) =>
        desk.dpo('POST', `/v1/requests/${request}/exports/${id}/revoke`),
      erased: async ({ request }: { request: string }) => {
        await desk.dpo('POST', `/v1/requests/${request}/close`, { reason: 'completed' })
        service.at('2031-03-05T10:00:00Z')
        t.ok((await eraseDueCases(service.deps)) > 0)
      },
    }
    for (const [how, goes] of Object.entries(gone)) {
      service.at('2026-03-02T10:00:00Z')
      const found = await released()
      t.equal((await take(found.url, { range: 'bytes=0-0' })).status, 206, how)
      await goes(found)
      const person = await acme.person('ana@example.org')
      t.same(told(await person('POST', found.url)), absent, how)
    }
    service.at('2026-03-02T10:00:00Z')
  })

  t.test(`attack 19: two downloads at once are each recorded, and neither is cut (${where})`, async (t) => {
    const { request, id, url } = await released()
    const { bytes, sha256: hash } = await desk.show(request, id)
    const both = await Promise.all([take(url), take(url)])
    for (const { status, raw } of both) t.same([status, raw.length, sha256(raw)], [200, bytes, hash])
    t.equal(await downloads(request), 2)
  })

  t.test(`attack 20: the ranges of one download are counted once, and give the whole (${where})`, async (t) => {
    const { request, id, url } = await released()
    const { bytes, sha256: hash } = await desk.show(request, id)
    const parts: Buffer[] = []
    // Crosses the borders of chunks, and begins and ends upon them
    for (const [from, to] of [
      [0, 1_048_575],
      [1_048_576, 1_048_576],
      [1_048_577, 2_200_000],
      [2_200_001, bytes - 1],
    ]) {
      const { status, raw } = await take(url, { range: `bytes=${from}-${to}` })
      t.equal(status, 206)
      parts.push(raw)
    }
    t.equal(sha256(Buffer.concat(parts)), hash)
    t.equal(await downloads(request), 1)
  })
}
