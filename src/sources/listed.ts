import type { Deps } from '../platform/deps.ts'
import { openCursor, type Page, page, sealCursor } from '../platform/http/cursor.ts'
import type { OrganisationId } from '../platform/identifiers.ts'

type Listed = {
  readonly organisation: OrganisationId
  /** What is listed: a cursor belongs to one list. */
  readonly list: string
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A page of what is read as a whole, in the order of its ids: there are two hundred sources at most. Throws `invalid_cursor`. */
export function pageOf<Row extends { readonly id: string }>(
  { keyring }: Pick<Deps, 'keyring'>,
  rows: readonly Row[],
  { organisation, list, limit, cursor }: Listed,
): Page<Row> {
  const key = keyring.key('cursor')
  const binding = { organisation, scope: { list } }
  const [after] = cursor === undefined ? [] : openCursor(key, binding, cursor)
  const from = after as string | undefined // sealed below, for this list only
  const left = from === undefined ? rows : rows.filter(({ id }) => id > from)
  return page(left.slice(0, limit + 1), limit, ({ id }) => sealCursor(key, binding, [id]))
}
