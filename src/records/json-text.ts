/**
 * JSON kept as it was written. A double would change `1.10`, `-0` or a number of eighteen digits; so the text is what is stored and
 * handed on, and where a value is needed, a number that a double would change stands as its text (`RawNumber`).
 */

/** A number as its source wrote it. `JSON.stringify` writes it back as it stands. */
export type RawNumber = { readonly rawJSON: string }

/** What `readJson` gives: as `JSON.parse`, but for `RawNumber`. */
export type Json = null | boolean | number | string | RawNumber | Json[] | JsonObject
export type JsonObject = { [name: string]: Json }

/** A JSON object as text: its value, and the text of each of its members. */
export type ObjectText = {
  readonly ok: true
  readonly value: object
  readonly member: (name: string) => string | undefined
}
export type JsonRefusal = { readonly ok: false; readonly message: string }

/** Deeper than data of a person has a reason to be; a recursive reader would exhaust its stack on much more. */
const deepest = 64

// Node has these since 21 (V8's "JSON.parse source text access"); TypeScript's library does not know them yet.
type JsonWithRaw = {
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
  parse(text: string, reviver: (name: string, value: unknown, context: { source?: string }) => unknown): unknown
}
const json = JSON as unknown as JsonWithRaw // see above

export const isRawNumber = (value: unknown): value is RawNumber => json.isRawJSON(value)

/**
 * Where a number stands that a double might not give back: negative zero, or one that is long, ends in a zero of its fraction, is tiny, or
 * has an exponent. The text of a string may look like one, which costs time and nothing else.
 */
const doubtful = /[:,[\s](?:-0|-?\d[\d.]{15,}|-?\d+\.\d*0|-?0\.0{6}\d*|-?\d[\d.]*[eE][+-]?\d+)(?=[,}\]\s])/

/** Whether a double gives back every number of a JSON text: nearly always. */
export function isExactInDoubles(text: string): boolean {
  return !doubtful.test(text)
}

/** Reads JSON that `readObjectText` has accepted. Whether its numbers are exact in doubles is looked for where it is not known. */
export function readJson(text: string, isExact = isExactInDoubles(text)): Json {
  const value = isExact
    ? JSON.parse(text)
    : json.parse(text, (_name, given, { source }) =>
        typeof given === 'number' && source !== undefined && String(given) !== source ? json.rawJSON(source) : given,
      )
  return value as Json // JSON.parse gives nothing else
}

/**
 * Reads one JSON object strictly (RFC 7493): no member twice, no lone surrogate, no NUL, and no `__proto__`, which would reach a
 * prototype in whatever merges it later. Numbers may be of any size. A refusal never quotes the text.
 */
export function readObjectText(text: string): ObjectText | JsonRefusal {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refusal('expected a JSON object')
  const seen = scan(text)
  if (seen.depth > deepest) return refusal(`expected at most ${deepest} levels`)
  const tally: Tally = { members: 0, escaped: text.includes('\\u') }
  const fault = inspect(value, tally)
  if (fault !== undefined) return refusal(fault)
  // Of two members with one name JSON.parse keeps the last: then the value has fewer members than the text.
  if (seen.members !== tally.members) return refusal('expected each member once')
  return { ok: true, value, member: (name) => memberIn(text, seen.parts, name) }
}

/** The texts of a JSON array's items, or undefined where the text is no JSON array. */
export function itemTexts(text: string): string[] | undefined {
  if (!Array.isArray(parsed(text))) return undefined
  return scan(text)
    .parts.map(({ start, end }) => text.slice(start, end).trim())
    .filter((item) => item !== '') // an empty array has one part, and nothing in it
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // V8's message quotes the text, so nothing of it is passed on
  }
}

const quote = 34
const comma = 44
const backslash = 92

type Part = { readonly start: number; readonly end: number }

/** One walk over valid JSON: how deep it goes, how many members its objects have, and the parts of the outermost value. */
function scan(text: string): { depth: number; members: number; parts: Part[] } {
  const parts: Part[] = []
  const isPlain = !text.includes('\\')
  let level = 0
  let depth = 0
  let members = 0
  let start = 0
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i)
    if (c === quote) {
      i = isPlain ? text.indexOf('"', i + 1) : endOfString(text, i)
    } else if (c === 0x7b || c === 0x5b) {
      level += 1
      if (level > depth) depth = level
      if (level === 1) start = i + 1
    } else if (c === 0x7d || c === 0x5d) {
      if (level === 1) parts.push({ start, end: i })
      level -= 1
    } else if (c === 0x3a) {
      members += 1
    } else if (c === comma && level === 1) {
      parts.push({ start, end: i })
      start = i + 1
    }
  }
  return { depth, members, parts }
}

/** The position of the closing quote. */
function endOfString(text: string, start: number): number {
  let i = start + 1
  while (text.charCodeAt(i) !== quote) i += text.charCodeAt(i) === backslash ? 2 : 1
  return i
}

function memberIn(text: string, parts: readonly Part[], name: string): string | undefined {
  for (const { start, end } of parts) {
    const opening = text.indexOf('"', start)
    if (opening < 0 || opening > end) continue // an empty object has one part, and nothing in it
    const closing = endOfString(text, opening)
    if (JSON.parse(text.slice(opening, closing + 1)) !== name) continue
    return text.slice(text.indexOf(':', closing) + 1, end).trim()
  }
  return undefined
}

type Tally = { members: number; readonly escaped: boolean }

/** Counts the members, and says what is wrong with a name or a string. Recursion is bounded: the depth was checked before. */
function inspect(value: unknown, tally: Tally): string | undefined {
  if (typeof value === 'string') return tally.escaped ? whyUnsafe(value) : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    for (const item of value) {
      const fault = inspect(item, tally)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  for (const [name, member] of Object.entries(value)) {
    tally.members += 1
    if (name === '__proto__') return 'expected no member named __proto__'
    const fault = (tally.escaped ? whyUnsafe(name) : undefined) ?? inspect(member, tally)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Only an escape can bring these in: the bytes were valid UTF-8, and JSON has no raw control characters in strings. */
function whyUnsafe(value: string): string | undefined {
  if (!value.isWellFormed()) return 'expected no lone surrogate'
  return value.includes('\0') ? 'expected no NUL character' : undefined
}

function refusal(message: string): JsonRefusal {
  return { ok: false, message }
}
