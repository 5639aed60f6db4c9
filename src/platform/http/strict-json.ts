import { isUtf8 } from 'node:buffer'

/** Deeper than any body of this API; JSON has no use for more, and a recursive reader would exhaust its stack. */
const deepest = 32
/** More values than a body of 256 KiB has a reason to hold: what validates them later must stay quick. */
const mostValues = 20_000

export type StrictJsonLimits = { readonly depth?: number; readonly values?: number }

/**
 * A refusal never quotes the text. `position` counts UTF-16 units from 0; `path` is that of the member, such as
 * `rights.0.scope`.
 */
export type StrictJsonRefusal = { readonly message: string; readonly position?: number; readonly path?: string }
export type StrictJson = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & StrictJsonRefusal)

/**
 * Reads JSON as I-JSON (RFC 7493) and stricter: valid UTF-8 without a byte order mark, no member twice, no lone
 * surrogate, no control character but tab and line ends in any string or name, no `__proto__`, no `constructor` with a
 * `prototype`, no integer that a double cannot hold (its digits would change silently), and bounds on depth and size.
 * What it accepts, it reads as `JSON.parse` does. Linear, and never deeper in calls than the depth allowed.
 */
export function parseStrictJson(source: Uint8Array | string, limits: StrictJsonLimits = {}): StrictJson {
  if (typeof source !== 'string' && !isUtf8(source)) return refusal({ message: 'expected valid UTF-8' })
  const text = typeof source === 'string' ? source : decode(source)
  if (text.charCodeAt(0) === 0xfeff) {
    return refusal({ message: 'expected no byte order mark (RFC 8259 section 8.1)', position: 0 })
  }
  if (typeof source === 'string' && !text.isWellFormed()) return refusal({ message: 'expected no lone surrogate' })

  const seen = scan(text, { depth: limits.depth ?? deepest, values: limits.values ?? mostValues })
  if ('message' in seen) return refusal(seen)
  const parsed = parsedBy(text)
  if ('message' in parsed) return refusal(parsed)
  const { value } = parsed
  const tally = { members: 0 }
  const poison = typeof value === 'object' && value !== null ? inspect(value, tally) : undefined
  if (poison !== undefined) return refusal(poison)
  // Of two members with one name JSON.parse keeps the last: then the value has fewer members than the text
  if (seen.members !== tally.members) return refusal(doubleNameIn(text))
  return { ok: true, value }
}

type Seen = { readonly members: number }

const quote = 34
const comma = 44
const colon = 58
const backslash = 92

/**
 * One walk over the text: what a parsed value no longer tells. It does not check the grammar; JSON.parse does,
 * afterwards.
 */
function scan(text: string, limits: { depth: number; values: number }): Seen | StrictJsonRefusal {
  const isPlain = !/[\\\u007f-\u009f]/.test(text) // nothing in a string but characters that stand for themselves
  let depth = 0
  let members = 0
  let values = 1
  let i = 0
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === quote) {
      const end = isPlain ? text.indexOf('"', i + 1) + 1 || text.length : endOfString(text, i)
      if (typeof end !== 'number') return end
      i = end
      continue
    }
    if (c === 0x7b || c === 0x5b) {
      depth += 1
      values += 1
      if (depth > limits.depth) return { message: `expected at most ${limits.depth} levels`, position: i }
    } else if (c === 0x7d || c === 0x5d) depth -= 1
    else if (c === colon) members += 1
    else if (c === comma) {
      values += 1
      if (values > limits.values) return { message: `expected at most ${limits.values} values`, position: i }
    } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
      const end = endOfNumber(text, i)
      if (end - i > 4 && !isFaithful(text.slice(i, end))) {
        return { message: 'expected a number that a double holds exactly: write a larger one as a string', position: i }
      }
      i = end
      continue
    }
    i += 1
  }
  return { members }
}

/**
 * The position after the closing quote, or why the string is refused. An unclosed one ends with the text: JSON.parse
 * refuses it.
 */
function endOfString(text: string, start: number): number | StrictJsonRefusal {
  let i = start + 1
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === quote) return i + 1
    if (c === backslash) {
      const escaped = text.charCodeAt(i + 1)
      if (escaped !== 0x75) {
        if (escaped === 0x62 || escaped === 0x66) return { message: noControls, position: i } // \b and \f
        i += 2
        continue
      }
      const unit = hexAt(text, i + 2)
      if (isRefusedControl(unit)) return { message: noControls, position: i }
      if (unit >= 0xd800 && unit <= 0xdfff) {
        if (unit > 0xdbff || !isEscapedLowSurrogate(text, i + 6)) {
          return { message: 'expected no lone surrogate', position: i }
        }
        i += 6
      }
      i += 6
      continue
    }
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return { message: noControls, position: i }
    i += 1
  }
  return i
}

