import { type InspectOptions, inspect, isDeepStrictEqual } from 'node:util'
import { isCivilDate } from '../../law/calendar.ts'
import { longDate } from '../../law/wording.ts'

/** How the demo speaks to whoever watches it, and what it remembers of what was not as expected. */
export type Telling = {
  /** A new moment: the day, and the hour on the wall of the organisation. `at` with that wall's offset: `2026-01-31T17:20:00+01:00`. */
  moment(at: string): void
  /** A letter's first lines. */
  letter(title: string): void
  /** Who does what. */
  says(who: string, what: string): void
  /** Why, below what was said last: one line for each step. */
  because(steps: readonly string[]): void
  /** A text as it was read, at most so many lines of it. */
  quote(text: string, mostLines?: number): void
  /** Lines as they are. */
  lines(lines: readonly string[]): void
  /** What should be so, with the reason why; `expected` is written by hand and never taken from the service. */
  expect(what: string, actual: unknown, expected: unknown): void
  /** What was expected so far: how many times it held, and where it did not. */
  readonly outcome: { readonly held: number; readonly differences: readonly string[] }
}

const width = 112
const column = 22 // the longest name, and a space
const indent = ' '.repeat(column)
const onOneLine: InspectOptions = { breakLength: Number.POSITIVE_INFINITY, depth: 6 }

/** Tells to `write`, a line at a time. */
export function newTelling(write: (line: string) => void): Telling {
  const outcome = { held: 0, differences: [] as string[] } // an empty list has no element to take its type from
  const wrapped = (first: string, text: string, next = indent) => {
    for (const [i, line] of wrap(text, width - first.length).entries()) write(`${i === 0 ? first : next}${line}`)
  }
  return {
    outcome,
    moment: (at) => {
      const day = at.slice(0, 10)
      const head = `── ${isCivilDate(day) ? longDate(day, 'en') : day}, ${at.slice(11, 16)} `
      write('')
      write(head + '─'.repeat(Math.max(0, width - head.length)))
    },
    letter: (title) => {
      write('')
      write(`   ${title.toUpperCase()}`)
    },
    says: (who, what) => wrapped(`${who} `.padEnd(column), what),
    because: (steps) => {
      for (const step of steps) wrapped(`${indent}· `, step, `${indent}  `)
    },
    quote: (text, mostLines = 14) => {
      const lines = text.trimEnd().split('\n')
      for (const line of lines.slice(0, mostLines)) write(`${indent}│ ${shortened(line.trimEnd())}`)
      if (lines.length > mostLines) write(`${indent}│ … (${lines.length - mostLines} more lines)`)
    },
    lines: (lines) => {
      for (const line of lines) write(line)
    },
    expect: (what, actual, expected) => {
      if (isDeepStrictEqual(actual, expected)) {
        outcome.held += 1
        return wrapped(`${indent}✓ `, what, `${indent}  `)
      }
      const difference = `${what}: expected ${inspect(expected, onOneLine)}, and it is ${inspect(actual, onOneLine)}`
      outcome.differences.push(difference)
      return wrapped(`${indent}✗ `, difference, `${indent}  `)
    },
  }
}

function shortened(line: string): string {
  const most = width - column - 2
  return line.length <= most ? line : `${line.slice(0, most - 2)} …`
}

/** Breaks at spaces; a no-break space is none. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[ \n]+/)) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
