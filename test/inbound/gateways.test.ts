import { once } from 'node:events'
import { request } from 'node:http'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import type { Database } from '../../src/platform/database/transaction.ts'
import { createLog } from '../../src/platform/http/log.ts'
import { readSettings } from '../../src/settings.ts'
import { done, fresh } from '../attacks/desk.ts'
import { bytesOf, handIn, mailOf, newGateway, signatureOf, signingAs } from '../support/gateway.ts'
import { testService } from '../support/service.ts'
import { until } from '../support/until.ts'

const service = await testService(t)
const { admin } = await service.organisation('acme')

t.test('what a gateway has begun to hand in as it is deleted is refused like all it sends afterwards', async (t) => {
  const agent = await newGateway(service.app, admin)
  let isToBeDeleted = true
  const { database } = service.deps
  /** Deletes it once the door knows its keys. */
  const lookup: Database['lookup'] = async (statement, values) => {
    const found = await database.lookup(statement, values)
    if (isToBeDeleted) await done(admin('DELETE', `/v1/gateways/${agent.id}`))
    isToBeDeleted = false
    return found
  }
  const app = await buildApp({
    settings: readSettings({ NODE_ENV: 'test' }),
    deps: { ...service.deps, database: { ...database, lookup } },
    log: createLog({ level: 'silent' }),
    ready: { database: () => database.ready() },
  })
  t.teardown(() => app.close())
  const answer = await handIn(signingAs(app, agent), mailOf())
  t.notOk(isToBeDeleted)
  t.match(answer, { status: 401, body: { code: 'unauthorized' } })
  t.same((await admin('GET', '/v1/requests')).body.data, [], 'and nothing of it is kept')
})

t.test('an organisation has at most twenty', async (t) => {
  for (let n = 1; n <= 20; n += 1) await newGateway(service.app, admin)
  const more = () => admin('POST', '/v1/gateways', { name: 'mx21.example.org' })
  t.match(await more(), { status: 422, body: { code: 'not_permitted' } })
  const { data } = (await admin('GET', '/v1/gateways?limit=100')).body
  t.equal(data.length, 20)
  await done(admin('DELETE', `/v1/gateways/${data[0].id}`))
  t.equal((await more()).status, 201, 'a deleted one makes room')
})

t.test('what mails under way may take is bounded: beyond, gateways are asked to come back', async (t) => {
  const { admin: other } = await service.organisation('other')
  const gateway = await newGateway(service.app, other)
  const url = await service.app.listen({ host: '127.0.0.1', port: 0 })
  const mail = bytesOf(mailOf())
  /** A call that does not say how long it is, and so may be as long as any. */
  const begin = () => {
    const headers = signatureOf({ ...gateway, callId: fresh('call') }, mail)
    const call = request(`${url}/v1/inbound/email`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'message/rfc822', 'transfer-encoding': 'chunked' },
      agent: false,
    })
    call.on('error', () => {}) // it is destroyed below
    call.flushHeaders()
    return call
  }
  const answerTo = async (call: ReturnType<typeof begin>) => (await once(call, 'response'))[0]
  const six = Array.from({ length: 6 }, begin)
  const { statusCode, headers } = await Promise.race(six.map(answerTo))
  t.match({ statusCode, headers }, { statusCode: 503, headers: { 'retry-after': /^[1-9]/ } })
  for (const call of six) call.destroy()
  await until(async () => {
    const call = begin()
    call.end(mail)
    const { statusCode: status } = await answerTo(call)
    call.destroy()
    return status === 202 // what was given up counts no more
  })
  t.equal((await other('GET', '/v1/gateways')).body.data[0].mail.opened, 1)
})
