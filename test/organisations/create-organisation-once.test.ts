import t from 'tap'
import { runAs } from '../support/database.ts'
import { callWith } from '../support/service.ts'
import { idOf, operatorDesk } from './operator-desk.ts'

const { service, minimal, create, countOf } = await operatorDesk(t)

t.test('the same key gives the same organisation and the same secret again', async (t) => {
  const headers = { 'idempotency-key': 'create-key-0123456789' }
  const first = await create(minimal('once'), headers)
  const again = await create(minimal('once'), headers)
  t.equal(first.status, 201)
  t.equal(again.status, 201)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.notOk(first.headers['idempotent-replayed'])
  t.same(again.body, first.body)
  t.equal(again.headers.etag, first.headers.etag)
  t.equal(await countOf('once'), 1)
  const call = callWith(service.app, { 'content-type': 'application/x-www-form-urlencoded' })
  const { id, secret } = again.body.client
  t.equal(
    (await call('POST', '/oauth/token', `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`))
      .status,
    200,
  )
})

t.test('64: the same key with another body is refused and makes nothing', async (t) => {
  const headers = { 'idempotency-key': 'other-body-0123456789' }
  t.equal((await create(minimal('body-one'), headers)).status, 201)
  const { status, body } = await create(minimal('body-two'), headers)
  t.equal(status, 422)
  t.equal(body.code, 'idempotency_mismatch')
  t.equal(await countOf('body-two'), 0)
})

t.test('a key whose request was refused may be used again', async (t) => {
  t.equal((await create(minimal('port'))).status, 201)
  const headers = { 'idempotency-key': 'second-try-0123456789' }
  t.equal((await create(minimal('port'), headers)).status, 409)
  t.equal((await create(minimal('port-two'), headers)).status, 201)
})

t.test('once its answer is forgotten, a key still makes no second organisation', async (t) => {
  const headers = { 'idempotency-key': 'forgotten-0123456789' }
  const made = await create(minimal('forgotten'), headers)
  await runAs(service.database.superuser, 'delete from habeas.idempotent_answers where organisation_id = $1', [
    idOf(made.body.id),
  ])
  t.match((await create(minimal('remembered'), headers)).body, { status: 422, code: 'idempotency_mismatch' })
  t.equal(await countOf('remembered'), 0)
})

t.test('66: fifty at once under one key make one organisation', async (t) => {
  const headers = { 'idempotency-key': 'fifty-at-once-0123456789' }
  const answers = await Promise.all(Array.from({ length: 50 }, () => create(minimal('fifty'), headers)))
  const made = answers.filter((answer) => answer.status === 201)
  t.ok(made.length >= 1)
  t.equal(new Set(made.map((answer) => answer.body.id)).size, 1)
  t.same(
    [...new Set(answers.map((answer) => answer.status))].filter((status) => status !== 201 && status !== 409),
    [],
  )
  t.equal(await countOf('fifty'), 1)
})

t.test('an unusable key is refused', async (t) => {
  for (const key of ['', 'with space', 'a'.repeat(256)]) {
    t.equal((await create(minimal('bad-key'), { 'idempotency-key': key })).status, 400, key)
  }
})
