import { createHash, createHmac, verify } from 'node:crypto'

// The verifier of evidence bundles: needs Node's cryptography alone. What it checks, the README beside it tells whoever writes another.

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
type Members = { readonly [name: string]: Json }

/** What the reader has from elsewhere: a bundle that brings its own keys proves only that it fits together. */
export type Outside = {
  /** Public keys in hex: signatures count by these alone. */
  readonly keys?: readonly string[] | undefined
  /** Signed roots as they were sent, `{ statement, signature }`. */
  readonly roots?: readonly unknown[] | undefined
}

export type Verdict = { readonly ok: true; readonly proven: string[] } | { readonly ok: false; readonly fault: string }

/** The first thing that is wrong. */
class Fault extends Error {}

/** A root binds each event this much older than it is (ms), and some event of all: some are under way meanwhile, and clocks differ. */
const [slack, slackOfAll] = [60 * 60_000, 10 * 60_000]
/** So many leaves are a whole tree: what was too much for it waits for the next, however old. */
const mostLeaves = 131_072
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

type Event = {
  readonly name: string
  readonly body: Members
  readonly hash: string
  readonly detail: 'none' | 'shown' | 'erased'
  readonly inclusion: Json
  checkpoint?: number // that it was found in
}
type Keys = Map<string, Buffer>
type Checkpoints = Map<number, Checkpoint>
type Checkpoint = { readonly number: number; readonly statement: Members; readonly hash: string; readonly at: string }

/** Checks a bundle, the text of its file, and says what it proves, or names the first thing that is wrong. */
export function verifyBundle(text: string, outside: Outside = {}): Verdict {
  try {
    return { ok: true, proven: checkAll(text, outside) }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.message }
    if (error instanceof SyntaxError) return { ok: false, fault: 'the file is not JSON' }
    return { ok: false, fault: `it is too large to be checked, or of no known form (${String(error)})` }
  }
}

