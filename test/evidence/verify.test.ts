import fc from 'fast-check'
import t from 'tap'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { refusal } from '../requests/desk.ts'
import { sampled } from '../support/sampled.ts'
import { faultOf, type LooseBundle, openArchive } from './history.ts'

const archive = await openArchive(t)
const { agent, act, onRight, service } = archive
const request = await archive.history()
const whole = await archive.bundle(request)

t.test('a bundle is a file to keep, and says what it proves', async (t) => {
  const answer = await agent('GET', `/v1/requests/${request.id}/evidence`)
  t.match(answer.headers, {
    'content-type': /^application\/json/,
    'content-disposition': `attachment; filename="${whole.reference}-evidence.json"`,
    'cache-control': 'no-store',
  })
  const verdict = verifyBundle(answer.raw.toString())
  t.match(verdict, { ok: true })
  const said = verdict.ok ? verdict.proven.join('\n') : ''
  t.match(said, `${whole.events.length} events, whole and in order`)
  t.match(said, 'checkpoints: 1, 2.')
  t.match(said, `Signed by the key ${whole.keys[0].id}.`)
  t.match(said, 'The keys came with the bundle, so it fits together, whoever made it.')
  t.match(said, 'No roots from outside')
})

t.test('it holds the events, the clock, the decisions with their articles, the letters', async (t) => {
  const { data: events } = (await agent('GET', `/v1/requests/${request.id}/events?limit=100`)).body
  t.same(
    whole.events.map((event: LooseBundle) => event.hash),
    events.map((event: LooseBundle) => event.hash),
  )
  const { data: letters } = (await agent('GET', `/v1/requests/${request.id}/letters?limit=100`)).body
  t.same(
    whole.letters.map(({ id, message_id }: LooseBundle) => ({ id, message_id })),
    letters.map(({ id, message_id }: LooseBundle) => ({ id, message_id })),
  )
  t.match(whole.decisions[0], {
    right: 'erasure',
    outcome: 'refused',
    grounds: [{ code: 'legal_obligation', article: 'article 17(3)(b) of the GDPR' }],
  })
  t.same(whole.clock, (await agent('GET', `/v1/requests/${request.id}/clock`)).body)
  t.ok(whole.clock.explanation.length > 2)
})

t.test('it holds no event of another request, and another tenant gets none of it', async (t) => {
  const other = await archive.open()
  const bundle = await archive.bundle(other)
  t.same(new Set(bundle.events.map(({ body }: LooseBundle) => body.request)), new Set([other.id]))
  t.equal(faultOf({ ...whole, events: [...whole.events, bundle.events[0]] })?.includes('out of its order'), true)
  const beta = await service.organisation('beta')
  t.equal((await beta.admin('GET', `/v1/requests/${request.id}/evidence`)).status, 404)
})

t.test('a key from elsewhere: of the service it holds, of anybody else it does not', async (t) => {
  const [{ id, public_key }] = whole.keys
  t.equal(faultOf(whole, { keys: [public_key] }), undefined)
  const stranger = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a' // RFC 8032 section 7.1
  t.equal(faultOf(whole, { keys: [stranger] }), `the head is signed by the key ${id}, which is not among the keys`)
  t.equal(faultOf(whole, { keys: [stranger, public_key] }), undefined)
})

t.test('what JSON lets pass is refused: a name twice, a number without measure, no JSON at all', async (t) => {
  const text = JSON.stringify(whole)
  t.match(faultOf(text.replace('"format":', '"reference":"HB-AAAA-AAAA","format":')), '"reference" occurs twice')
  t.match(faultOf(text.replace('"format":', '"re\\u0066erence":"HB-AAAA-AAAA","format":')), 'occurs twice', 'escaped')
  t.match(
    faultOf(text.replace('"due_at":null', '"due_at":1e999').replace(/"paused_days":[^,]+/, '"paused_days":1e999')),
    'too large',
  )
  t.equal(faultOf(text.slice(0, -1)), 'the file is not JSON')
  t.equal(faultOf('[]'), 'the bundle is not an object')
  t.match(faultOf({ ...whole, format: 'other' }), 'no evidence bundle')
  t.match(faultOf({ ...whole, version: 2 }), 'version 1')
  t.equal(faultOf(JSON.stringify(whole, null, 4)), undefined, 'white space counts for nothing')
})

