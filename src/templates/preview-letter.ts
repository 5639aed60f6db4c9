import { type Block, codePlaceholder, linkPlaceholders } from '../letters/layout.ts'
import { type LetterType, ownerLetters, staffLetters } from '../letters/letter-content.ts'
import { logoId } from '../letters/look.ts'
import { composeLetter, type Sender } from '../letters/write-letter.ts'
import type { LetterStyle, OwnWording } from '../organisations/tables.ts'
import { reviewOf } from '../words/catalogue.ts'
import { cite } from '../words/citation.ts'
import type { Language } from '../words/languages.ts'
import type { LogoBytes } from './logos.ts'
import { sampleCode, sampleLetters, sampleLink, samplePerson } from './sample-letters.ts'
import { styleOf } from './style.ts'
import { templateOf } from './wording.ts'

/** What is asked for: `locale` is any BCP 47 tag, and falls back as that of a letter does. */
export type Preview = { readonly type: LetterType; readonly locale: string; readonly by: 'email' | 'post' }

/** Letters that greet nobody by name. */
const unnamed: ReadonlySet<LetterType> = new Set([...staffLetters, ...ownerLetters, 'code'])

/** A letter of this type as the organisation's letters are now, with invented facts: nothing in it is of a case. */
export function previewLetter(organisation: Sender, { type, locale, by }: Preview, logo?: LogoBytes) {
  const { reference, name } = samplePerson
  const withCode = by === 'email' && (type === 'receipt' || type === 'code')
  const composed = composeLetter({
    organisation,
    letter: sampleLetters[type],
    by,
    locale,
    reference,
    name: unnamed.has(type) ? undefined : name,
    withCode,
  })
  const { letter, language, tag } = composed
  const { regime } = organisation
  return {
    type,
    by,
    locale: tag,
    review: reviewOf(language),
    // 0: one that is not saved
    wording_version: composed.wording || null,
    subject: letter.subject,
    html: withLogo(filled(letter.html), styleOf(organisation), logo),
    text: filled(letter.text),
    parts: composed.parts.map(({ name: part, article, blocks }) => ({
      name: part,
      mandatory: article !== null,
      article: article && cite(article, language, regime),
      text: blocks.map(plain).join('\n\n'),
    })),
  }
}

function filled(text: string): string {
  return text.replaceAll(codePlaceholder, sampleCode).replaceAll(linkPlaceholders, sampleLink)
}

/** Where no mail program is, the page itself holds the picture. */
function withLogo(html: string, { logo }: LetterStyle, bytes: LogoBytes | undefined): string {
  if (logo === undefined || bytes === undefined) return html
  return html.replaceAll(
    `"cid:${logoId(logo)}"`,
    `"data:${bytes.mediaType};base64,${bytes.content.toString('base64')}"`,
  )
}

function plain(block: Block): string {
  if (block.kind === 'list') return block.items.map((item) => `- ${item}`).join('\n')
  if (block.kind === 'code') return sampleCode
  return block.kind === 'link' ? sampleLink : block.text
}

/** The organisation as if this wording, which is not saved, were its own. */
export function asIfWorded<O extends Sender>(
  organisation: O,
  { type, language, wording }: { type: LetterType; language: Language; wording: Omit<OwnWording, 'version'> },
): O {
  const { settings } = organisation
  const wordings = { [templateOf(type, language)]: { version: 0, ...wording } }
  return { ...organisation, settings: { ...settings, letters: { ...settings.letters, wordings } } }
}
