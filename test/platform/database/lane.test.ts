import t from 'tap'
import { openLane } from '../../../src/platform/database/lane.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'
import { isUnavailable } from './effects.ts'

const [acme, globex, initech] = [newId('org'), newId('org'), newId('org')]
const patient = 60_000

/** Work that is done when it is told so, and notes when it begins. */
function works(lane: ReturnType<typeof openLane>) {
  const begun: string[] = []
  return {
    begun,
    ask: (organisation: OrganisationId, name: string) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const answer = lane(organisation, () => {
        begun.push(name)
        return promise
      })
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
  const { begun, ask } = works(openLane({ width: 2, patienceMs: patient }))
  const [first, second, third] = [ask(acme, 'a'), ask(globex, 'g'), ask(initech, 'i')]
  await settled()
  t.same(begun, ['a', 'g'])
  await second.end()
  t.same(begun, ['a', 'g', 'i'])
  await Promise.all([first.end(), third.end()])
  t.same(await Promise.all([first.answer, second.answer, third.answer]), ['a', 'g', 'i'])
})

t.test('an organisation that asks often is let in once at a time, and another passes what waits of it', async (t) => {
  const { begun, ask } = works(openLane({ width: 2, patienceMs: patient }))
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
  const { begun, ask } = works(openLane({ width: 1, patienceMs: patient }))
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
    const { begun, ask } = works(openLane({ width: 1, patienceMs: 20 }))
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
  const lane = openLane({ width: 1, patienceMs: patient })
  const { begun, ask } = works(lane)
  const first = ask(acme, 'a')
  const leaving = new AbortController()
  const gone = lane(globex, async () => void begun.push('g'), leaving.signal)
  const next = ask(initech, 'i')
  await settled()
  leaving.abort()
  await isUnavailable(t, gone, '57014')
  await isUnavailable(
    t,
    lane(globex, async () => void begun.push('late'), leaving.signal),
    '57014',
  )
  await first.end()
  t.same(begun, ['a', 'i'])
  await next.end()
})