const noControls = 'expected no control character but tab and line ends, and these escaped'

function isRefusedControl(unit: number): boolean {
  return (unit < 0x20 && unit !== 9 && unit !== 10 && unit !== 13) || (unit >= 0x7f && unit <= 0x9f)
}

function isEscapedLowSurrogate(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== backslash || text.charCodeAt(at + 1) !== 0x75) return false
  const unit = hexAt(text, at + 2)
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** Four hexadecimal digits; 0x20 (harmless) where they are none, since JSON.parse then refuses the text. */
function hexAt(text: string, at: number): number {
  const digits = text.slice(at, at + 4)
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : 0x20
}

function endOfNumber(text: string, start: number): number {
  let i = start + 1
  while (i < text.length) {
    const c = text.charCodeAt(i)
    const within = (c >= 0x30 && c <= 0x39) || c === 0x2e || c === 0x2b || c === 0x2d || c === 0x65 || c === 0x45
    if (!within) break
    i += 1
  }
  return i
}

/**
 * RFC 7493 section 2.2; shorter than 1e999 every number is. A fraction or an exponent is an approximation by nature; an
 * integer is not.
 */
function isFaithful(literal: string): boolean {
  const number = Number(literal)
  return Number.isSafeInteger(number) || (Number.isFinite(number) && /[.eE]/.test(literal))
}

function parsedBy(text: string): { value: unknown } | StrictJsonRefusal {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    // V8's message quotes the text around the fault, so only the position is taken from it
    const position = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(
      error instanceof Error ? error.message : '',
    )?.[1]
    const message = 'expected JSON (RFC 8259)'
    return position === undefined ? { message } : { message, position: Number(position) }
  }
}

/**
 * Counts the members of every object, and stops at the first name that would reach a prototype where objects are merged
 * or copied. Recursion is bounded by the depth that was checked before.
 */
function inspect(value: object, tally: { members: number }): StrictJsonRefusal | undefined {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) {
      const item: unknown = value[i]
      const poison = typeof item === 'object' && item !== null ? inspect(item, tally) : undefined
      if (poison !== undefined) return under(String(i), poison)
    }
    return undefined
  }
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name)
    tally.members += 1
    if (name === '__proto__') return { message: 'expected no member named __proto__', path: name }
    if (typeof member !== 'object' || member === null) continue
    if (name === 'constructor' && Object.hasOwn(member, 'prototype')) {
      return { message: 'expected no constructor with a prototype', path: name }
    }
    const poison = inspect(member, tally)
    if (poison !== undefined) return under(name, poison)
  }
  return undefined
}

function under(name: string, refusal: StrictJsonRefusal): StrictJsonRefusal {
  return { ...refusal, path: `${name}.${refusal.path}` }
}

/**
 * Where the second of two members with one name stands. Only walked when there is one; the text is valid JSON by then.
 */
function doubleNameIn(text: string): StrictJsonRefusal {
  const open: (Set<string> | undefined)[] = []
  let i = 0
  while (i < text.length) {
    const c = text.charCodeAt(i)
    if (c === 0x7b) open.push(new Set())
    else if (c === 0x5b) open.push(undefined)
    else if (c === 0x7d || c === 0x5d) open.pop()
    if (c !== quote) {
      i += 1
      continue
    }
    const end = endOfString(text, i)
    const stop = typeof end === 'number' ? end : text.length
    const names = open.at(-1)
    if (names !== undefined && isFollowedByColon(text, stop)) {
      const raw = text.slice(i + 1, stop - 1)
      const name = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
      if (names.has(name)) return { message: 'expected each member once', position: i }
      names.add(name)
    }
    i = stop
  }
  return { message: 'expected each member once' }
}

function isFollowedByColon(text: string, at: number): boolean {
  let i = at
  while (' \t\n\r'.includes(text.charAt(i)) && i < text.length) i += 1
  return text.charCodeAt(i) === colon
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function refusal(why: StrictJsonRefusal): StrictJson {
  return { ok: false, ...why }
}
