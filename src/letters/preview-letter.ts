import { reviewOf } from '../words/catalogue.ts'
import { cite } from '../words/citation.ts'
import { type Block, codePlaceholder, linkPlaceholders } from './layout.ts'
import { type LetterType, staffLetters } from './letter-content.ts'
import { sampleCode, sampleLetters, sampleLink, samplePerson } from './sample-letters.ts'
import { composeLetter, type Sender } from './write-letter.ts'

/** What is asked for: `locale` is any BCP 47 tag, and falls back as that of a letter does. */
export type Preview = { readonly type: LetterType; readonly locale: string; readonly by: 'email' | 'post' }

/** Letters that greet nobody by name. */
const unnamed: ReadonlySet<LetterType> = new Set([...staffLetters, 'collection_task', 'code'])

/** A letter of this type as the organisation's letters are now, with invented facts: nothing in it is of a case. */
export function previewLetter(organisation: Sender, { type, locale, by }: Preview) {
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
    subject: letter.subject,
    html: filled(letter.html),
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

function plain(block: Block): string {
  if (block.kind === 'list') return block.items.map((item) => `- ${item}`).join('\n')
  if (block.kind === 'code') return sampleCode
  return block.kind === 'link' ? sampleLink : block.text
}
