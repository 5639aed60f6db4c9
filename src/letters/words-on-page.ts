import { articleOfGround, type GroundCode, grounds } from '../law/refusal.ts'
import type { RightName } from '../law/rights.ts'
import type { Article, Locale } from '../law/wording.ts'
import { type Block, typeset } from './layout.ts'
import { remedies as remediesEn } from './words-en.ts'
import { remedies as remediesFr } from './words-fr.ts'
import { chooseLanguage, citeFor, type Sender } from './write-letter.ts'

/** What letters say, for the page on which the person follows a request: the same words, in the language of their letters. */
export type WordsOnPage = {
  readonly locale: Locale
  /** Why a right was refused, one sentence for each ground, with its article. */
  refusal(codes: readonly GroundCode[], right: RightName): string
  /** Art. 12(4), 77(1) and 79: where whoever contests an answer may turn. */
  remedies(): string
}

/** `wish` is any BCP 47 tag; it falls back as that of a letter does. */
export function wordsOnPage(organisation: Sender, wish: string): WordsOnPage {
  const { locale } = chooseLanguage(wish, organisation.locale)
  const cite = (article: Article) => citeFor(organisation.regime, article, locale)
  return {
    locale,
    refusal: (codes, right) =>
      codes
        .map((code) => {
          const article = articleOfGround(code, right)
          const sentence = grounds[code].sentence[locale]
          return typeset(article ? `${sentence.replace(/\.$/, '')} (${cite(article)}).` : sentence, locale)
        })
        .join('\n'),
    remedies: () => {
      const blocks = (locale === 'fr' ? remediesFr : remediesEn)({ authority: organisation.supervisoryAuthority, cite })
      return blocks
        .flatMap(linesOf)
        .map((line) => typeset(line, locale))
        .join('\n')
    },
  }
}

function linesOf(block: Block): string[] {
  if (block.kind === 'list') return block.items.map((item) => `- ${item}`)
  return block.kind === 'code' || block.kind === 'link' ? [] : [block.text]
}