function checkAll(file: string, outside: Outside): string[] {
  const bundle = members(JSON.parse(file), 'the bundle')
  refuseTwins(file)
  demand(bundle.format === 'habeas.evidence', 'this is no evidence bundle: its format is not habeas.evidence')
  demand(bundle.version === 1, 'this verifier knows version 1 of the format only')
  id(bundle.organisation, 'org', 'the organisation of the bundle')
  id(bundle.request, 'req', 'the request of the bundle')
  text(bundle.reference, 'the reference of the bundle', /^HB-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  const events = checkEvents(bundle)
  const keys = checkKeys(bundle, outside)
  const head = checkHead(bundle, events, keys)
  const checkpoints = checkCheckpoints(bundle, keys)
  checkInclusions(events, checkpoints)
  const anchors = outside.roots && checkRoots(events, checkpoints, signedRoots(bundle, outside.roots, keys))
  checkLetters(bundle, events)
  const erasedAt = checkErasure(bundle, events, keys)
  checkContents(bundle, events, head)
  return proven(bundle, { events, head, checkpoints, anchors, erasedAt, hasKeys: outside.keys !== undefined })
}

/** Each event's hash, its link to the one before, its number, and its detail where it is shown. */
function checkEvents(bundle: Members): Event[] {
  let previous: string | null = null
  const events: Event[] = []
  for (const [at, given] of list(bundle.events, 'events').entries()) {
    const event = members(given, `event ${at + 1}`, ['body', 'hash', 'detail', 'detail_key', 'inclusion'])
    const body = members(event.body, `the body of event ${at + 1}`)
    const type = text(body.type, `the type of event ${at + 1}`, /^[a-z][a-z_]{0,63}$/)
    const name = `event ${at + 1} (${id(body.id, 'evt', `the id of event ${at + 1}`)}, ${type})`
    const says = count(body.sequence, `the sequence of ${name}`)
    count(body.at, `the time of ${name}`)
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
function checkKeys(bundle: Members, { keys: trusted }: Outside): Keys {
  const keys = new Map<string, Buffer>()
  for (const given of list(bundle.keys, 'keys')) {
    const key = members(given, 'a key')
    const own = bytes(key.id, 16, 'the id of a key').toString('hex')
    const publicKey = bytes(key.public_key, 32, `the public key ${own}`)
    demand(key.algorithm === 'Ed25519', `the key ${own} is for another algorithm than Ed25519`)
    demand(
      sha256(publicKey).slice(0, 32) === own,
      `the public key ${own} was changed: its id is told from it, and does not fit`,
    )
    demand(!keys.has(own), `the key ${own} is listed twice`)
    keys.set(own, publicKey)
  }
  const own = trusted?.map((key) => bytes(key, 32, 'a key from outside'))
  return own === undefined ? keys : new Map(own.map((key) => [sha256(key).slice(0, 32), key]))
}

/** The signed end of the chain. */
function checkHead(bundle: Members, events: readonly Event[], keys: Keys): Members {
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
function checkCheckpoints(bundle: Members, keys: Keys): Checkpoints {
  const found = new Map<number, Checkpoint>()
  let former: Checkpoint | undefined
  for (const given of list(bundle.checkpoints, 'checkpoints')) {
    const checkpoint = checkpointOf(given, bundle, keys)
    const { number, statement } = checkpoint
    demand(former === undefined || former.number < number, `checkpoint ${number} is out of order`)
    const follows = former?.number !== number - 1 || statement.previous === former.hash
    demand(follows, `checkpoint ${number} does not follow checkpoint ${number - 1}: it names another`)
    found.set(number, checkpoint)
    former = checkpoint
  }
  return found
}

function checkpointOf(given: Json, bundle: Members, keys: Keys): Checkpoint {
  const statement = signed(given, 'a checkpoint', keys)
  const number = count(statement.number, 'the number of a checkpoint')
  demand(statement.type === 'habeas.checkpoint.v1', `checkpoint ${number} is a statement of another kind`)
  demand(statement.organisation === bundle.organisation, `checkpoint ${number} is of another organisation`)
  const at = text(statement.at, `the time of checkpoint ${number}`, instant)
  return { number, statement, hash: sha256(canonical(statement)), at }
}

/** That each event is in the tree of the checkpoint it names. */
function checkInclusions(events: readonly Event[], checkpoints: Checkpoints): void {
  const last = events.findLastIndex(({ inclusion }) => inclusion !== null)
  for (const event of events.slice(0, last + 1)) {
    demand(event.inclusion !== null, `${event.name} is in no checkpoint, though a later event is in one`)
    const inclusion = members(event.inclusion, `the inclusion of ${event.name}`, ['checkpoint', 'index', 'path'])
    const number = count(inclusion.checkpoint, `the checkpoint of ${event.name}`)
    const checkpoint = checkpoints.get(number)
    demand(checkpoint !== undefined, `${event.name} names checkpoint ${number}, which is not in the bundle`)
    const { events: size, root } = checkpoint.statement
    const found = rootOver(Buffer.from(event.hash, 'hex'), {
      index: count(inclusion.index, `the index of ${event.name}`),
      size: count(size, `the size of checkpoint ${number}`),
      path: list(inclusion.path, `the path of ${event.name}`).map((step) => bytes(step, 32, 'a step of a path')),
    })
    demand(found === root, `${event.name} is not in checkpoint ${number}: its path leads to another root`)
    event.checkpoint = number
  }
}

/** RFC 9162 section 2.1.3.2, over the hashes of RFC 6962 section 2.1: the root that a path leads to; undefined where it fits no such tree. */
function rootOver(input: Buffer, { index, size, path }: { index: number; size: number; path: Buffer[] }) {
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

type Roots = ReturnType<typeof signedRoots>
type Anchors = { holds: (event: Event) => boolean; numbers: number[]; setAside: number }

/** Compares the checkpoints with the roots that were sent, and demands that each event which these are newer than is in one. */
function checkRoots(events: Event[], checkpoints: Checkpoints, { roots, setAside }: Roots): Anchors {
  const sent = new Map<number, Checkpoint>()
  for (const root of roots) {
    const { number, at, hash } = sent.get(root.number) ?? root
    const fork = `two different checkpoints ${number} were sent outside, made at ${at} and at ${root.at}`
    demand(hash === root.hash, `${fork}: in between the history was written anew, or restored from a backup`)
    sent.set(number, root)
  }
  const sorted = [...sent.values()].sort((a, b) => a.number - b.number)
  demand(sent.size > 0, 'no root from outside is of this organisation, and signed by a key that counts')
  for (const { number, hash } of checkpoints.values()) {
    const isMissing = !sent.has(number) && number > (sorted[0]?.number ?? 0) && number < (sorted.at(-1)?.number ?? 0)
    demand(!isMissing, `checkpoint ${number} was never sent outside, though later ones were`)
    demand((sent.get(number)?.hash ?? hash) === hash, `checkpoint ${number} is not the one that was sent outside`)
  }
  const isAnchored = ({ checkpoint = -1 }: Event) => sent.has(checkpoint)
  const binding = sorted.findLast(({ statement }) => statement.events !== mostLeaves)
  const isNone = !events.some(isAnchored)
  const newest = Date.parse(binding?.at ?? '') - (isNone ? slackOfAll : slack) // no number where none binds: nothing is less
  const stray = events.find((event) => !isAnchored(event) && Number(event.body.at) < newest)
  const fault = `${isNone ? 'no event' : (stray?.name ?? '')} is in ${isNone ? 'a' : 'no'} checkpoint that was sent outside, though`
  demand(stray === undefined, `${fault} it is older than checkpoint ${binding?.number} of ${binding?.at}, which was`)
  return { holds: isAnchored, numbers: [...checkpoints.keys()].filter((number) => sent.has(number)), setAside }
}

/** The roots of this organisation that a key which counts has signed, and how many it has not. */
function signedRoots(bundle: Members, given: readonly unknown[], keys: Keys) {
  const roots: Checkpoint[] = []
  let setAside = 0
  for (const each of given) {
    try {
      const { statement = null, signature = null } = members(each as Json, 'a root') // read from JSON
      if (members(statement, 'the statement of a root').organisation !== bundle.organisation) continue
      roots.push(checkpointOf({ statement, signature }, bundle, keys))
    } catch {
      setAside += 1 // whatever is wrong with a line, it proves nothing, and the report tells of it
    }
  }
  return { roots, setAside }
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
    const name = `the letter ${id(letter.id, 'ltr', 'the id of a letter')}`
    demand(isTold, `${name} has no event that tells of its sending under its Message-ID`)
  }
}

/** The certificate of an erased case hangs on the last event that says so. Returns when; undefined where there is none. */
function checkErasure(bundle: Members, events: readonly Event[], keys: Keys): string | undefined {
  const told = events.findLast(({ body }) => body.type === 'case_erased')
  if (bundle.erasure == null) {
    demand(told === undefined, `${told?.name} says that the case was erased, and its certificate is missing`)
    return undefined
  }
  const statement = signed(bundle.erasure, 'the certificate of erasure', keys)
  demand(statement.type === 'habeas.erasure.v1', 'the certificate of erasure is a statement of another kind')
  const isHere = statement.organisation === bundle.organisation && statement.request === bundle.request
  demand(isHere, 'the certificate of erasure is of another request')
  const isOfEvent = told !== undefined && statement.event_hash === told.hash
  demand(isOfEvent, 'the certificate of erasure names an event that is not the last erasure here')
  return text(statement.erased_at, 'the time in the certificate of erasure', instant)
}

/** Every other member of the bundle, as the head has signed it. */
function checkContents(bundle: Members, events: Event[], head: Members): void {
  const contents = members(head.contents, 'the contents of the head')
  const sealed = events.map(({ hash, inclusion }) => ({ hash, inclusion }))
  const { head: _head, ...rest }: Members = { ...bundle, events: sealed }
  for (const name of new Set([...Object.keys(rest), ...Object.keys(contents)])) {
    const [member, value] = [`the member ${JSON.stringify(name)}`, rest[name]]
    demand(value !== undefined && Object.hasOwn(rest, name), `${member} was taken out of the bundle`)
    demand(Object.hasOwn(contents, name), `${member} was added after the bundle was signed`)
    demand(contents[name] === sha256(canonical(value)), `${member} was changed after the bundle was signed`)
  }
}

type Findings = { events: Event[]; head: Members; checkpoints: Checkpoints; hasKeys: boolean } & Late
type Late = { anchors: Anchors | undefined; erasedAt: string | undefined }

function proven(bundle: Members, { events, head, checkpoints, anchors, erasedAt, hasKeys }: Findings): string[] {
  const amount = (holds: (event: Event) => boolean) => events.filter(holds).length
  const [shown, erased] = [amount(({ detail }) => detail === 'shown'), amount(({ detail }) => detail === 'erased')]
  const signers = new Set([head.key_id, ...Array.from(checkpoints.values(), (each) => each.statement.key_id)])
  const range = (holds: (event: Event) => boolean) => {
    const ends = `from ${events.findIndex(holds) + 1} to ${events.findLastIndex(holds) + 1}`
    return amount(holds) === 0 ? 'no event' : `${amount(holds)} events, ${ends}`
  }
  const upTo = typeof head.at === 'string' && instant.test(head.at) ? head.at : 'a time that is not told'
  const named = (numbers: Iterable<number>) => [...numbers].join(', ') || 'none'
  const noRoots = 'No roots from outside: whoever holds key and database can make all of it anew. Bring them: --root.'
  const anchorage = anchors && [
    `Sent outside, and unchanged since: checkpoints ${named(anchors.numbers)}.`,
    `Anchored in them: ${range(anchors.holds)}; by the word of the head alone: ${range((each) => !anchors.holds(each))}.`,
    ...(anchors.setAside === 0 ? [] : [`Roots set aside, signed by no key that counts: ${anchors.setAside}.`]),
  ]
  return [
    `${String(bundle.reference)}, ${String(bundle.request)}: ${events.length} events, whole and in order, up to ${upTo}.`,
    `Details: ${shown} shown and unchanged, ${erased} erased.`,
    ...(erasedAt === undefined ? [] : [`The case file was erased at ${erasedAt}, as its certificate says.`]),
    `In checkpoints: ${amount(({ inclusion }) => inclusion !== null)} of ${events.length} events; checkpoints: ${named(checkpoints.keys())}.`,
    `Signed by the key ${[...signers].join(', ')}.`,
    hasKeys
      ? 'The signatures are by a key that you brought.'
      : 'The keys came with the bundle, so it fits together, whoever made it. Bring a key you had from elsewhere: --key.',
    ...(anchorage ?? [noRoots]),
  ]
}

/** A statement whose signature holds, by one of these keys. */
function signed(given: Json | undefined, name: string, keys: Keys): Members {
  const { statement: said, signature } = members(given, name, ['statement', 'signature'])
  const statement = members(said, `the statement of ${name}`)
  const number = typeof statement.number === 'number' ? `checkpoint ${statement.number}` : name
  const signer = bytes(statement.key_id, 16, `the key_id of ${number}`).toString('hex')
  const key = keys.get(signer)
  demand(key !== undefined, `${number} is signed by the key ${signer}, which is not among the keys`)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]) // RFC 8410 section 4: a prefix and the key
  const written = bytes(signature, 64, `the signature of ${number}`)
  const holds = verify(null, Buffer.from(canonical(statement)), { key: spki, format: 'der', type: 'spki' }, written)
  demand(holds, `the signature of ${number} does not hold`)
  return statement
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

/** A name that occurs twice in one object would let two readers see two different bundles. */
function refuseTwins(text: string): void {
  const open: (Set<string> | undefined)[] = []
  for (const [token, name, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g)) {
    demand(open.length <= 500, 'the file is nested deeper than 500 levels')
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (name !== undefined && colon !== undefined) {
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

function text(value: Json | undefined, name: string, form: RegExp): string {
  demand(typeof value === 'string' && form.test(value), `${name} is not of its form`)
  return value
}

/** A TypeID: what it is of, and 128 bits in the alphabet of Crockford. */
function id(value: Json | undefined, kind: string, name: string): string {
  return text(value, name, new RegExp(`^${kind}_[0-7][0-9a-hjkmnp-tv-z]{25}$`))
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
