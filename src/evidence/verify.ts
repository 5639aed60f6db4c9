import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'

// The verifier of evidence bundles. It needs Node's cryptography and nothing else: no database, no network, no other file of this
// service. What it checks is described, for whoever writes another, in the README beside it.

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
type Members = { readonly [name: string]: Json }

/** What the reader has from elsewhere: a bundle that brings its own keys proves only that it fits together. */
export type Outside = {
  /** Public keys in hex: signatures count by these alone. */
  readonly keys?: readonly string[] | undefined
  /** Signed roots as they were sent, `{ statement, signature }`. */
  readonly roots?: readonly unknown[] | undefined
}

export type Verdict =
  | { readonly ok: true; readonly proven: readonly string[] }
  | { readonly ok: false; readonly fault: string }

/** The first thing that is wrong. */
class Fault extends Error {}

type Event = {
  readonly name: string
  readonly body: Members
  readonly hash: string
  readonly detail: 'none' | 'shown' | 'erased'
  readonly inclusion: Json
}
type Checkpoint = { readonly number: number; readonly statement: Members; readonly hash: string }

/** Checks a bundle, the text of its file, and says what it proves, or names the first thing that is wrong. */
export function verifyBundle(text: string, outside: Outside = {}): Verdict {
  try {
    return { ok: true, proven: checkAll(parsed(text), outside) }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.message }
    throw error
  }
}

function checkAll(bundle: Members, outside: Outside): string[] {
  demand(bundle.format === 'habeas.evidence', 'this is no evidence bundle: its format is not habeas.evidence')
  demand(bundle.version === 1, 'this verifier knows version 1 of the format only')
  const events = checkEvents(bundle)
  const keys = checkKeys(bundle, outside)
  const head = checkHead(bundle, events, keys)
  const checkpoints = checkCheckpoints(bundle, keys)
  checkInclusions(events, checkpoints)
  const anchored = checkRoots(bundle, checkpoints, outside.roots)
  checkLetters(bundle, events)
  const erasedAt = checkErasure(bundle, events, keys)
  checkContents(bundle, head)
  const findings = { events, head, checkpoints, ...(anchored && { anchored }), ...(erasedAt && { erasedAt }) }
  return proven(bundle, findings, outside.keys !== undefined)
}

/** Each event's hash, its link to the one before, its number, and its detail where it is shown. */
function checkEvents(bundle: Members): Event[] {
  let previous: string | null = null
  const events: Event[] = []
  for (const [at, given] of list(bundle.events, 'events').entries()) {
    const event = members(given, `event ${at + 1}`, ['body', 'hash', 'detail', 'detail_key', 'inclusion'])
    const body = members(event.body, `the body of event ${at + 1}`)
    const name = `event ${at + 1} (${String(body.id)}, ${String(body.type)})`
    const says = Number(body.sequence)
    demand(!(says > at + 1), `event ${at + 1} is missing: event ${says} stands in its place`)
    demand(body.sequence === at + 1, `${name} is out of its order: it says that it is event ${says}`)
    demand(body.v === 1, `${name} has a form that this verifier does not know`)
    const hash = bytes(event.hash, 32, `the hash of ${name}`).toString('hex')
    demand(sha256(canonical(body)) === hash, `${name} was changed: its hash does not fit its content`)
    demand(body.organisation === bundle.organisation, `${name} is of another organisation`)
    demand(body.request === bundle.request, `${name} is of another request`)
    demand(body.previous_hash === previous, `${name} does not follow the event before it: its previous_hash is another`)
    events.push({ name, body, hash, detail: checkDetail(event, body, name), inclusion: event.inclusion ?? null })
    previous = hash
  }
  demand(events.length > 0, 'the bundle has no event')
  return events
}

/** The commitment is an HMAC of the detail under its key: who erases both leaves it whole. */
function checkDetail(event: Members, body: Members, name: string): Event['detail'] {
  const { detail = null, detail_key: key = null } = event
  if (detail === null && key === null) return body.commitment === null ? 'none' : 'erased'
  demand(detail !== null && key !== null, `${name} has a detail without its key, or a key without its detail`)
  const hmac = createHmac('sha256', bytes(key, 32, `the detail_key of ${name}`)).update(canonical(detail))
  demand(hmac.digest('hex') === body.commitment, `the detail of ${name} was changed: its commitment does not fit`)
  return 'shown'
}

