import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { findVersion } from './store.ts'

export type LogoBytes = { readonly mediaType: 'image/png' | 'image/jpeg'; readonly content: Buffer }

/** The logos that go with letters: a version never changes, so what is at hand is right. */
export type Logos = { find(organisation: OrganisationId, version: number): Promise<LogoBytes> }

/** 64 KiB each at most. */
const mostKept = 200

/** Throws `BoxRefused`. */
export function logosIn({ database, keyring }: { readonly database: Database; readonly keyring: Keyring }): Logos {
  const kept = new Map<string, LogoBytes>()
  return {
    find: async (organisation, version) => {
      const key = `${organisation} ${version}`
      const known = kept.get(key)
      if (known !== undefined) return known
      const logo = await database.transaction(organisation, (tx) => findLogo(tx, keyring, version))
      const [oldest] = kept.keys() // a Map keeps the order of insertion
      if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest)
      kept.set(key, logo)
      return logo
    },
  }
}

/** The bytes of a logo that a style or a letter names. Throws `BoxRefused`. */
export async function findLogo(tx: Tx, keyring: Keyring, version: number): Promise<LogoBytes> {
  const row = await findVersion(tx, keyring, { template: 'logo', version })
  if (row?.content.of !== 'logo') throw new Error('a letter names a logo that is not there')
  const { picture, base64 } = row.content
  return { mediaType: picture.media_type, content: Buffer.from(base64, 'base64') }
}
