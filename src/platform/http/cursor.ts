import type { FastifyReply } from 'fastify'
import type { Keyring } from '../crypto/keyring.ts'
import { openWith, sealWith } from '../crypto/seal.ts'
import type { OrganisationId } from '../identifiers.ts'
import { type Problem, problem } from '../problem.ts'

/** What a cursor belongs to: another organisation's, or another list's, does not open it (attack 46). */
export type CursorBinding = {
  readonly organisation: OrganisationId
  /**
   * The list, its filters and its sort, as parsed; `limit` and `cursor` stay out, so that a page may be of another
   * size.
   */
  readonly scope: { readonly list: string; readonly [filter: string]: unknown }
}

/** Where a page ended: the sort keys of its last row, in their order. */
export type Position = readonly (string | number | boolean | null)[]

/**
 * The last row of a page as an opaque text: encrypted, since its sort keys may be dates or names. `key` is 32 bytes.
 */
export function sealCursor(key: Buffer, binding: CursorBinding, position: Position): string {
  return sealWith(key, Buffer.from(JSON.stringify(position)), addressOf(binding)).toString('base64url')
}

/**
 * The position in a cursor of this very list; throws 400 `invalid_cursor` for any other text, and never says what is
 * wrong with it.
 */
export function openCursor(key: Buffer, binding: CursorBinding, cursor: string): Position {
  const sealed = Buffer.from(cursor, 'base64url')
  // Node skips what is not base64url, so that many texts would stand for one cursor
  if (sealed.toString('base64url') !== cursor) throw invalidCursor()
  const opened = openWith(key, sealed, addressOf(binding))
  if (opened === undefined) throw invalidCursor()
  return JSON.parse(opened.toString('utf8')) as Position // only sealCursor makes what opens under this key and address
}

export type Page<Row> = {
  readonly object: 'list'
  readonly data: readonly Row[]
  readonly has_more: boolean
  readonly next_cursor?: string
}

/** One page of rows of which one more than `limit` were asked for: the surplus row only tells that there are more. */
export function page<Row>(rows: readonly Row[], limit: number, toCursor: (last: Row) => string): Page<Row> {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  if (rows.length <= limit || last === undefined) return { object: 'list', data, has_more: false }
  return { object: 'list', data, has_more: true, next_cursor: toCursor(last) }
}

/** What a list is asked for: `limit` rows, from where the page before ended. */
export type PageQuery = { readonly limit: number; readonly cursor?: string | undefined }
/** Where a page of a list in the order of its ids goes on, and how many rows it takes. */
export type Onward<Id> = { readonly after: Id | undefined; readonly limit: number }

/**
 * One page of a list in the order of its ids, whichever way it runs: reads one row more than asked, and seals where the page ended. Throws
 * `invalid_cursor`.
 */
export async function pageById<Row extends { readonly id: string }>(
  { keyring }: { readonly keyring: Pick<Keyring, 'key'> },
  binding: CursorBinding,
  { limit, cursor }: PageQuery,
  read: (onward: Onward<Row['id']>) => readonly Row[] | Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const key = keyring.key('cursor')
  const [after] = cursor === undefined ? [] : openCursor(key, binding, cursor)
  const rows = await read({ after: after as Row['id'] | undefined, limit: limit + 1 }) // sealed below: an id of this list
  return page(rows, limit, (last) => sealCursor(key, binding, [last.id]))
}

/** Reads on in rows that are all at hand. Compared and not looked up: the last row that was shown may be gone by now. */
export function readOn<Row extends { readonly id: string }>(
  rows: readonly Row[],
  order: 'oldest_first' | 'newest_first',
) {
  return ({ after, limit }: Onward<Row['id']>): readonly Row[] =>
    rows.filter(({ id }) => after === undefined || (order === 'oldest_first' ? id > after : id < after)).slice(0, limit)
}

/** The same page with each row as the client sees it. */
export function mapPage<Row, View>(rows: Page<Row>, toView: (row: Row) => View): Page<View> & { data: View[] } {
  return { ...rows, data: rows.data.map(toView) }
}

/**
 * `Link: <…>; rel="next"` (RFC 8288) for a page that has a next one: the same path and query with the cursor. Relative
 * to the request, so no `Host` enters it (attack 35).
 */
export function linkNext(reply: FastifyReply, { next_cursor }: Pick<Page<unknown>, 'next_cursor'>): void {
  if (next_cursor === undefined) return
  const { pathname, searchParams } = new URL(reply.request.url, 'http://localhost') // only to take the URL apart
  searchParams.set('cursor', next_cursor)
  reply.header('link', `<${pathname}?${searchParams}>; rel="next"`)
}

function invalidCursor(): Problem {
  return problem('invalid_cursor', 'the cursor does not belong to this list with these filters', {
    errors: [{ location: 'query.cursor', message: 'expected the next_cursor of the page before' }],
  })
}

function addressOf({ organisation, scope }: CursorBinding): string {
  return `cursor|${organisation}|${canonical(scope)}`
}

/** JSON with sorted members and without absent ones, so that the order in which filters are given does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