/** The public keys by their ids: the reader's own where there are any, else those of the bundle. */
function checkKeys(bundle: Members, { keys: trusted }: Outside): Map<string, Buffer> {
  const keys = new Map<string, Buffer>()
  for (const given of list(bundle.keys, 'keys')) {
    const key = members(given, 'a key')
    const id = text(key.id, 'the id of a key')
    const publicKey = bytes(key.public_key, 32, `the public key ${id}`)
    demand(key.algorithm === 'Ed25519', `the key ${id} is for another algorithm than Ed25519`)
    demand(keyId(publicKey) === id, `the public key ${id} was changed: its id is told from it, and does not fit`)
    demand(!keys.has(id), `the key ${id} is listed twice`)
    keys.set(id, publicKey)
  }
  const own = trusted?.map((key) => bytes(key, 32, 'a key from outside'))
  return own === undefined ? keys : new Map(own.map((key) => [keyId(key), key]))
}

/** The signed end of the chain. */
function checkHead(bundle: Members, events: readonly Event[], keys: Map<string, Buffer>): Members {
  const statement = signed(bundle.head, 'the head', keys)
  demand(statement.type === 'habeas.head.v1', 'the head is a statement of another kind')
  demand(statement.organisation === bundle.organisation, 'the head is of another organisation')
  demand(statement.request === bundle.request, 'the head is of another request')
  const end = count(statement.sequence, 'the sequence of the head')
  demand(end <= events.length, `the tail is cut: the head names event ${end}, the last one here is ${events.length}`)
  demand(end === events.length, `event ${end + 1} was added: the head says that the chain ends with event ${end}`)
  demand(statement.hash === events.at(-1)?.hash, `the head was signed over another event ${end} than the one here`)
  return statement
}

/** Every checkpoint's signature, and where two follow one another, the link between them. */
function checkCheckpoints(bundle: Members, keys: Map<string, Buffer>): Map<number, Checkpoint> {
  const found = new Map<number, Checkpoint>()
  let former: Checkpoint | undefined
  for (const given of list(bundle.checkpoints, 'checkpoints')) {
    const statement = signed(given, 'a checkpoint', keys)
    const number = count(statement.number, 'the number of a checkpoint')
    const name = `checkpoint ${number}`
    demand(statement.type === 'habeas.checkpoint.v1', `${name} is a statement of another kind`)
    demand(statement.organisation === bundle.organisation, `${name} is of another organisation`)
    demand(former === undefined || former.number < number, `${name} is out of order`)
    const follows = former?.number !== number - 1 || statement.previous === former.hash
    demand(follows, `${name} does not follow checkpoint ${number - 1}: it names another`)
    former = { number, statement, hash: sha256(canonical(statement)) }
    found.set(number, former)
  }
  return found
}

/** That each event is in the tree of the checkpoint it names. */
function checkInclusions(events: readonly Event[], checkpoints: Map<number, Checkpoint>): void {
  const last = events.findLastIndex(({ inclusion }) => inclusion !== null)
  for (const event of events.slice(0, last + 1)) {
    demand(event.inclusion !== null, `${event.name} is in no checkpoint, though a later event is in one`)
    const inclusion = members(event.inclusion, `the inclusion of ${event.name}`, ['checkpoint', 'index', 'path'])
    const number = count(inclusion.checkpoint, `the checkpoint of ${event.name}`)
    const checkpoint = checkpoints.get(number)
    demand(checkpoint !== undefined, `${event.name} names checkpoint ${number}, which is not in the bundle`)
    const { events: size, root } = checkpoint.statement
    const steps = list(inclusion.path, `the path of ${event.name}`)
    const found = rootOver(Buffer.from(event.hash, 'hex'), {
      index: count(inclusion.index, `the index of ${event.name}`),
      size: count(size, `the size of checkpoint ${number}`),
      path: steps.map((step) => bytes(step, 32, `the path of ${event.name}`)),
    })
    demand(found === root, `${event.name} is not in checkpoint ${number}: its path leads to another root`)
  }
}

