import type { Instant } from '../law/calendar.ts'
import type { LetterStyle } from '../organisations/tables.ts'
import type { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import { findVersionToShow } from './store.ts'
import type { MadeBy } from './tables.ts'

/** A style with when and by whom it was made; of version 0 nobody made any. `refusal`: why something of it does not open. */
export type ReadStyle = {
  readonly style: LetterStyle
  readonly made: { readonly at: Instant; readonly by: MadeBy | null } | null
  /** Its logo in base64. */
  readonly logo: string | null
  readonly refusal?: BoxRefused
}

/** How letters look by one version of the style. Throws `not_found` and `BoxRefused`. */
export async function readStyle(tx: Tx, deps: Pick<Deps, 'keyring'>, version: number): Promise<ReadStyle> {
  const read = await readStyleToShow(tx, deps, version)
  if (read.refusal !== undefined) throw read.refusal
  return read
}

/** The same to be shown, whatever of it opens; `current`: the style that counts, which stands in the settings as well. Throws `not_found`. */
export async function readStyleToShow(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  version: number,
  current?: LetterStyle,
): Promise<ReadStyle> {
  if (version === 0) return { style: { version }, made: null, logo: null }
  const row = await findVersionToShow(tx, keyring, { template: 'style', version })
  const content = row !== undefined && 'content' in row ? row.content : undefined
  if (row === undefined || (content !== undefined && content.of !== 'style')) {
    throw problem('not_found', 'the style of letters has no such version')
  }
  const known = current?.version === version ? current : { version }
  const style = content === undefined ? known : { ...content.style, version }
  const picture =
    style.logo && (await findVersionToShow(tx, keyring, { template: 'logo', version: style.logo.version }))
  const refusal = [row, picture].flatMap((each) => (each !== undefined && 'refusal' in each ? [each.refusal] : []))[0]
  return {
    style,
    made: { at: row.createdAt, by: content?.by ?? null },
    logo:
      picture !== undefined && 'content' in picture && picture.content.of === 'logo' ? picture.content.base64 : null,
    ...(refusal && { refusal }),
  }
}
