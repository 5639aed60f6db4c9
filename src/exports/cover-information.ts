import { gdpr } from '../law/wording.ts'
import type { MessageKey } from '../words/catalogue.ts'
import type { Information } from './document-schema.ts'
import { basesInWords } from './explain-codes.ts'
import type { PackageFacts } from './package-facts.ts'
import { type Fact, facts as factList, heading, type Markup, paragraph, section } from './page.ts'

/** Art. 15(1)(a) to (h) and 15(2) on the cover: each part under its heading, with its article. */
export function coverInformation(information: Information, facts: PackageFacts): Markup {
  const { words } = facts
  const { say, cite } = words
  const activityNames = new Map(information.purposes.items.map(({ activity, name }) => [activity, name]))
  const categoryNames = new Map(information.categories.items.map(({ category, name }) => [category, name]))
  const colon = (label: string, value: string) => say('labelled', { label, value })
  const labelled = (label: MessageKey, value: string | null) =>
    value === null || value === '' ? '' : colon(say(label), value)
  const withArticle = (text: string, article: string) => say('with_article', { text, article: cite(gdpr(article)) })
  const part = (told: { article: string; title: string; text: string | null }, list: readonly Fact[]) => [
    heading(3, told.title, cite(gdpr(told.article))),
    paragraph(told.text ?? ''),
    factList(list),
  ]
  const { purposes, categories, recipients, retention, rights, complaint, sources, transfers } = information
  const decisions = information.automated_decisions
  const authority = complaint.authority ?? { name: say('cover.authority'), url: '' }
  return section([
    heading(2, say('cover.information')),
    paragraph(`${information.activities.text} ${say('cover.own_words')}`),
    ...part(
      purposes,
      purposes.items.map((each) => ({
        name: each.name,
        lines: [
          each.purpose ?? '',
          labelled('cover.legal_basis', withArticle(each.legal_basis.text, each.legal_basis.article)),
          labelled('cover.interest', each.legitimate_interest),
          labelled('cover.otherwise', each.otherwise && basesInWords(each.otherwise, words)),
          each.direct_marketing ? say('cover.marketing') : '',
        ],
      })),
    ),
    ...part(
      categories,
      categories.items.map(({ name, fields, records }) => ({
        name,
        lines: [labelled('cover.fields', fields?.join(', ') ?? null), say('cover.in_package', { records })],
      })),
    ),
    ...part(
      recipients,
      recipients.items.map(({ name, role, location, transfer, activities }) => ({
        name,
        lines: [
          role ?? '',
          labelled('cover.serves_for', activities.map((key) => activityNames.get(key) ?? key).join(', ')),
          labelled('cover.place', location.map(({ text }) => text).join(', ')),
          transfer ? say('cover.sent') : '',
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
        name: withArticle(title, article),
        lines: [text],
      })),
    ),
    ...part(complaint, [{ name: authority.name, lines: [authority.url] }]),
    ...part(sources, [
      ...(sources.direct.length > 0 ? [{ name: say('cover.from_you'), lines: sources.direct }] : []),
      ...(sources.indirect.length > 0 ? [{ name: say('cover.otherwise_collected'), lines: sources.indirect }] : []),
      ...(sources.items.length > 0
        ? [
            {
              name: say('cover.not_from_you'),
              lines: sources.items.map(({ category, text, records }) =>
                colon(categoryNames.get(category) ?? category, `${text} (${words.number(records)})`),
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
          labelled('cover.logic', logic),
          labelled('cover.significance', significance),
          labelled('cover.consequences', consequences),
        ],
      })),
    ),
    ...part(
      transfers,
      transfers.items.map(({ recipient, location, safeguards }) => ({
        name: recipient,
        lines: [
          labelled('cover.place', location.map(({ text }) => text).join(', ')),
          labelled(
            'cover.safeguards',
            safeguards.length === 0 ? say('cover.no_safeguard') : words.enumerate(safeguards.map(({ text }) => text)),
          ),
        ],
      })),
    ),
  ])
}
