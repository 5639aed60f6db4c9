import { createHash } from 'node:crypto'
import t from 'tap'
import { canonical } from '../../src/evidence/canonical.ts'
import { contentsOf } from '../../src/evidence/seal-bundle.ts'
import { type Statement, signerOf } from '../../src/evidence/signing-key.ts'
import { verifyBundle } from '../../src/evidence/verify.ts'
import { faultOf, type LooseBundle, openArchive } from './history.ts'

// Forgeries by whoever holds the real signing key: every hash and signature fits, so each is caught by one demand alone.
const archive = await openArchive(t)
const request = await archive.history()
const whole = await archive.bundle(request)
const signer = signerOf(archive.service.keyring)
const keys = [signer.publicKey.toString('hex')]
const roots: LooseBundle[] = whole.checkpoints

const sha256 = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
const sign = (statement: Statement) => ({ statement, signature: signer.sign(statement).toString('hex') })
/** A signed checkpoint like the first or second one, but for what is given. */
const root = (at: 0 | 1, other: object) => sign({ ...roots[at].statement, ...other })
const leafOf = (event: LooseBundle) => sha256(Buffer.of(0), Buffer.from(event.hash, 'hex'))

/** The bundle after a change, its chain hashed and its head signed anew with the real key. */
function forged(change: (bundle: LooseBundle) => void): LooseBundle {
  const bundle = structuredClone(whole)
  change(bundle)
  let previous: string | null = null
  for (const event of bundle.events) {
    event.body.previous_hash = previous
    event.hash = sha256(canonical(event.body))
    previous = event.hash
  }
  const { head, ...body } = bundle
  const statement = { ...head.statement, hash: previous, contents: contentsOf(body) }
  return { ...bundle, head: sign(statement) }
}

/** Whatever was in a checkpoint is in none. */
function unanchor(bundle: LooseBundle): void {
  bundle.checkpoints = []
  for (const event of bundle.events) event.inclusion = null
}

t.test(
  'roots from elsewhere: those sent are confirmed, another is caught, and the report says which events they hold',
  async (t) => {
    const verdict = verifyBundle(JSON.stringify(whole), { keys, roots })
    const said = verdict.ok ? verdict.proven.join('\n') : verdict.fault
    t.match(said, 'Sent outside, and unchanged since: checkpoints 1, 2.')
    const covered = whole.events.filter((event: LooseBundle) => event.inclusion !== null).length
    const rest = `${whole.events.length - covered} events, from ${covered + 1} to ${whole.events.length}`
    t.match(said, `Anchored in them: ${covered} events, from 1 to ${covered}; by the word of the head alone: ${rest}.`)
    const other = root(0, { root: '00'.repeat(32) })
    t.equal(faultOf(whole, { roots: [other] }), 'checkpoint 1 is not the one that was sent outside')
    const gap = { roots: [roots[0], root(1, { number: 3 })] }
    t.equal(faultOf(whole, gap), 'checkpoint 2 was never sent outside, though later ones were')
    t.match(faultOf(whole, { roots: [] }), 'no root from outside is of this organisation')
  },
)

t.test('a history written anew, anchored nowhere, is caught though the real key has signed it', async (t) => {
  const bundle = forged((copy) => {
    copy.events[3].body.facts.outcome = 'granted'
    unanchor(copy)
  })
  t.equal(faultOf(bundle, { keys }), undefined, 'by itself it fits together')
  const later = [...roots, root(1, { number: 3, at: '2026-03-02T09:30:00Z' })]
  t.match(
    faultOf(bundle, { keys, roots: later }),
    /^no event is in a checkpoint that was sent outside, though .* checkpoint 3/,
  )
  const soon = [...roots, root(1, { number: 3, at: '2026-03-02T09:05:00Z' })]
  t.equal(faultOf(bundle, { keys, roots: soon }), undefined, 'what is new may not have been covered yet')
})

t.test('an event much older than a sent root, and in none, is named', async (t) => {
  const first = whole.events.find((event: LooseBundle) => event.inclusion === null).body
  const after = (at: string, more = {}) =>
    faultOf(whole, { keys, roots: [...roots, root(1, { number: 3, at, ...more })] })
  // The clock of the service runs on while the history is made: how far, the machine decides.
  const second = Math.floor(first.at / 1000)
  const later = (seconds: number) => new Date((second + seconds) * 1000).toISOString().replace('.000Z', 'Z')
  t.match(
    after(later(3_601)),
    `event ${first.sequence} (${first.id}, ${first.type}) is in no checkpoint that was sent outside`,
  )
  t.equal(after(later(3_600)), undefined, 'an hour is allowed')
  t.equal(after(later(7_200), { events: 131_072 }), undefined, 'a whole tree leaves older ones to the next')
})

