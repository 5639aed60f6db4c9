import { z } from 'zod'

// Cc is every control character; U+2028 and U+2029 end lines. The overrides and isolates reorder what stands beside
// them on a screen (Unicode TR36); the plain marks (U+200E, U+200F, U+061C), which Hebrew and Arabic names need, stay.
const refusedInLine = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const refusedInLines = /[^\P{Cc}\t\n]/u

/**
 * The one type of text from outside: well-formed, NFC, without NUL or control characters, its length counted in code
 * points. Text of several lines keeps tabs and line ends (CRLF becomes LF) and the direction marks of a letter. Nothing
 * else is changed: no trimming. With `min` at least 1 (the default) it must hold something to read.
 */
export function text({ min = 1, max, multiline = false }: { min?: number; max: number; multiline?: boolean }) {
  return z
    .string()
    .overwrite((value) => normalise(value, multiline))
    .check((context) => {
      const message = whyUnsafe(context.value, { min, max, multiline })
      if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
    })
    .meta({ minLength: min, maxLength: max })
}

/** The same rules for text that comes by another way than a schema; undefined where it is safe. */
export function whyUnsafe(
  value: string,
  { min = 1, max, multiline = false }: { min?: number; max: number; multiline?: boolean },
): string | undefined {
  if (!value.isWellFormed()) return 'expected text without lone surrogates'
  if (multiline ? refusedInLines.test(value) : refusedInLine.test(value)) {
    return multiline
      ? 'expected text without control characters but tab and line ends'
      : 'expected one line of text without control characters or direction overrides'
  }
  const length = codePoints(value)
  if (length > max) return `expected at most ${max} characters`
  if (length < min) return `expected at least ${min} ${min === 1 ? 'character' : 'characters'}`
  if (min > 0 && value.trim() === '') return 'expected text, not only spaces'
  return undefined
}

function normalise(value: string, multiline: boolean): string {
  const composed = value.normalize('NFC')
  return multiline && composed.includes('\r') ? composed.replace(/\r\n?/g, '\n') : composed
}

/** A character is a code point: what JSON Schema counts (2020-12 validation, section 6.3.1). */
function codePoints(value: string): number {
  let count = value.length
  for (let i = 0; i < value.length - 1; i += 1) {
    if ((value.charCodeAt(i) & 0xfc00) !== 0xd800) continue
    count -= 1
    i += 1
  }
  return count
}