/** RFC 9162 section 2.1.3.2, over the hashes of RFC 6962 section 2.1: the root that a path leads to; undefined where it fits no such tree. */
function rootOver(
  input: Buffer,
  { index, size, path }: { index: number; size: number; path: readonly Buffer[] },
): string | undefined {
  if (index >= size) return undefined
  let [at, last] = [index, size - 1]
  let root = Buffer.from(sha256(Buffer.concat([Buffer.of(0), input])), 'hex')
  const join = (left: Buffer, right: Buffer) => Buffer.from(sha256(Buffer.concat([Buffer.of(1), left, right])), 'hex')
  for (const step of path) {
    if (last === 0) return undefined
    if (at % 2 === 1 || at === last) {
      root = join(step, root)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else root = join(root, step)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 ? root.toString('hex') : undefined
}

/** Compares the checkpoints with the roots that were sent. Returns the numbers of those that were; undefined where no roots are given. */
function checkRoots(
  bundle: Members,
  checkpoints: Map<number, Checkpoint>,
  roots: readonly unknown[] | undefined,
): Set<number> | undefined {
  if (roots === undefined) return undefined
  const sent = new Map<number, string>()
  for (const root of roots) {
    const statement = members(members(root as Json, 'a root').statement, 'the statement of a root') // read from JSON
    if (statement.organisation !== bundle.organisation || statement.type !== 'habeas.checkpoint.v1') continue
    const number = count(statement.number, 'the number of a root')
    const hash = sha256(canonical(statement))
    demand((sent.get(number) ?? hash) === hash, `two different checkpoints ${number} were sent outside`)
    sent.set(number, hash)
  }
  demand(sent.size > 0, 'the roots from outside hold none of this organisation')
  const [first, last] = [Math.min(...sent.keys()), Math.max(...sent.keys())]
  for (const { number, hash } of checkpoints.values()) {
    const isMissing = !sent.has(number) && number > first && number < last
    demand(!isMissing, `checkpoint ${number} was never sent outside, though later ones were`)
    demand((sent.get(number) ?? hash) === hash, `checkpoint ${number} is not the one that was sent outside`)
  }
  return new Set([...checkpoints.keys()].filter((number) => sent.has(number)))
}

/** A letter that the mail server has taken has its event, with the same Message-ID. */
function checkLetters(bundle: Members, events: readonly Event[]): void {
  for (const given of list(bundle.letters, 'letters')) {
    const letter = members(given, 'a letter')
    if (letter.state !== 'sent') continue
    const isTold = events.some(({ body }) => {
      const facts = members(body.facts, 'facts')
      return body.type === 'letter_sent' && facts.letter === letter.id && facts.message_id === letter.message_id
    })
    demand(isTold, `the letter ${String(letter.id)} has no event that tells of its sending under its Message-ID`)
  }
}

/** The certificate of an erased case hangs on the last event that says so. Returns when; undefined where there is none. */
function checkErasure(bundle: Members, events: readonly Event[], keys: Map<string, Buffer>): string | undefined {
  const told = events.findLast(({ body }) => body.type === 'case_erased')
  const { erasure = null } = bundle
  if (erasure === null) {
    demand(told === undefined, `${told?.name} says that the case was erased, and its certificate is missing`)
    return undefined
  }
  const statement = signed(erasure, 'the certificate of erasure', keys)
  demand(statement.type === 'habeas.erasure.v1', 'the certificate of erasure is a statement of another kind')
  const isHere = statement.organisation === bundle.organisation && statement.request === bundle.request
  demand(isHere, 'the certificate of erasure is of another request')
  const isOfEvent = told !== undefined && statement.event_hash === told.hash
  demand(isOfEvent, 'the certificate of erasure names an event that is not the last erasure here')
  return text(statement.erased_at, 'the time in the certificate of erasure')
}

/** Every other member of the bundle, as the head has signed it. */
function checkContents(bundle: Members, head: Members): void {
  const contents = members(head.contents, 'the contents of the head')
  const events = list(bundle.events, 'events').map((given) => {
    return { hash: members(given, 'an event').hash ?? null, inclusion: members(given, 'an event').inclusion ?? null }
  })
  const { head: _head, ...rest }: Members = { ...bundle, events }
  for (const [name, value] of Object.entries(rest)) {
    demand(Object.hasOwn(contents, name), `the member ${name} was added after the bundle was signed`)
    demand(contents[name] === sha256(canonical(value)), `the member ${name} was changed after the bundle was signed`)
  }
  for (const name of Object.keys(contents))
    demand(Object.hasOwn(rest, name), `the member ${name} was taken out of the bundle`)
}

type Findings = {
  events: readonly Event[]
  head: Members
  checkpoints: Map<number, Checkpoint>
  anchored?: Set<number>
  erasedAt?: string
}

function proven(
  bundle: Members,
  { events, head, checkpoints, anchored, erasedAt }: Findings,
  hasKeys: boolean,
): string[] {
  const amount = (holds: (event: Event) => boolean) => events.filter(holds).length
  const [shown, erased] = [amount(({ detail }) => detail === 'shown'), amount(({ detail }) => detail === 'erased')]
  const covered = amount(({ inclusion }) => inclusion !== null)
  const statements = [head, ...[...checkpoints.values()].map(({ statement }) => statement)]
  const signers = new Set(statements.map(({ key_id }) => String(key_id)))
  const named = (numbers: Iterable<number>) => [...numbers].join(', ') || 'none'
  return [
    `${String(bundle.reference)}, ${String(bundle.request)}: ${events.length} events, whole and in order, up to ${String(head.at)}.`,
    `Details: ${shown} shown and unchanged, ${erased} erased.`,
    ...(erasedAt === undefined ? [] : [`The case file was erased at ${erasedAt}, as its certificate says.`]),
    `In checkpoints: ${covered} of ${events.length} events; checkpoints: ${named(checkpoints.keys())}.`,
    `Signed by the key ${[...signers].join(', ')}.`,
    hasKeys
      ? 'The signatures are by a key that you brought.'
      : 'The keys came with the bundle, so it fits together, whoever made it. Bring a key you had from elsewhere: --key.',
    anchored === undefined
      ? 'No roots from outside: whoever holds key and database could have made all of it anew. Bring the sent roots: --root.'
      : `Sent outside, and unchanged since: checkpoints ${named(anchored)}.`,
  ]
}

/** A statement whose signature holds, by one of these keys. */
function signed(given: Json | undefined, name: string, keys: Map<string, Buffer>): Members {
  const { statement: said, signature } = members(given, name, ['statement', 'signature'])
  const statement = members(said, `the statement of ${name}`)
  const number = statement.number === undefined ? name : `checkpoint ${String(statement.number)}`
  const key = keys.get(text(statement.key_id, `the key_id of ${number}`))
  demand(key !== undefined, `${number} is signed by the key ${statement.key_id}, which is not among the keys`)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]) // RFC 8410 section 4: a prefix and the key
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const written = bytes(signature, 64, `the signature of ${number}`)
  demand(
    verify(null, Buffer.from(canonical(statement)), publicKey, written),
    `the signature of ${number} does not hold`,
  )
  return statement
}

