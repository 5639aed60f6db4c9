import { durationsInWords } from '../exports/explain-codes.ts'
import type { GroundCode } from '../law/refusal.ts'
import { type RightKind, type RightName, titleOf } from '../law/rights.ts'
import { chooseLanguage } from '../words/languages.ts'
import { wordsIn } from '../words/words.ts'
import type { Block } from './layout.ts'
import { refusal, remedies } from './passages.ts'
import type { Sender } from './write-letter.ts'

/** What letters say, for the page on which the person follows a request: the same words, in the language of their letters. */
export type WordsOnPage = {
  title(kind: RightKind): string
  /** Why a right was refused, one sentence for each ground, with its article. */
  refusal(codes: readonly GroundCode[], right: RightName): string
  /** A text of the register, with its durations in words. */
  durations(text: string): string
  /** Art. 12(4), 77(1) and 79: where whoever contests an answer may turn. */
  remedies(): string
}

/** `wish` is any BCP 47 tag; it falls back as that of a letter does. */
export function wordsOnPage(organisation: Sender, wish: string): WordsOnPage {
  const words = wordsIn(chooseLanguage(wish, organisation.locale), organisation.regime)
  return {
    title: (kind) => words.say(`right.${titleOf(kind)}.title`),
    refusal: (codes, right) => codes.map((code) => refusal(code, right, words)).join('\n'),
    durations: (text) => durationsInWords(text, words),
    remedies: () => remedies({ authority: organisation.supervisoryAuthority, words }).flatMap(linesOf).join('\n'),
  }
}

function linesOf(block: Block): string[] {
  if (block.kind === 'list') return block.items.map((item) => `- ${item}`)
  return block.kind === 'code' || block.kind === 'link' ? [] : [block.text]
}
