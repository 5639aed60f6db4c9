import t from 'tap'
import { openLane, type Waiting } from '../../../src/platform/database/lane.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'
import { isUnavailable } from './effects.ts'

const [acme, globex, initech] = [newId('org'), newId('org'), newId('org')]
const patient = { patienceMs: 60_000, longestQueue: 60 }

/** Work that is done when it is told so, and notes when it begins. */
function works(lane: ReturnType<typeof openLane>) {
  const begun: string[] = []
  return {
    begun,
    ask: (organisation: OrganisationId, name: string, waiting?: Waiting) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const answer = lane(
        organisation,
        () => {
          begun.push(name)
          return promise
        },
        waiting,
      )
      const finish = async (end: () => void) => {
        end()
        await answer.catch(() => undefined)
        await settled()
      }
      return { answer, end: () => finish(() => resolve(name)), fail: () => finish(() => reject(new Error(name))) }
    },
  }
}

/** What follows without waiting for anything outside has happened. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

t.test('as many are let in as there is room for, the others in the order in which they have come', async (t) => {
  const { begun, ask } = works(openLane({ ...patient, width: 2 }))
  const [first, second, third] = [ask(acme, 'a'), ask(globex, 'g'), ask(initech, 'i')]
  await settled()
  t.same(begun, ['a', 'g'])
  await second.end()
  t.same(begun, ['a', 'g', 'i'])
  await Promise.all([first.end(), third.end()])
  t.same(await Promise.all([first.answer, second.answer, third.answer]), ['a', 'g', 'i'])
})

t.test('an organisation that asks often is let in once at a time, and another passes what waits of it', async (t) => {
  const { begun, ask } = works(openLane({ ...patient, width: 2 }))
  const [first, second, third] = [ask(acme, 'a1'), ask(acme, 'a2'), ask(acme, 'a3')]
  await settled()
  t.same(begun, ['a1'])
  const other = ask(globex, 'g')
  await settled()
  t.same(begun, ['a1', 'g'])
  await first.end()
  t.same(begun, ['a1', 'g', 'a2'])
  await other.end()
  t.same(begun, ['a1', 'g', 'a2'], 'nor twice where there is room')
  await second.end()
  await third.end()
  t.same(begun, ['a1', 'g', 'a2', 'a3'])
})

t.test('work that fails leaves its place to the next', async (t) => {
  const { begun, ask } = works(openLane({ ...patient, width: 1 }))
  const [first, second] = [ask(acme, 'a'), ask(globex, 'g')]
  await first.fail()
  await t.rejects(first.answer, { message: 'a' })
  t.same(begun, ['a', 'g'])
  await second.end()
  t.equal(await second.answer, 'g')
})

t.test(
  'whose turn does not come in time is sent away without having begun, and takes nobody’s place later',
  async (t) => {
    const { begun, ask } = works(openLane({ ...patient, width: 1, patienceMs: 20 }))
    const first = ask(acme, 'a')
    const late = ask(globex, 'g')
    await isUnavailable(t, late.answer, '53300')
    await first.end()
    const next = ask(initech, 'i')
    await settled()
    t.same(begun, ['a', 'i'])
    await next.end()
  },
)

t.test('who has gone, or a service that stops, leaves the line without having begun', async (t) => {
  const lane = openLane({ ...patient, width: 1 })
  const { begun, ask } = works(lane)
  const first = ask(acme, 'a')
  const leaving = new AbortController()
  const gone = lane(globex, async () => void begun.push('g'), { signal: leaving.signal })
  const next = ask(initech, 'i')
  await settled()
  leaving.abort()
  await isUnavailable(t, gone, '57014')
  await isUnavailable(
    t,
    lane(globex, async () => void begun.push('late'), { signal: leaving.signal }),
    '57014',
  )
  await first.end()
  t.same(begun, ['a', 'i'])
  await next.end()
})

t.test('who comes behind the crowds of others is next, whatever the width', async (t) => {
  for (const width of [1, 2]) {
    const { begun, ask } = works(openLane({ ...patient, width }))
    const crowds = [acme, globex].slice(0, width).map((organisation, at) => {
      const first = ask(organisation, `crowd ${at}`)
      return { first, others: Array.from({ length: 60 }, (_, piece) => ask(organisation, `${piece} of crowd ${at}`)) }
    })
    const modest = ask(initech, 'i')
    await settled()
    t.equal(begun.length, width)
    await crowds[0]?.first.end()
    t.equal(begun[width], 'i')
    await modest.end()
    await Promise.all(crowds.flatMap(({ first, others }) => [first, ...others].map(({ end }) => end())))
    t.equal(begun.length, 61 * width + 1, 'nobody was forgotten')
  }
})

t.test('organisations take turns, and what waits of one keeps its order', async (t) => {
  const { begun, ask } = works(openLane({ ...patient, width: 1 }))
  const waiting = [acme, globex, initech].flatMap((organisation, at) =>
    [1, 2, 3].map((piece) => ask(organisation, `${piece} of ${at}`)),
  )
  await Promise.all(waiting.map(({ end }) => end()))
  t.same(
    begun,
    [1, 2, 3].flatMap((piece) => [0, 1, 2].map((at) => `${piece} of ${at}`)),
  )
})

t.test('an organisation that waits for enough is sent away at once, and no other with it', async (t) => {
  const { begun, ask } = works(openLane({ ...patient, width: 1, longestQueue: 2 }))
  const first = ['a1', 'a2', 'a3'].map((name) => ask(acme, name))
  await isUnavailable(t, ask(acme, 'one too many').answer, '53300')
  const other = ask(globex, 'g')
  await first[0]?.end()
  await other.end()
  const again = ask(acme, 'a4')
  await isUnavailable(t, ask(acme, 'again one too many').answer, '53300')
  await Promise.all([...first, again].map(({ end }) => end()))
  t.same(begun, ['a1', 'g', 'a2', 'a3', 'a4'])
})

t.test('an answer that is under way is cut by no patience, nor by what else waits of its organisation', async (t) => {
  const { begun, ask } = works(openLane({ width: 1, patienceMs: 20, longestQueue: 1 }))
  const { signal } = new AbortController()
  const first = ask(acme, 'a')
  const files = ['file 1', 'file 2'].map((name) => ask(globex, name, { signal, goesOn: true }))
  await isUnavailable(t, ask(initech, 'late').answer, '53300')
  await first.end()
  await Promise.all(files.map(({ end }) => end()))
  t.same(begun, ['a', 'file 1', 'file 2'])
})

t.test('an answer that is under way leaves the line with its reader, also as its turn comes', async (t) => {
  const { begun, ask } = works(openLane({ ...patient, width: 1 }))
  const reader = new AbortController()
  const first = ask(acme, 'a')
  const file = ask(globex, 'file', { signal: reader.signal, goesOn: true })
  const next = ask(globex, 'g')
  const ended = first.end()
  reader.abort()
  await isUnavailable(t, file.answer, '57014')
  await ended
  t.same(begun, ['a', 'g'])
  await next.end()
})