function keyId(publicKey: Buffer): string {
  return sha256(publicKey).slice(0, 32)
}

function sha256(input: Buffer | string): string {
  return createHash('sha256').update(input).digest('hex')
}

/** RFC 8785: members sorted by UTF-16 code units, no white space, strings and numbers as ECMAScript writes them. */
function canonical(value: Json): string {
  demand(typeof value !== 'number' || Number.isFinite(value), 'a number is too large for JSON') // 1e999 would be written as null
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`
}

function parsed(text: string): Members {
  try {
    JSON.parse(text)
  } catch {
    throw new Fault('the file is not JSON')
  }
  refuseTwins(text)
  return members(JSON.parse(text), 'the bundle')
}

/** A name that occurs twice in one object would let two readers see two different bundles. */
function refuseTwins(text: string): void {
  const open: (Set<string> | undefined)[] = []
  for (const [token, name] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (name !== undefined) {
      const known = JSON.parse(name)
      demand(!open.at(-1)?.has(known), `the name ${name} occurs twice in one object`)
      open.at(-1)?.add(known)
    }
  }
}

function demand(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new Fault(fault)
}

function members(value: Json | undefined, name: string, only?: readonly string[]): Members {
  demand(value != null && typeof value === 'object' && !Array.isArray(value), `${name} is not an object`)
  const names = Object.keys(value)
  const fits = only === undefined || (names.length === only.length && only.every((each) => names.includes(each)))
  demand(fits, `${name} has not the members ${only?.join(', ')}, and no others`)
  return value
}

function list(value: Json | undefined, name: string): Json[] {
  demand(Array.isArray(value), `${name} is not a list`)
  return value
}

function text(value: Json | undefined, name: string): string {
  demand(typeof value === 'string', `${name} is not a text`)
  return value
}

function count(value: Json | undefined, name: string): number {
  demand(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0, `${name} is not a whole number`)
  return value
}

function bytes(value: Json | undefined, length: number, name: string): Buffer {
  const isHex = typeof value === 'string' && value.length === length * 2 && /^[0-9a-f]+$/.test(value)
  demand(isHex, `${name} is not ${length} bytes in lower-case hex`)
  return Buffer.from(String(value), 'hex')
}