t.test('events put into a new checkpoint behind the last one sent are caught, too', async (t) => {
  const bundle = forged((copy) => {
    unanchor(copy)
    copy.events = copy.events.slice(0, 1)
    copy.head.statement.sequence = 1
    copy.letters = []
    copy.checkpoints = [root(1, { number: 3, previous: null, events: 1, root: leafOf(copy.events[0]) })]
    copy.events[0].inclusion = { checkpoint: 3, index: 0, path: [] }
  })
  t.equal(faultOf(bundle, { keys }), undefined)
  const late = root(1, { at: '2026-03-02T11:00:00Z' })
  t.match(faultOf(bundle, { keys, roots: [roots[0], late] }), /^no event is in a checkpoint that was sent outside/)
})

t.test('a root that no key has signed is set aside, and told of; two that are signed are a fork', async (t) => {
  const unsigned = { ...roots[0], statement: { ...roots[0].statement, root: '00'.repeat(32) } }
  const verdict = verifyBundle(JSON.stringify(whole), { roots: [unsigned, ...roots, { statement: null }, 7] })
  t.match(verdict.ok && verdict.proven.at(-1), 'Roots set aside, signed by no key that counts: 3.')
  t.match(faultOf(whole, { roots: [unsigned] }), 'signed by a key that counts')
  const fork = root(0, { root: '00'.repeat(32), at: '2026-03-03T09:00:00Z' })
  t.match(
    faultOf(whole, { roots: [...roots, fork] }),
    `two different checkpoints 1 were sent outside, made at ${roots[0].statement.at} and at 2026-03-03T09:00:00Z: `,
  )
})

t.test('ids and the reference have their form', async (t) => {
  const line = 'HB-7F3K-92QD\nThe bundle holds.'
  t.match(
    faultOf(forged((copy) => Object.assign(copy, { reference: line }))),
    'the reference of the bundle is not of its form',
  )
  t.match(faultOf(forged((copy) => Object.assign(copy.events[0].body, { id: 'evt_\n' }))), 'the id of event 1')
  t.match(faultOf(forged((copy) => Object.assign(copy.events[0].body, { type: 'a\nb' }))), 'the type of event 1')
})

t.test('whatever the input does, it ends in a fault', async (t) => {
  const text = JSON.stringify(whole)
  t.type(faultOf(text.replace('"clock":', `"deep":${'['.repeat(9_000)}${']'.repeat(9_000)},"clock":`)), 'string')
  t.type(faultOf(text.replace('"clock":', `"long":"${'x\\\\'.repeat(6_000_000)}","clock":`)), 'string')
  t.type(faultOf(forged((copy) => Object.assign(copy.events[0].body, { id: { toString: 1 } }))), 'string')
  t.type(faultOf({ ...whole, head: { ...whole.head, statement: { number: { toString: 1 } } } }), 'string')
})

/** One checkpoint, made to measure for the first event. */
const made = (other: object, inclusion: object) =>
  forged((copy) => {
    unanchor(copy)
    copy.checkpoints = [root(0, { events: 1, root: leafOf(copy.events[0]), ...other })]
    copy.events[0].inclusion = { checkpoint: 1, index: 0, path: [], ...inclusion }
  })

t.test('a path fits the size of its tree, and the place in it', async (t) => {
  t.equal(faultOf(made({}, {})), undefined)
  t.match(faultOf(made({}, { index: 1 })), 'its path leads to another root')
  const step = '11'.repeat(32)
  const longer = sha256(Buffer.of(1), Buffer.from(step, 'hex'), Buffer.from(leafOf(whole.events[0]), 'hex'))
  t.match(faultOf(made({ root: longer }, { path: [step] })), 'its path leads to another root')
})

t.test('checkpoints are of this organisation, and their numbers rise', async (t) => {
  const organisation = 'org_01m84njqyjf2rsa3kvsjcq9szn'
  t.equal(faultOf(made({ organisation }, {})), 'checkpoint 1 is of another organisation')
  const turned = forged((copy) => copy.checkpoints.reverse())
  t.equal(faultOf(turned), 'checkpoint 1 is out of order')
  const twice = forged((copy) => copy.checkpoints.push(copy.checkpoints[1]))
  t.equal(faultOf(twice), 'checkpoint 2 is out of order')
})
