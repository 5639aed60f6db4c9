import { createPublicKey, hash, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { canonical } from '../../src/evidence/canonical.ts'
import { makeCheckpoints } from '../../src/evidence/make-checkpoints.ts'
import { merkleTree } from '../../src/evidence/merkle.ts'
import { sendCheckpoints } from '../../src/evidence/send-checkpoints.ts'
import { witnessAt } from '../../src/evidence/witness.ts'
import { connect } from '../../src/platform/database/connection.ts'
import { jobHandlers } from '../../src/worker.ts'
import { runAs } from '../support/database.ts'
import { type Call, testService } from '../support/service.ts'

type Checkpoint = {
  number: number
  hash: string
  signature: string
  sent_at: string | null
  statement: {
    number: number
    events: number
    events_before: number
    root: string
    previous: string | null
    at: string
  }
}

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const beta = await service.organisation('beta')
const agent = await acme.client('agent')
const open = async (by: Call = agent) => {
  const requester = { name: 'Ana', email: 'ana@example.org' }
  return by('POST', '/v1/requests', { channel: 'web', requester, rights: [{ right: 'erasure' }] })
}
const checkpoints = async (query = 'limit=100', by: Call = agent): Promise<Checkpoint[]> =>
  (await by('GET', `/v1/evidence/checkpoints?${query}`)).body.data
const { superuser, app } = service.database
const hashesOf = async (organisation: string): Promise<Buffer[]> => {
  const rows = await runAs(
    superuser,
    'select hash from habeas.events where organisation_id = $1 order by feed_position',
    [organisation],
  )
  return rows.map((row) => row.hash as Buffer) // bytea
}

t.test('a checkpoint is made over all events that are there, of each organisation its own', async (t) => {
  await open()
  await makeCheckpoints(service.deps)
  const [first, ...more] = await checkpoints()
  t.same(more, [])
  const hashes = await hashesOf(acme.id)
  const tree = merkleTree()
  for (const hash of hashes) tree.add(hash)
  t.match(first, {
    number: 1,
    sent_at: null,
    statement: {
      type: 'habeas.checkpoint.v1',
      organisation: acme.typeId,
      number: 1,
      events: hashes.length,
      events_before: 0,
      root: tree.root().toString('hex'),
      previous: null,
      at: /^2026-03-02T09:0\d:\d\dZ$/,
    },
  })
  const [theirs] = await checkpoints('', beta.admin)
  t.match(theirs?.statement, { organisation: beta.typeId, events: (await hashesOf(beta.id)).length })
})

t.test('the next covers what is new, and names the one before; where nothing is new there is none', async (t) => {
  await makeCheckpoints(service.deps)
  t.equal((await checkpoints()).length, 1)
  await open()
  await open()
  await makeCheckpoints(service.deps)
  const [first, second] = await checkpoints()
  t.match(second?.statement, {
    number: 2,
    events: 2,
    events_before: first?.statement.events,
    previous: first?.hash,
  })
})

t.test('what is signed is the canonical statement, by the key that the list of keys has', async (t) => {
  const { data: keys } = (await agent('GET', '/v1/evidence/keys')).body
  t.match(keys, [{ object: 'signing_key', algorithm: 'Ed25519', since: /^2026-03-02T09:0\d:\d\dZ$/ }])
  const [{ id, public_key }] = keys
  t.equal(hash('sha256', Buffer.from(public_key, 'hex')).slice(0, 32), id)
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(public_key, 'hex').toString('base64url') }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  for (const { statement, signature, hash: own } of await checkpoints()) {
    const bytes = Buffer.from(canonical(statement))
    t.ok(verify(null, bytes, key, Buffer.from(signature, 'hex')))
    t.equal(hash('sha256', bytes), own)
  }
  const gamma = await service.organisation('gamma')
  t.match((await gamma.admin('GET', '/v1/evidence/keys')).body.data, [{ id, public_key, since: null }], 'not used yet')
})

t.test('many workers at once make one chain, and cover every event once', async (t) => {
  await Promise.all([
    ...Array.from({ length: 12 }, () => open()),
    ...Array.from({ length: 6 }, () => makeCheckpoints(service.deps)),
  ])
  await makeCheckpoints(service.deps)
  const all = await checkpoints()
  let [previous, before]: [string | null, number] = [null, 0]
  for (const [at, { statement, hash }] of all.entries()) {
    t.match(statement, { number: at + 1, previous, events_before: before })
    ;[previous, before] = [hash, before + statement.events]
  }
  t.equal(before, (await hashesOf(acme.id)).length)
})

t.test('an event behind one that is not committed waits for the next checkpoint', async (t) => {
  const limits = {
    lockMs: 60_000,
    statementMs: 60_000,
    answerMs: 61_000,
    idleInTransactionMs: 60_000,
    connectMs: 10_000,
  }
  const other = await connect(superuser, limits)
  await other.send({ text: 'begin', as: 'script' })
  await other.send({ text: 'select habeas.next_feed_position()', as: 'script' })
  const before = (await checkpoints()).length
  await open()
  await makeCheckpoints(service.deps)
  t.equal((await checkpoints()).length, before)
  await other.send({ text: 'rollback', as: 'script' })
  other.close()
  await makeCheckpoints(service.deps)
  t.equal((await checkpoints()).length, before + 1)
})

