import type { Text } from '../law/wording.ts'
import { counted, labelled as named, words } from './cover-words.ts'
import type { Information } from './document-schema.ts'
import { basesInWords } from './explain-codes.ts'
import type { PackageFacts } from './package-facts.ts'
import { type Fact, facts as factList, heading, type Markup, paragraph, section } from './page.ts'

/** Art. 15(1)(a) to (h) and 15(2) on the cover: each part under its heading, with its article. */
export function coverInformation(information: Information, facts: PackageFacts): Markup {
  const { locale } = facts
  const say = (text: Text) => text[locale]
  const activityNames = new Map(information.purposes.items.map(({ activity, name }) => [activity, name]))
  const categoryNames = new Map(information.categories.items.map(({ category, name }) => [category, name]))
  const colon = (label: string, value: string) => named(label, value, locale)
  const labelled = (label: Text, value: string | null) =>
    value === null || value === '' ? '' : colon(say(label), value)
  const part = (told: { article: string; title: string; text: string | null }, list: readonly Fact[]) => [
    heading(3, told.title, `${say(words.article)}\u00a0${told.article}`),
    paragraph(told.text ?? ''),
    factList(list),
  ]
  const { purposes, categories, recipients, retention, rights, complaint, sources, transfers } = information
  const decisions = information.automated_decisions
  const authority = complaint.authority ?? { name: say(words.authority), url: '' }
  return section([
    heading(2, say(words.information)),
    paragraph(`${information.activities.text} ${say(words.ownWords)}`),
    ...part(
      purposes,
      purposes.items.map((each) => ({
        name: each.name,
        lines: [
          each.purpose ?? '',
          colon(
            say(words.legalBasis),
            `${each.legal_basis.text} (${say(words.article)}\u00a0${each.legal_basis.article})`,
          ),
          labelled(words.interest, each.legitimate_interest),
          labelled(words.otherwise, each.otherwise && basesInWords(each.otherwise, locale)),
          each.direct_marketing ? say(words.marketing) : '',
        ],
      })),
    ),
    ...part(
      categories,
      categories.items.map(({ name, fields, records }) => ({
        name,
        lines: [labelled(words.fields, fields?.join(', ') ?? null), counted(records, words.inPackage, locale)],
      })),
    ),
    ...part(
      recipients,
      recipients.items.map(({ name, role, location, transfer, activities }) => ({
        name,
        lines: [
          role ?? '',
          labelled(words.servesFor, activities.map((key) => activityNames.get(key) ?? key).join(', ')),
          labelled(words.place, location.map(({ text }) => text).join(', ')),
          transfer ? say(words.sent) : '',
        ],
      })),
    ),
    ...part(
      retention,
      retention.items.map(({ name, text }) => ({ name, lines: [text] })),
    ),
    ...part(
      rights,
      rights.items.map(({ title, article, text }) => ({
        name: `${title} (${say(words.article)}\u00a0${article})`,
        lines: [text],
      })),
    ),
    ...part(complaint, [{ name: authority.name, lines: [authority.url] }]),
    ...part(sources, [
      ...(sources.direct.length > 0 ? [{ name: say(words.fromYou), lines: sources.direct }] : []),
      ...(sources.indirect.length > 0 ? [{ name: say(words.otherwiseCollected), lines: sources.indirect }] : []),
      ...(sources.items.length > 0
        ? [
            {
              name: say(words.notFromYou),
              lines: sources.items.map(({ category, text, records }) =>
                colon(categoryNames.get(category) ?? category, `${text} (${records})`),
              ),
            },
          ]
        : []),
    ]),
    ...part(
      decisions,
      decisions.items.map(({ name, logic, significance, consequences }) => ({
        name,
        lines: [
          labelled(words.logic, logic),
          labelled(words.significance, significance),
          labelled(words.consequences, consequences),
        ],
      })),
    ),
    ...part(
      transfers,
      transfers.items.map(({ recipient, location, safeguards }) => ({
        name: recipient,
        lines: [
          labelled(words.place, location.map(({ text }) => text).join(', ')),
          colon(
            say(words.safeguards),
            safeguards.map(({ text }) => text).join(locale === 'fr' ? '\u00a0; ' : '; ') || say(words.noSafeguard),
          ),
        ],
      })),
    ),
  ])
}
