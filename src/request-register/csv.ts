import type { CivilDate } from '../law/calendar.ts'
import { isActive, line, neutral, quoted } from '../platform/csv.ts'
import type { Entry, EntryRight } from './entry.ts'

type Cell = string | number | boolean | null
type Column = readonly [title: string, cell: (entry: Entry, right: EntryRight | undefined) => Cell]

/** One line for each right, with what holds for its request beside it; a request in which no right is named yet has a line of its own. */
const columns: readonly Column[] = [
  ['reference', (entry) => entry.reference],
  ['received_on', (entry) => entry.receivedOn],
  ['channel', (entry) => entry.channel],
  ['status', (entry) => entry.status],
  ['closed_reason', (entry) => entry.closedReason],
  ['closed_on', (entry) => entry.closedOn],
  ['overdue', (entry) => entry.overdue],
  ['right', (_entry, right) => right?.right ?? null],
  ['direct_marketing', (_entry, right) => right?.directMarketing ?? null],
  ['right_status', (_entry, right) => right?.status ?? null],
  ['outcome', (_entry, right) => right?.outcome ?? null],
  ['grounds', (_entry, right) => right?.grounds.join(' ') || null],
  ['due_on', (entry, right) => (right === undefined ? entry.dueOn : right.dueOn)],
  ['decided_on', (_entry, right) => right?.decidedOn ?? null],
  ['fulfilled_on', (_entry, right) => right?.fulfilledOn ?? null],
  ['answered_on', (_entry, right) => right?.answeredOn ?? null],
  ['answered_in_time', (_entry, right) => right?.answeredInTime ?? null],
  ['days', (_entry, right) => right?.days ?? null],
  [
    'pauses',
    (entry) => entry.pauses.map(({ reason, from, until }) => `${reason} ${interval(from, until)}`).join(' ') || null,
  ],
  ['paused_days', (entry) => entry.pausedDays],
  ['extension_ground', (entry) => entry.extension?.ground ?? null],
  ['extension_decided_on', (entry) => entry.extension?.decidedOn ?? null],
  ['extension_notified_on', (entry) => entry.extension?.notifiedOn ?? null],
  ['extension_valid', (entry) => entry.extension?.valid ?? null],
  ['erased_on', (entry) => entry.erasedOn],
]

export const csvHeader = line(columns.map(([title]) => title))

/** The lines of a request, RFC 4180; what a spreadsheet would run is neutralised as in exports. */
export function csvLines(entry: Entry): string {
  const rights = entry.rights.length === 0 ? [undefined] : entry.rights
  return rights.map((right) => line(columns.map(([, of]) => written(of(entry, right))))).join('')
}

/** From a day until another, ISO 8601-2: two dots where there is no end yet. */
export function interval(from: CivilDate, until: CivilDate | undefined): string {
  return `${from}/${until ?? '..'}`
}

/** What is missing is empty; an empty text would be quoted. */
function written(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  return quoted(isActive(text) ? neutral(text) : text)
}
