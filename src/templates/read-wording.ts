import type { Instant } from '../law/calendar.ts'
import type { Article } from '../law/wording.ts'
import type { LetterType } from '../letters/letter-content.ts'
import type { OwnWording } from '../organisations/tables.ts'
import type { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { Language } from '../words/languages.ts'
import { partsOfType } from './check-wording.ts'
import { findVersionToShow, latestVersion, listVersions, type VersionToShow } from './store.ts'
import type { MadeBy } from './tables.ts'
import { templateOf } from './wording.ts'

type Letter = { readonly type: LetterType; readonly language: Language }

/**
 * One version of a wording. Of version 0 nobody made any; without own words the letter says what the house says. `refusal`: why neither can be
 * read of this one.
 */
export type ReadWording = Letter & {
  readonly version: number
  readonly made: { readonly at: Instant; readonly by: MadeBy | null } | null
  readonly wording: Omit<OwnWording, 'version'> | null
  readonly refusal?: BoxRefused
  readonly parts: readonly { readonly name: string; readonly article: Article | null }[]
}

/** A version of the wording of a letter, whatever of it opens, by default the one that counts. Throws `not_found`. */
export async function readWording(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  letter: Letter,
  given?: number,
): Promise<ReadWording> {
  const template = templateOf(letter.type, letter.language)
  const version = given ?? (await latestVersion(tx, template))
  if (version === 0) return { ...letter, version, made: null, wording: null, parts: partsOfType(letter.type) }
  const row = await findVersionToShow(tx, keyring, { template, version })
  if (row === undefined) throw problem('not_found', 'the wording has no such version')
  return readFrom(row, letter)
}

/** The versions of the wording of a letter, newest first, whatever of each opens, from before one of them. */
export async function readVersions(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  letter: Letter,
  onward: { readonly before: number; readonly limit: number },
): Promise<ReadWording[]> {
  const template = templateOf(letter.type, letter.language)
  return (await listVersions(tx, keyring, { template, ...onward })).map((row) => readFrom(row, letter))
}

function readFrom(row: VersionToShow, letter: Letter): ReadWording {
  const { version, createdAt: at } = row
  const parts = partsOfType(letter.type)
  if ('refusal' in row) {
    return { ...letter, version, made: { at, by: null }, wording: null, parts, refusal: row.refusal }
  }
  const { content } = row
  if (content.of !== 'wording') throw new Error(`${letter.type} is no wording`)
  return { ...letter, version, made: { at, by: content.by }, wording: content.wording, parts }
}
