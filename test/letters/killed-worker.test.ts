import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startMailServer } from '../support/mail.ts'
import { isSoak } from '../support/sampled.ts'
import { until } from '../support/until.ts'
import { outbox } from './outbox.ts'

const box = await outbox(t)
/** The load of issue 7 in `npm run soak`. */
const letters = isSoak ? 10_000 : 160
const kills = [0.25, 0.5, 0.75].map((part) => Math.floor(letters * part))

t.test(
  'fault 2: of letters whose worker is killed three times none is lost, and what is sent twice was in flight when it was killed',
  { timeout: 900_000 },
  async (t) => {
    const server = await startMailServer(t)
    const { request } = await box.request()
    const of = [undefined, { id: request.id, reference: request.reference }]
    const lane = async (first: number) => {
      for (let n = first; n < letters; n += 4)
        await box.queue({ request: of[n % 2], to: { email: `person-${n}@example.net` } })
    }
    await Promise.all([0, 1, 2, 3].map(lane))
    const owed = await box.look('select message_id, request_id is not null as told from habeas.letters')
    t.equal(owed.length, letters)

    const errors: unknown[] = []
    const start = () => {
      const settings = JSON.stringify({ ...box.reach, smtp: server.url })
      const child = fork(fileURLToPath(new URL('worker-process.ts', import.meta.url)), [settings])
      child.on('message', (error) => errors.push(error))
      t.teardown(() => child.kill('SIGKILL'))
      return child
    }
    const idsReceived = () => server.received.map(({ mail }) => String(mail.messageId))
    const idsKept = async () =>
      new Set(
        (await box.look(`select message_id from habeas.letters where state = 'sent'`)).map((row) => row.message_id),
      )

    const sessions = async () =>
      (await box.look('select pid from pg_stat_activity where datname = current_database()')).map(({ pid }) => pid)

    /** How often each message is to arrive. */
    const expected = new Map(owed.map((row) => [String(row.message_id), 1]))
    for (const [nth, reached] of kills.entries()) {
      const known = await sessions()
      const before = server.received.length
      const worker = start()
      await server.reaching('data', reached)
      const exit = once(worker, 'exit')
      worker.kill('SIGKILL')
      t.same(await exit, [null, 'SIGKILL'])
      // What the server had in its hands, and what the database had been told
      await server.settled()
      await until(async () => (await sessions()).every((pid) => known.includes(pid)))
      const kept = await idsKept()
      const received = idsReceived()
      t.same(
        [...kept].filter((id) => !received.includes(String(id))),
        [],
        'nothing is kept as sent that no server took',
      )
      const inFlight = [...new Set(received)].filter((id) => !kept.has(id))
      const ofThisWorker = inFlight.filter((id) => received.lastIndexOf(id) >= before)
      t.ok(
        ofThisWorker.length <= 64,
        `kill ${nth + 1}: the server had taken ${ofThisWorker.length} more than were kept`,
      )
      for (const id of inFlight) expected.set(id, received.filter((each) => each === id).length + 1)
      // What the killed one held would wait its lease
      await box.look('update habeas.letters set due_at = now() where due_at is not null')
    }
    const last = start()
    await until(async () => (await idsKept()).size === letters)
    last.kill('SIGKILL')
    await server.settled()

    const times = new Map<string, number>()
    for (const id of idsReceived()) times.set(id, (times.get(id) ?? 0) + 1)
    t.same(
      new Map([...times].sort()),
      new Map([...expected].sort()),
      'each once, and once more for each time in flight',
    )
    const first = new Map<string, Buffer>()
    for (const { mail, raw } of server.received) {
      const before = first.get(String(mail.messageId))
      if (before === undefined) first.set(String(mail.messageId), raw)
      else if (!before.equals(raw)) t.fail('sent again with other bytes')
    }
    t.same(errors, [])
    const told = owed.filter((row) => row.told).length
    const events = await box.look(`select facts->>'message_id' as id from habeas.events where type = 'letter_sent'`)
    t.equal(events.length, told, 'each is told once in its history')
    t.equal(new Set(events.map(({ id }) => id)).size, told)
    const [chain] = await box.look(
      `select bool_and(e.previous_hash is not distinct from p.hash) as holds from habeas.events e
       left join habeas.events p on p.stream_id = e.stream_id and p.sequence = e.sequence - 1 where e.request_id is not null`,
    )
    t.same(chain, { holds: true })
  },
)
