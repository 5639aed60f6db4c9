import type { Instant } from '../law/calendar.ts'
import type { LetterStyle } from '../organisations/tables.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import { findVersion } from './store.ts'
import type { MadeBy } from './tables.ts'

/** A style with when and by whom it was made; of version 0 nobody made any. */
export type ReadStyle = {
  readonly style: LetterStyle
  readonly made: { readonly at: Instant; readonly by: MadeBy } | null
  /** Its logo in base64. */
  readonly logo: string | null
}

/** How letters look by one version of the style. Throws `not_found`. */
export async function readStyle(tx: Tx, { keyring }: Pick<Deps, 'keyring'>, version: number): Promise<ReadStyle> {
  if (version === 0) return { style: { version }, made: null, logo: null }
  const row = await findVersion(tx, keyring, { template: 'style', version })
  if (row?.content.of !== 'style') throw problem('not_found', 'the style of letters has no such version')
  const { style, by } = row.content
  const picture = style.logo && (await findVersion(tx, keyring, { template: 'logo', version: style.logo.version }))
  return {
    style: { ...style, version },
    made: { at: row.createdAt, by },
    logo: picture?.content.of === 'logo' ? picture.content.base64 : null,
  }
}
