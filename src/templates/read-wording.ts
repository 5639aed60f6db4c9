import type { Instant } from '../law/calendar.ts'
import type { Article } from '../law/wording.ts'
import type { LetterType } from '../letters/letter-content.ts'
import type { OwnWording } from '../organisations/tables.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { Language } from '../words/languages.ts'
import { partsOfType } from './check-wording.ts'
import { findVersion, latestVersion, listVersions, type VersionRow } from './store.ts'
import type { MadeBy } from './tables.ts'
import { templateOf } from './wording.ts'

type Letter = { readonly type: LetterType; readonly language: Language }

/** One version of a wording. Of version 0 nobody made any; without own words the letter says what the house says. */
export type ReadWording = Letter & {
  readonly version: number
  readonly made: { readonly at: Instant; readonly by: MadeBy } | null
  readonly wording: Omit<OwnWording, 'version'> | null
  readonly parts: readonly { readonly name: string; readonly article: Article | null }[]
}

/** A version of the wording of a letter, by default the one that counts. Throws `not_found`. */
export async function readWording(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  letter: Letter,
  given?: number,
): Promise<ReadWording> {
  const template = templateOf(letter.type, letter.language)
  const version = given ?? (await latestVersion(tx, template))
  if (version === 0) return { ...letter, version, made: null, wording: null, parts: partsOfType(letter.type) }
  const row = await findVersion(tx, keyring, { template, version })
  if (row === undefined) throw problem('not_found', 'the wording has no such version')
  return readFrom(row, letter)
}

/** The versions of the wording of a letter, newest first, from before one of them. */
export async function readVersions(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  letter: Letter,
  onward: { readonly before: number; readonly limit: number },
): Promise<ReadWording[]> {
  const template = templateOf(letter.type, letter.language)
  return (await listVersions(tx, keyring, { template, ...onward })).map((row) => readFrom(row, letter))
}

function readFrom({ version, createdAt, content }: VersionRow, letter: Letter): ReadWording {
  if (content.of !== 'wording') throw new Error(`${letter.type} is no wording`)
  const made = { at: createdAt, by: content.by }
  return { ...letter, version, made, wording: content.wording, parts: partsOfType(letter.type) }
}
