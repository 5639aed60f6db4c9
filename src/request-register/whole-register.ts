import { Readable } from 'node:stream'
import type { Instant } from '../law/calendar.ts'
import type { Organisation } from '../organisations/store.ts'
import type { Deps } from '../platform/deps.ts'
import type { Case } from '../requests/case.ts'
import { placeOfReceipt, receivedRequests } from '../requests/received-requests.ts'
import type { Period } from '../statistics/period.ts'
import { csvHeader, csvLines } from './csv.ts'
import { type Entry, entryOf } from './entry.ts'
import { jsonLdEnds, jsonLdRecord } from './json-ld.ts'

/** Of one transaction: a register of years is never in memory as a whole. */
export const atATime = 200

type Asked = {
  readonly organisation: Organisation
  readonly period: Period
  readonly first: readonly Case[]
  readonly now: Instant
  /** Whether somebody still reads it. */
  readonly signal: AbortSignal
}

/**
 * The register of a period as a file, written while it is read; its first page is at hand. It is not cut where others are in line for
 * theirs, and ends once nobody reads it.
 */
export function wholeRegister(
  deps: Pick<Deps, 'database' | 'keyring'>,
  format: 'csv' | 'json_ld',
  asked: Asked,
): Readable {
  const entries = entriesOf(deps, asked)
  const { name: controller } = asked.organisation
  const text = format === 'csv' ? csvOf(entries) : jsonLdOf(entries, { controller, ...asked.period })
  return Readable.from(text, { objectMode: false })
}

async function* csvOf(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<string> {
  yield csvHeader
  for await (const page of pages) yield page.map(csvLines).join('')
}

async function* jsonLdOf(
  pages: AsyncIterable<readonly Entry[]>,
  told: Period & { readonly controller: string },
): AsyncGenerator<string> {
  const { head, tail } = jsonLdEnds(told)
  yield head
  let isFirst = true
  for await (const page of pages) {
    yield `${isFirst ? '' : ','}\n${page.map(jsonLdRecord).join(',\n')}`
    isFirst = false
  }
  yield `\n${tail}\n`
}

/** Page after page, each in a transaction of its own when its turn comes: none waits on whoever reads. Never an empty one. */
async function* entriesOf(
  { database, keyring }: Pick<Deps, 'database' | 'keyring'>,
  { organisation, period, first, now, signal }: Asked,
): AsyncGenerator<readonly Entry[]> {
  const pace = { lane: 'pages', signal, goesOn: true } as const
  let page = first
  while (page.length > 0) {
    yield page.map((c) => entryOf(c, now))
    const last = page.at(-1)
    if (last === undefined || page.length < atATime) return
    const onward = { ...period, after: placeOfReceipt(last), limit: atATime }
    page = await database.transaction(organisation.id, (tx) => receivedRequests(tx, keyring, onward), pace)
  }
}
