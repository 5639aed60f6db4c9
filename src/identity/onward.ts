import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { openCursor, type Page, page, sealCursor } from '../platform/http/cursor.ts'
import type { RequestId } from '../platform/identifiers.ts'
import type { Onward } from './store.ts'

/** What a list is asked for: `limit` rows, from where the page before ended. */
export type OnwardQuery = { readonly limit: number; readonly cursor?: string | undefined }

/** Which list a cursor belongs to: another request's, or another reader's, does not open it. */
export type ListPlace = {
  readonly tx: Tx
  readonly list: string
  readonly request?: RequestId
  readonly whose: string
}

/** One page of a list that is ordered by id: reads one row more than asked, and seals where the page ended. */
export async function pageOnward<Row extends { readonly id: string }>(
  deps: Pick<Deps, 'keyring'>,
  place: ListPlace,
  { limit, cursor }: OnwardQuery,
  read: (onward: Onward<Row['id']>) => Promise<Row[]>,
): Promise<Page<Row>> {
  const { key, binding } = sealOf(deps, place)
  const [after] = cursor === undefined ? [] : openCursor(key, binding, cursor)
  const rows = await read({ after: after as Row['id'] | undefined, limit: limit + 1 }) // sealed below: an id of this list
  return page(rows, limit, (last) => sealCursor(key, binding, [last.id]))
}

/** One page of rows that are all at hand, newest first: few enough for that. */
export function pageOf<Row extends { readonly id: string }>(
  deps: Pick<Deps, 'keyring'>,
  place: ListPlace,
  { limit, cursor }: OnwardQuery,
  rows: readonly Row[],
): Page<Row> {
  const { key, binding } = sealOf(deps, place)
  const [last] = cursor === undefined ? [] : openCursor(key, binding, cursor)
  // Compared and not looked up: the last row may be gone by now.
  const rest = last === undefined ? rows : rows.filter((row) => row.id < String(last))
  return page(rest, limit, (row) => sealCursor(key, binding, [row.id]))
}

function sealOf({ keyring }: Pick<Deps, 'keyring'>, { tx, list, request, whose }: ListPlace) {
  return { key: keyring.key('cursor'), binding: { organisation: tx.organisation, scope: { list, request, whose } } }
}