t.test('the list is read page by page, oldest first, or after a number', async (t) => {
  const all = (await checkpoints()).map(({ number }) => number)
  t.ok(all.length > 3)
  const first = await agent('GET', '/v1/evidence/checkpoints?limit=2')
  t.equal(first.body.has_more, true)
  t.match(first.headers.link, /rel="next"/)
  const second = await agent('GET', `/v1/evidence/checkpoints?limit=100&cursor=${first.body.next_cursor}`)
  t.same(
    [...first.body.data, ...second.body.data].map(({ number }) => number),
    all,
  )
  t.same(
    (await checkpoints('after=2')).map(({ number }) => number),
    all.slice(2),
  )
  t.same((await beta.admin('GET', `/v1/evidence/checkpoints?cursor=${first.body.next_cursor}`)).status, 400)
})

t.test('an auditor rebuilds every tree from the feed', async (t) => {
  const hashes: string[] = []
  for (let query = 'limit=100'; ; ) {
    const { body } = await agent('GET', `/v1/events?${query}`)
    hashes.push(...body.data.map((event: { hash: string }) => event.hash))
    if (!body.has_more) break
    query = `limit=100&after=${body.data.at(-1).id}`
  }
  for (const { statement } of await checkpoints()) {
    const tree = merkleTree()
    for (const hash of hashes.splice(0, statement.events)) tree.add(Buffer.from(hash, 'hex'))
    t.equal(tree.root().toString('hex'), statement.root, `checkpoint ${statement.number}`)
  }
  t.same(hashes, [], 'and none is left')
})

t.test('nobody changes a checkpoint, its key or its delivery: 42501, the owner too', async (t) => {
  for (const table of ['checkpoints', 'signing_keys', 'checkpoint_deliveries']) {
    for (const sql of [`update habeas.${table} set organisation_id = organisation_id`, `delete from habeas.${table}`]) {
      for (const target of [superuser, app]) {
        const refusal = await runAs(target, sql).catch((error: unknown) => error)
        t.match(refusal, { sqlstate: '42501' }, `${sql}, as ${target.user}`)
      }
    }
  }
})

t.test('a receiver that fails keeps no checkpoint from being made; later it gets all of them, in order', async (t) => {
  const got: { statement: { organisation: string; number: number } }[] = []
  let works = false
  const witness = async (line: string) => {
    if (!works) throw new Error('the receiver is away')
    got.push(JSON.parse(line))
  }
  const job = () => jobHandlers({ ...service.deps, witness }).checkpoint({}, new AbortController().signal)
  await open()
  await t.rejects(job(), { message: '1 could not be done' })
  const made = await checkpoints()
  t.equal(made.at(-1)?.statement.events, 1, 'it was made all the same')
  t.same(new Set(made.map(({ sent_at }) => sent_at)), new Set([null]))
  works = true
  await job()
  const mine = got.filter(({ statement }) => statement.organisation === acme.typeId)
  t.same(
    mine,
    made.map(({ statement, signature }) => ({ statement, signature })),
  )
  t.ok(got.length > mine.length, 'the other organisations’ too')
  t.same(
    (await checkpoints()).filter(({ sent_at }) => sent_at === null),
    [],
  )
  await job()
  t.equal(mine.length, got.filter(({ statement }) => statement.organisation === acme.typeId).length, 'once')
})

t.test('one that arrived and could not be recorded is sent again', async (t) => {
  await open()
  await makeCheckpoints(service.deps)
  const last = (await checkpoints()).at(-1)?.number
  const got: number[] = []
  const witness = async (line: string) => {
    got.push(JSON.parse(line).statement.number)
    // The worker is killed before it commits: what comes after the receiver's yes never happens
    if (got.length === 1) throw new Error('killed')
  }
  await t.rejects(sendCheckpoints({ ...service.deps, witness }))
  await sendCheckpoints({ ...service.deps, witness })
  t.same(got, [last, last])
})

t.test('a receiver that fails three times in a row is left alone until the next round', async (t) => {
  for (const slug of ['third', 'fourth', 'fifth', 'sixth']) {
    const { admin } = await service.organisation(slug)
    t.equal((await admin('POST', '/v1/clients', { name: 'desk', role: 'agent' })).status, 201)
  }
  await makeCheckpoints(service.deps)
  let asked = 0
  const fails = async () => {
    asked += 1
    throw new Error('the receiver is away')
  }
  await t.rejects(sendCheckpoints({ ...service.deps, witness: fails }), { message: '3 could not be done' })
  t.equal(asked, 3)
  asked = 0
  // What arrives now and then is worth going on for.
  const stumbles = async () => {
    asked += 1
    if (asked % 2 === 1) throw new Error('a hiccup')
  }
  await t.rejects(sendCheckpoints({ ...service.deps, witness: stumbles }))
  t.ok(asked > 3)
  await sendCheckpoints({ ...service.deps, witness: async () => {} })
})

t.test('a file gets a line each, behind whatever a crash has left', async (t) => {
  const path = join(mkdtempSync(join(tmpdir(), 'habeas-roots-')), 'roots.jsonl')
  writeFileSync(path, '{"statement":{"cut"')
  const witness = witnessAt(path)
  for (let round = 0; round < 2; round++) {
    await open()
    await makeCheckpoints(service.deps)
    await sendCheckpoints({ ...service.deps, witness })
  }
  const [cut, ...lines] = readFileSync(path, 'utf8').split('\n')
  t.equal(cut, '{"statement":{"cut"')
  t.equal(lines.pop(), '', 'each line is ended')
  t.same(
    lines.map((line) => JSON.parse(line)),
    (await checkpoints()).slice(-2).map(({ statement, signature }) => ({ statement, signature })),
  )
})

t.test('an address is called by the rules of outbound calls', async (t) => {
  for (const place of ['https://127.0.0.1/roots', 'https://localhost:8080/roots']) {
    await t.rejects(witnessAt(place)('{}'), { name: 'OutboundFailure', reason: 'not_allowed' }, place)
  }
})
