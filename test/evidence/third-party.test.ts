import t from 'tap'
import { type LooseBundle, openArchive } from './history.ts'

// A verifier as a stranger would write it from src/evidence/README.md alone: on Web Cryptography, recursive where ours is a loop.

const utf8 = new TextEncoder()
const { subtle } = globalThis.crypto
type Bytes = Uint8Array<ArrayBuffer>
const bytesOf = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const joined = (...parts: Bytes[]): Bytes => Uint8Array.from(parts.flatMap((part) => [...part]))
const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await subtle.digest('SHA-256', bytes))

function C(value: LooseBundle): Bytes {
  const sorted = (each: LooseBundle): LooseBundle => {
    if (Array.isArray(each)) return each.map(sorted)
    if (each === null || typeof each !== 'object') return each
    return Object.fromEntries(
      Object.entries(each)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, sorted(v)]),
    )
  }
  return utf8.encode(JSON.stringify(sorted(value)))
}

/** RFC 6962 section 2.1.1, read backwards: the root over a leaf, from its path. */
async function rootFrom(leaf: Bytes, index: number, size: number, path: Bytes[]): Promise<Bytes> {
  if (size === 1) return leaf
  const sibling = path.at(-1)
  if (sibling === undefined) throw new Error('the path is too short')
  let half = 1
  while (half * 2 < size) half *= 2
  const rest = path.slice(0, -1)
  return index < half
    ? sha256(joined(Uint8Array.of(1), await rootFrom(leaf, index, half, rest), sibling))
    : sha256(joined(Uint8Array.of(1), sibling, await rootFrom(leaf, index - half, size - half, rest)))
}

async function isSigned({ statement, signature }: LooseBundle, keys: LooseBundle[]): Promise<boolean> {
  const { public_key } = keys.find(({ id }) => id === statement.key_id)
  const key = await subtle.importKey('raw', bytesOf(public_key), 'Ed25519', false, ['verify'])
  const id = hexOf(await sha256(bytesOf(public_key))).slice(0, 32)
  return id === statement.key_id && subtle.verify('Ed25519', key, bytesOf(signature), C(statement))
}

async function holds(bundle: LooseBundle): Promise<boolean> {
  let previous: string | null = null
  for (const [at, { body, hash, detail, detail_key, inclusion }] of bundle.events.entries()) {
    if (body.sequence !== at + 1 || body.previous_hash !== previous || body.request !== bundle.request) return false
    if (hexOf(await sha256(C(body))) !== hash) return false
    if (detail !== null) {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' }
      const key = await subtle.importKey('raw', bytesOf(detail_key), algorithm, false, ['sign'])
      if (hexOf(new Uint8Array(await subtle.sign('HMAC', key, C(detail)))) !== body.commitment) return false
    }
    if (inclusion !== null) {
      const { statement } = bundle.checkpoints.find(
        (each: LooseBundle) => each.statement.number === inclusion.checkpoint,
      )
      const leaf = await sha256(joined(Uint8Array.of(0), bytesOf(hash)))
      const root = await rootFrom(leaf, inclusion.index, statement.events, inclusion.path.map(bytesOf))
      if (hexOf(root) !== statement.root) return false
    }
    previous = hash
  }
  for (const signed of [bundle.head, ...bundle.checkpoints]) if (!(await isSigned(signed, bundle.keys))) return false
  const { statement } = bundle.head
  if (statement.hash !== previous || statement.sequence !== bundle.events.length) return false
  const { head: _head, ...rest } = bundle
  const events = bundle.events.map(({ hash, inclusion }: LooseBundle) => ({ hash, inclusion }))
  for (const [name, value] of Object.entries({ ...rest, events })) {
    if (statement.contents[name] !== hexOf(await sha256(C(value)))) return false
  }
  return true
}

t.test('a verifier written from the description of the format agrees', async (t) => {
  const archive = await openArchive(t)
  const request = await archive.history()
  const bundle = await archive.bundle(request)
  t.equal(await holds(bundle), true)
  for (const alter of [
    (forged: LooseBundle) => forged.events.pop(),
    (forged: LooseBundle) => forged.events.splice(2, 1),
    (forged: LooseBundle) => Object.assign(forged.events[1].body, { type: 'request_closed' }),
    (forged: LooseBundle) => Object.assign(forged.events[1].detail, { assignee: 'eve@acme.example' }),
    (forged: LooseBundle) => forged.events[0].inclusion.path.reverse(),
    (forged: LooseBundle) => Object.assign(forged.checkpoints[0].statement, { at: '2025-03-02T09:00:00Z' }),
    (forged: LooseBundle) => Object.assign(forged.decisions[0], { outcome: 'granted' }),
    (forged: LooseBundle) => Object.assign(forged.clock, { due_on: null, strict_due_on: '2027-01-01' }),
  ]) {
    const forged = structuredClone(bundle)
    alter(forged)
    t.equal(await holds(forged), false, String(alter))
  }
})
