import type { LetterType } from '../letters/letter-content.ts'
import type { OwnWording } from '../organisations/tables.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import type { Language } from '../words/languages.ts'
import { demandWording } from './check-wording.ts'
import { type By, keepVersion } from './keep-version.ts'
import { latestVersion } from './store.ts'
import { templateOf } from './wording.ts'

/** Characters of all wordings of an organisation together: they stand in its settings, which are read with every letter. */
export const mostOfWordings = 200_000

type Change = {
  readonly type: LetterType
  readonly language: Language
  /** Null: the words of the house again. */
  readonly wording: Omit<OwnWording, 'version'> | null
  /** Sees the number of the version under the lock, before anything is changed: throws where the change was meant for another. */
  readonly demand: (version: number) => void
}

/**
 * Puts the organisation's own words into letters of a type in a language, or takes them away. Every version is kept; one that changes nothing is
 * none. Letters that are written keep their words. The number of the version that counts now. Throws `invalid`, `wording_incomplete`, and
 * whatever `demand` does.
 */
export async function changeWording(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  { type, language, wording, demand }: Change,
  by: By,
): Promise<number> {
  const template = templateOf(type, language)
  let current: number | undefined
  await underOrganisationLock(tx, { keyring }, by.actor, async (organisation) => {
    const { settings } = organisation
    const { [template]: before, ...others } = settings.letters?.wordings ?? {}
    const latest = await latestVersion(tx, template)
    demand(latest)
    current = latest
    if (wording !== null) demandWording(type, wording, organisation)
    if (before?.text === wording?.text && before?.subject === wording?.subject) return undefined
    const version = latest + 1
    const wordings = wording === null ? others : { ...others, [template]: { version, ...wording } }
    demandRoom(wordings)
    await keepVersion(tx, keyring, { template, version, content: { of: 'wording', wording } }, by)
    organisation.settings = { ...settings, letters: { ...settings.letters, wordings } }
    current = version
    const facts = { type, locale: language, version, own: wording !== null }
    return { at: by.at, happened: [{ type: 'letter_wording_changed', facts }] }
  })
  if (current === undefined) throw new Error('the organisation was not locked')
  return current
}

function demandRoom(wordings: { readonly [template: string]: OwnWording | undefined }): void {
  const length = Object.values(wordings).reduce((sum, own) => sum + (own?.text.length ?? 0), 0)
  if (length <= mostOfWordings) return
  throw problem('invalid', 'the wordings of this organisation are too long together', {
    errors: [{ location: 'body.text', message: `expected at most ${mostOfWordings} characters in all wordings` }],
  })
}
