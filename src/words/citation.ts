import type { Regime } from '../law/clock-facts.ts'
import type { Article } from '../law/wording.ts'
import { say } from './catalogue.ts'
import type { Language } from './languages.ts'

/** The points of a paragraph, as the Bulgarian and the Greek text of the GDPR name them; all other texts have the Latin letters. */
const points: { readonly [L in Language]?: readonly string[] } = {
  bg: ['а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'й'],
  el: ['α', 'β', 'γ', 'δ', 'ε', 'στ', 'ζ', 'η', 'θ', 'ι'],
}

const cited = new Map<string, string>() // the articles of the rules, in each language: a few hundred

/**
 * How a language names a provision: `article 17(3)(b) of the GDPR`, `article 17, paragraphe 3, point b), du RGPD`. The UK GDPR keeps the
 * numbers of the articles, not the name of the law.
 */
export function cite(article: Article, language: Language, regime: Regime = 'gdpr'): string {
  const law = article.law === 'gdpr' ? regime : article.law
  const key = `${language} ${law} ${article.at}`
  const known = cited.get(key)
  if (known !== undefined) return known
  const written = inWords(article.at, law, language)
  cited.set(key, written)
  return written
}

function inWords(at: string, law: Regime | 'lil', language: Language): string {
  if (at.includes('-')) {
    const [first = '', last = ''] = at.split('-')
    return say(language, 'cite.range', { law, first, last })
  }
  const [article = '', paragraph, letter] = at.split(/[()]+/).filter((part) => part !== '')
  if (paragraph === undefined) return say(language, 'cite.article', { law, article })
  if (letter === undefined) return say(language, 'cite.paragraph', { law, article, paragraph })
  const point = points[language]?.['abcdefghij'.indexOf(letter)] ?? letter
  return say(language, 'cite.point', { law, article, paragraph, point })
}
