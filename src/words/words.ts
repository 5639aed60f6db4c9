import type { CivilDate } from '../law/calendar.ts'
import type { Regime } from '../law/clock-facts.ts'
import type { Article } from '../law/wording.ts'
import { type MessageKey, say, type Values } from './catalogue.ts'
import { cite } from './citation.ts'
import { dayInWords } from './days.ts'
import { type ChosenLanguage, intlTag, type Language } from './languages.ts'

/** One language, as a text draws on it. */
export type Words = {
  readonly language: Language
  /** With the region: `fr-BE`. */
  readonly tag: string
  readonly say: (key: MessageKey, values?: Values) => string
  /** A legal day: `2 avril 2026`. */
  readonly day: (date: CivilDate) => string
  /** A provision, as the language and the regime name it. */
  readonly cite: (article: Article) => string
  /** `1 000`, `1,000`. */
  readonly number: (count: number) => string
  /** `a, b and c`. */
  readonly enumerate: (parts: readonly string[]) => string
}

export function wordsIn({ language, tag }: ChosenLanguage, regime: Regime = 'gdpr'): Words {
  let lists: Intl.ListFormat | undefined
  return {
    language,
    tag,
    say: (key, values) => say(language, key, values),
    day: (date) => dayInWords(date, tag),
    cite: (article) => cite(article, language, regime),
    number: (count) => count.toLocaleString(intlTag(tag)),
    enumerate: (parts) => {
      lists ??= new Intl.ListFormat(intlTag(tag), { type: 'conjunction' }) // few texts need one, and it costs
      return lists.format(parts)
    },
  }
}