/** What anybody may do with a request, at random; some of it is refused, which is a history, too. */
const steps = [
  (made: Made) => act(made, 'acknowledge'),
  (made: Made) => archive.proven(made),
  (made: Made) => act(made, 'ask-clarification', { question: 'Which data?', large_volume: true }),
  (made: Made) => act(made, 'record-answer', { answered_at: '2026-03-02T09:00:00Z', sufficient: true }),
  (made: Made) => act(made, 'extend', { ground: 'complexity', reasons: 'Vierzig Systeme – größer als gedacht.' }),
  (made: Made) => onRight(made, 'decide', refusal),
  (made: Made) => onRight(made, 'revise', { reason: 'a mistake' }),
  (made: Made) => onRight(made, 'decide', { outcome: 'granted' }, 1),
  (made: Made) => act(made, 'messages', { text: 'Nous y travaillons. 😀' }),
  (made: Made) => act(made, 'cancel', { reason: 'by telephone' }),
  (made: Made) => act(made, 'reopen', { reason: 'a mistake' }),
  () => archive.checkpoint(),
]
type Made = Awaited<ReturnType<typeof archive.open>>
const histories = fc.array(fc.integer({ min: 0, max: steps.length - 1 }), { minLength: 2, maxLength: 14 })

type Path = (string | number)[]
/** Where anything is in a bundle: every member and element, at any depth. */
function placesIn(value: LooseBundle, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path]
  return [path, ...Object.keys(value).flatMap((key) => placesIn(value[key], [...path, key]))]
}

/** Another value than this one, of the kinds somebody would try. */
function altered(value: LooseBundle, seed: number): LooseBundle {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + ([1, -1, 0.5, 1e6][seed % 4] ?? 1)
  if (value === null) return ['', 0, false, {}, [], 'forged'][seed % 6]
  if (typeof value === 'string') {
    if (value === '') return 'x'
    const at = seed % value.length
    return `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${seed % 3 === 0 ? '' : value.slice(at + 1)}`
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return ['forged']
    if (seed % 3 === 0) return value.slice(0, -1)
    if (seed % 3 === 1) return [...value, value[seed % value.length]]
    return value.length > 1 ? [...value.slice(1), value[0]] : []
  }
  const keys = Object.keys(value)
  if (seed % 2 === 0 || keys.length === 0) return { ...value, forged: seed }
  const { [keys[seed % keys.length] ?? '']: _taken, ...rest } = value
  return rest
}

/** The bundle with one place altered; undefined where that comes to the same, or is an erasure. */
function tampered(bundle: LooseBundle, path: Path, seed: number): LooseBundle | undefined {
  const copy = structuredClone(bundle)
  const parent = path.slice(0, -1).reduce((at, key) => at[key], copy)
  const key = path.at(-1)
  if (key === undefined) return altered(copy, seed)
  const before = JSON.stringify(parent[key])
  parent[key] = altered(parent[key], seed)
  return JSON.stringify(parent[key]) === before ? undefined : copy
}

t.test(
  '71: random histories, randomly tampered with: verification always finds it; randomly erased: it still holds',
  async (t) => {
    let [found, places] = [0, 0]
    const tried = sampled(40)
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.nat(), { minLength: 200, maxLength: 200 }), async (history, seeds) => {
        const made = await archive.open([{ right: 'erasure' }, { right: 'access' }])
        for (const step of history) await steps[step]?.(made)
        const bundle = await archive.bundle(made)
        if (faultOf(bundle) !== undefined) throw new Error(`untouched: ${faultOf(bundle)}`)

        for (const event of bundle.events) {
          if ((seeds[event.body.sequence] ?? 0) % 2 === 0) Object.assign(event, { detail: null, detail_key: null })
        }
        if (faultOf(bundle) !== undefined) throw new Error(`erased: ${faultOf(bundle)}`)

        const all = placesIn(bundle)
        places = Math.max(places, all.length)
        for (const seed of seeds) {
          const path = all[seed % all.length] ?? []
          const forged = tampered(bundle, path, seed)
          if (forged === undefined) continue
          if (faultOf(forged) === undefined) throw new Error(`not found: ${path.join('.')}, with ${seed}`)
          found += 1
        }
      }),
      tried,
    )
    t.ok(found > 100 * tried.numRuns && places > 200, `${found} forgeries, bundles of up to ${places} places`)
  },
)

t.test('71: every single place of one bundle, altered in some ways, is found', async (t) => {
  const missed = placesIn(whole).flatMap((path) =>
    [0, 1, 2, 3, 5, 7].flatMap((seed) => {
      const forged = tampered(whole, path, seed)
      return forged === undefined || faultOf(forged) !== undefined ? [] : [`${path.join('.')} with ${seed}`]
    }),
  )
  t.same(missed, [])
})
