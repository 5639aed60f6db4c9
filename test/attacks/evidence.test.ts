import t from 'tap'
import { chainEvent, eventHash } from '../../src/evidence/chain.ts'
import { makeCheckpoints } from '../../src/evidence/make-checkpoints.ts'
import { eventsOfRequest } from '../../src/evidence/store.ts'
import { type OrganisationId, parseId, type RequestId } from '../../src/platform/identifiers.ts'
import { faultOf, type LooseBundle, openArchive } from '../evidence/history.ts'
import { runAs } from '../support/database.ts'

// Attack 71, by whoever holds the database: a superuser, with every trigger and foreign key out of the way.
const archive = await openArchive(t)
const { superuser, db } = archive.service.database
const request = await archive.history()
const requestId = parseId('req', request.id) as RequestId // the service gave it
const whole = await archive.bundle(request)
const organisation = parseId('org', whole.organisation) as OrganisationId // the same
const count: number = whole.events.length
const covered = whole.events.filter(({ inclusion }: LooseBundle) => inclusion !== null).length

const tables = ['events', 'checkpoints', 'signing_keys', 'requests', 'letters']
for (const table of tables) await runAs(superuser, `create table kept_${table} as select * from habeas.${table}`)
const mightily = (sql: string) => runAs(superuser, `set session_replication_role = replica; ${sql}`)
const restore = () =>
  mightily(
    tables
      .map((table) => `delete from habeas.${table}; insert into habeas.${table} select * from kept_${table}`)
      .join(';'),
  )

/** What the verifier says once this was done to the rows; they are as they were afterwards. */
async function faultAfter(sql: string, outside = {}): Promise<string | undefined> {
  await mightily(sql)
  try {
    return faultOf(await archive.bundle(request), outside)
  } finally {
    await restore()
  }
}

/** The place of one event of the request, for a WHERE. */
const event = (sequence: number) => `stream_id = '${requestId}' and sequence = ${sequence}`

/** Another value of each type. */
const other: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `${column} || 'x'`,
  uuid: () => 'gen_random_uuid()',
  integer: (column) => `${column} + 100`,
  bigint: (column) => `${column} + 1000000`,
  'timestamp(3) with time zone': (column) => `${column} + interval '1 second'`,
  jsonb: () => `'{"forged":1.5}'`,
  // The last byte: the first one of a box is its version, which a constraint demands
  bytea: (column) => {
    const last = `length(${column}) - 1`
    return `coalesce(set_byte(${column}, ${last}, get_byte(${column}, ${last}) # 1), '\\x01')`
  },
}

