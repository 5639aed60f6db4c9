import { request as httpRequest } from 'node:http'
import { json } from 'node:stream/consumers'
import t from 'tap'
import { testService } from '../support/service.ts'
import { exportDesk } from './support.ts'
import { openDownload } from '../../src/exports/open-download.ts'
import { parseId } from '../../src/platform/identifiers.ts'
const service = await testService(t, {})
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const desk = await exportDesk(service, acme)
await service.app.listen({ host: '127.0.0.1', port: 0 })
const { port } = service.app.server.address() as any
const request = await desk.open()
const rnd = (n: number) => (Math.imul(n, 2654435761) >>> 0).toString(36)
const rec = (n: number) => JSON.stringify({ category: ['orders', 'visits'][n % 2], provided_by: 'observed', data: { number: `A-${n}`, at: new Date(1.7e12 + n * 1e6).toISOString(), total: (n * 7919 % 100000) / 100, customer: { name: 'Zoé Łukasiewicz', phone: '+33 1 23 45 67 89', address: { street: `${n % 300} rue des Lilas`, city: 'Paris', zip: '75011' } }, items: [{ sku: `s${n * 31 % 9973}`, qty: n % 7, price: (n % 1000) / 10 }], note: Array.from({ length: 20 }, (_, k) => rnd(n * 31 + k)).join(' ') } }) + '\n'
let peak = 0
let ph=0, pe=0; const watch = setInterval(() => { const m=process.memoryUsage(); peak = Math.max(peak, m.rss); ph=Math.max(ph,m.heapTotal); pe=Math.max(pe,m.external) }, 20)
const rss = () => `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB (peak ${(peak / 1e6).toFixed(0)} heap ${(ph/1e6).toFixed(0)} ext ${(pe/1e6).toFixed(0)})`
await new Promise((r) => setTimeout(r, 500))
console.log('# idle', rss()); peak = 0
const total = 128 * 1024 * 1024
let t0 = performance.now()
const sent = httpRequest({ port, method: 'PUT', path: `/v1/requests/${request.id}/records/crm`, headers: { authorization: `Bearer ${desk.agent.token}`, 'content-type': 'application/x-ndjson' } })
const answer = new Promise<any>((resolve) => sent.on('response', (r) => resolve(json(r))))
let bytes = 0
for (let n = 0; bytes < total; ) { let s = ''; for (let k = 0; k < 100; k++) s += rec(n++); bytes += Buffer.byteLength(s); if (!sent.write(s)) await new Promise((r) => sent.once('drain', r)) }
sent.end()
const done = await answer
console.log('# put', done, (bytes / 1e6 / ((performance.now() - t0) / 1000)).toFixed(1), 'MB/s', rss()); peak = 0; ph = 0; pe = 0; (globalThis as any).gc?.(); console.log('# after gc', rss()); peak = 0; ph=0; pe=0
for (const format of ['json', 'zip']) {
  const id = await desk.ask(request.id, 'access', format)
  t0 = performance.now()
  const u0 = process.cpuUsage()
  await desk.compile(id)
  const u = process.cpuUsage(u0)
  console.log('#', format, (bytes / 1e6 / ((performance.now() - t0) / 1000)).toFixed(1), 'MB/s wall', (bytes / 1e6 / ((u.user + u.system) / 1e6)).toFixed(1), 'MB/s cpu', rss(), (await desk.show(request.id, id)).bytes); peak = 0
}
clearInterval(watch)
t.ok(true)
