import type { Schema } from '../../../openapi/client/habeas.ts'
import type { Desk, Request } from './desk.ts'
import { type Party, until } from './doors.ts'

// What the register must show at the end, reasoned from the law and the calendar of 2026, letter by letter:
// whose, which right, by which channel; received; the last day; how it ended; calendar days from the receipt to the answer.
const expected = [
  ['Claire Fontaine', 'access', 'web', '2026-01-31', '2026-03-02', 'granted', 2],
  ['Malik Benali', 'rectification', 'email', '2026-02-03', '2026-03-03', 'granted', 2],
  ['Inès Garnier', 'erasure', 'web', '2026-02-05', '2026-03-12', 'granted', 15],
  ['Yann Le Goff', 'restriction', 'phone', '2026-02-11', '2026-03-11', 'granted', 0],
  ['Sofia Marques', 'objection', 'web', '2026-02-12', '2026-03-12', 'granted', 0],
  ['Hugo Marchal', 'portability', 'web', '2026-02-17', '2026-05-18', 'granted', 76],
  ['Odette Caron', 'post_mortem', 'in_person', '2026-02-23', '2026-03-23', 'granted', 1],
  ['Léa Morin', 'withdrawal', 'web', '2026-02-26', '2026-03-26', 'granted', 0],
  ['Georges Petit', 'withdrawal', 'post', '2026-02-27', '2026-03-27', 'granted', 3],
  ['Georges Petit', 'erasure', 'post', '2026-02-27', '2026-04-10', 'refused', 35],
  ['Georges Petit', 'objection', 'post', '2026-02-27', '2026-04-10', 'granted', 35],
  ['Marc Caron', 'post_mortem', 'email', '2026-04-20', '2026-05-20', 'granted', 2],
]

/** The auditor reads the register, and follows the history of every request from its first fact to its last. */
export async function readRegister({ telling, auditor }: Desk): Promise<void> {
  const { data, has_more } = await auditor.get('/v1/requests', { query: { sort: 'received_at', limit: 100 } })
  telling.says(
    auditor.name,
    `reads the register: ${data.length} requests, ${data.flatMap(({ rights }) => rights).length} rights.`,
  )
  telling.lines([
    '',
    ...table(data),
    '',
    '  due: the last day, pauses and extension counted. days: calendar days from the receipt to the answer.',
    '',
  ])
  telling.expect(
    'every right of every letter: its dates, its outcome and its days are those of the law',
    [
      rowsOf(data).map((row) => [row.name, row.right, row.channel, row.received, row.due, row.outcome, row.days]),
      has_more,
    ],
    [expected, false],
  )
  telling.expect(
    'ten letters, all closed because all was answered',
    data.map((each) => each.closed_reason),
    new Array(10).fill('completed'),
  )
  let facts = 0
  let sent = 0
  const broken: string[] = []
  for (const request of data) {
    const events = await historyOf(auditor, request.id)
    facts += events.length
    const isChained = events.every(
      (event, i) => event.sequence === i + 1 && event.previous_hash === (events[i - 1]?.hash ?? null),
    )
    if (!isChained) broken.push(request.reference)
    const letters = await lettersOf(auditor, request.id)
    sent += letters.length
    if (letters.some(({ state }) => state !== 'sent' && state !== 'posted')) broken.push(request.reference)
  }
  telling.says(auditor.name, `follows ${facts} facts and ${sent} letters.`)
  telling.expect(
    'each fact carries the hash of the one before, none is missing; every letter was sent or posted',
    broken,
    [],
  )
}

type Row = {
  readonly reference: string
  readonly name: string
  readonly right: string
  readonly channel: string
  readonly received: string
  readonly due: string | null
  readonly status: string
  readonly outcome: string | null
  readonly days: number | null
}

function rowsOf(requests: readonly Request[]): Row[] {
  return requests.flatMap(({ reference, requester, rights, channel, received_on, status }) =>
    rights.map(({ right, due_on, outcome, answered_on }) => ({
      reference,
      name: requester?.name ?? '–',
      right,
      channel,
      received: received_on,
      due: due_on,
      status,
      outcome,
      days: answered_on === null ? null : daysFrom(received_on, answered_on),
    })),
  )
}

/** Calendar days, by the arithmetic of days alone. */
function daysFrom(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000
}

function table(requests: readonly Request[]): string[] {
  const columns = ['reference', 'name', 'right', 'channel', 'received', 'due', 'status', 'outcome', 'days'] as const
  const rows = rowsOf(requests).map((row) => columns.map((column) => String(row[column] ?? '–')))
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()
  const head = line(columns)
  return [head, `  ${'─'.repeat(head.length - 2)}`, ...rows.map(line)]
}

/** Once each is on record as sent or posted: the mailbox has it a moment earlier. */
async function lettersOf(auditor: Party, id: string) {
  return until('the letters to be on record', async () => {
    const { data } = await auditor.get('/v1/requests/{id}/letters', { path: { id }, query: { limit: 100 } })
    return data.some(({ state }) => state === 'queued') ? undefined : data
  })
}

async function historyOf(auditor: Party, id: string): Promise<Schema<'Event'>[]> {
  const events: Schema<'Event'>[] = []
  for await (const event of auditor.pages('/v1/requests/{id}/events', { path: { id } })) events.push(event)
  return events
}