async function columnsOf(table: string): Promise<{ name: string; type: string; nullable: boolean }[]> {
  const rows = await runAs(
    superuser,
    `select attname as name, format_type(atttypid, atttypmod) as type, not attnotnull as nullable from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [`habeas.${table}`],
  )
  return rows.map(({ name, type, nullable }) => ({
    name: String(name),
    type: String(type),
    nullable: nullable === true,
  }))
}

t.test('71: the history as it is holds', async (t) => {
  t.ok(count >= 8 && covered > 4 && covered < count, `${covered} of ${count} events are in checkpoints`)
  t.equal(faultOf(whole), undefined)
  t.equal(await faultAfter('select 1'), undefined)
})

t.test('71: every column of every event, changed or blanked, is caught, and the event is named', async (t) => {
  for (const { name, type, nullable } of await columnsOf('events')) {
    for (let sequence = 1; sequence <= count; sequence++) {
      const isCovered = sequence <= covered
      // A place in the feed is hashed nowhere: behind the last checkpoint moving it moves nothing that was said
      if (name === 'feed_position' && !isCovered) continue
      const change = other[type]
      if (change === undefined) throw new Error(`say what another ${type} is`)
      const fault = await faultAfter(`update habeas.events set ${name} = ${change(name)} where ${event(sequence)}`)
      const named = name === 'feed_position' ? /\bcheckpoint\b/ : new RegExp(`\\bevent ${sequence}\\b`)
      t.match(fault, named, `${name} of event ${sequence}: ${fault}`)
      if (!nullable) continue
      const [{ is_null } = {}] = await runAs(
        superuser,
        `select ${name} is null as is_null from habeas.events where ${event(sequence)}`,
      )
      if (is_null === true) continue
      const blanked = await faultAfter(`update habeas.events set ${name} = null where ${event(sequence)}`)
      t.match(blanked, new RegExp(`\\bevent ${sequence}\\b`), `${name} of event ${sequence} blanked: ${blanked}`)
    }
  }
})

t.test('71: any event deleted is missed, the last one too', async (t) => {
  for (let sequence = 1; sequence <= count; sequence++) {
    const fault = await faultAfter(`delete from habeas.events where ${event(sequence)}`)
    const expected =
      sequence === count ? `the tail is cut: the head names event ${count}` : `event ${sequence} is missing`
    t.match(fault, expected)
  }
  t.match(await faultAfter(`delete from habeas.events where stream_id = '${requestId}'`), 'the bundle has no event')
  t.match(
    await faultAfter(`delete from habeas.events where stream_id = '${requestId}' and sequence > 3`),
    'the tail is cut: the head names event',
  )
})

t.test('71: two events that change places are caught', async (t) => {
  for (let sequence = 1; sequence < count; sequence++) {
    const fault = await faultAfter(`
      update habeas.events set sequence = -1 where ${event(sequence)};
      update habeas.events set sequence = ${sequence} where ${event(sequence + 1)};
      update habeas.events set sequence = ${sequence + 1} where ${event(-1)}`)
    t.match(fault, new RegExp(`^event ${sequence} .*was changed`))
  }
  const places = `
    update habeas.events e set feed_position = f.feed_position from habeas.events f
    where e.stream_id = '${requestId}' and f.stream_id = '${requestId}' and e.sequence in (1, 3) and f.sequence in (1, 3)
      and e.sequence <> f.sequence`
  t.match(await faultAfter(places), /is not in checkpoint/)
})

/** The events as the service reads them. */
const stored = await db.transaction(organisation, (tx) =>
  eventsOfRequest(tx, archive.service.keyring, requestId, { after: 0, limit: 100 }),
)
const hex = (bytes: Buffer | null) => (bytes === null ? 'null' : `'\\x${bytes.toString('hex')}'`)

t.test('71: a forged event is caught, also one that is chained as it should be', async (t) => {
  const last = stored.at(-1)
  if (last === undefined) throw new Error('there are events')
  const head = { sequence: last.sequence, hash: last.hash }
  const by = { actor: { type: 'service', organisation }, at: last.at } as const
  const forged = chainEvent(head, { organisation, request: requestId }, { type: 'request_cancelled' }, by)
  const insert = `
    insert into habeas.events (organisation_id, id, stream_id, request_id, sequence, type, at, actor, facts, previous_hash, hash)
    values ('${organisation}', '${forged.id}', '${requestId}', '${requestId}', ${forged.sequence}, 'request_cancelled',
      '${new Date(forged.at).toISOString()}', '{"type":"service"}', '{}', ${hex(forged.previousHash)}, ${hex(forged.hash)})`
  t.match(
    await faultAfter(insert),
    `event ${count + 1} was added: the head says that the chain ends with event ${count}`,
  )
  const shifted = `
    update habeas.events set sequence = sequence + 1000 where stream_id = '${requestId}' and sequence > 2;
    update habeas.events set sequence = sequence - 999 where stream_id = '${requestId}' and sequence > 1000;
    ${insert.replace(`${forged.sequence},`, '3,')}`
  t.match(await faultAfter(shifted), /^event 3 .*was changed/)
})

/** SQL that writes event 2 anew, and every hash behind it, and the end of the chain in the request. */
function rewritten(): string {
  let previousHash: Buffer | null = null
  const updates = stored.map((row) => {
    const facts = row.sequence === 2 ? { forged: true } : row.facts
    const hash = eventHash({ ...row, facts, previousHash })
    const update = `update habeas.events set facts = '${JSON.stringify(facts)}', previous_hash = ${hex(previousHash)}, hash = ${hex(hash)} where ${event(row.sequence)}`
    previousHash = hash
    return update
  })
  return [...updates, `update habeas.requests set last_hash = ${hex(previousHash)} where id = '${requestId}'`].join(';')
}

t.test('71: a chain written anew with all its hashes is caught by the checkpoints', async (t) => {
  t.match(await faultAfter(rewritten()), /^event \d .* is not in checkpoint 1: its path leads to another root/)
})

t.test(
  '71: whoever has the signing key, too, and writes the checkpoints anew, is caught by the roots sent outside',
  async (t) => {
    const roots: unknown[] = whole.checkpoints
    await mightily(`${rewritten()}; delete from habeas.checkpoints`)
    await makeCheckpoints(archive.service.deps)
    const forged = await archive.bundle(request)
    await restore()
    t.equal(faultOf(forged), undefined, 'by itself the bundle fits together')
    t.equal(faultOf(forged, { roots }), 'checkpoint 1 is not the one that was sent outside')
    t.equal(faultOf(whole, { roots }), undefined)
  },
)

t.test('71: every column of a checkpoint and of the key is caught', async (t) => {
  // Ranges are moved by one event: further away they would cover none of this request, as if it were deleted
  const within = {
    after_position: `(select min(e.feed_position) from habeas.events e
      where e.organisation_id = c.organisation_id and e.feed_position > c.after_position)`,
    last_position: `(select max(e.feed_position) from habeas.events e
      where e.organisation_id = c.organisation_id and e.feed_position < c.last_position)`,
  }
  for (const { name, type } of await columnsOf('checkpoints')) {
    for (const number of [1, 2]) {
      if (name === 'organisation_id' && number === 2) continue // as if it were deleted: see the next test
      const value = Object.entries(within).find(([column]) => column === name)?.[1] ?? other[type]?.(name)
      const fault = await faultAfter(`update habeas.checkpoints c set ${name} = ${value} where c.number = ${number}`)
      t.match(fault, /checkpoint/, `${name} of checkpoint ${number}: ${fault}`)
    }
  }
  t.match(await faultAfter('delete from habeas.checkpoints where number = 1'), /^event 1 .* is in no checkpoint/)
  const key = `update habeas.signing_keys set public_key = ${other.bytea?.('public_key')}`
  t.match(await faultAfter(key), /^the public key \w+ was changed/)
})

t.test('71: the last checkpoint taken away is missed once another has its number', async (t) => {
  const roots: unknown[] = whole.checkpoints
  await mightily('delete from habeas.checkpoints where number = 2')
  await makeCheckpoints(archive.service.deps)
  const forged = await archive.bundle(request)
  await restore()
  t.equal(faultOf(forged, { roots }), 'checkpoint 2 is not the one that was sent outside')
})

t.test('71: the end of the chain that the request remembers, changed, is caught', async (t) => {
  const update = (change: string) => faultAfter(`update habeas.requests set ${change} where id = '${requestId}'`)
  t.match(await update('last_sequence = last_sequence + 1'), 'the tail is cut')
  t.match(await update('last_sequence = last_sequence - 1'), `event ${count} was added`)
  t.match(await update(`last_hash = ${other.bytea?.('last_hash')}`), 'the head was signed over another event')
})
