import { civilDateIn, type Instant, instantFrom } from '../law/calendar.ts'
import { origins } from '../law/portability.ts'
import { gdpr } from '../law/wording.ts'
import { forEachValue, newField } from '../records/fields.ts'
import type { JsonObject } from '../records/json-text.ts'
import { coverInformation } from './cover-information.ts'
import type { About, CategoryFacts, LeftOut } from './document-schema.ts'
import { originInWords } from './explain-codes.ts'
import type { PackageFacts } from './package-facts.ts'
import { bullets, facts as factList, heading, joined, type Markup, page, paragraph, section } from './page.ts'

/** The first records of each category, as the cover shows them. */
export type Preview = {
  /** Whether it shows one more record of the category. */
  wants(category: string): boolean
  take(category: string, data: JsonObject): void
  of(category: string): readonly (readonly (readonly [string, string])[])[]
}

/** Enough to recognise what a category holds; the files hold the rest. All of it together stays small enough for one page in memory. */
const shown = { records: 5, fields: 40, characters: 200, bytes: 256 * 1024 }

export function newPreview(): Preview {
  const taken = new Map<string, [string, string][][]>()
  let bytes = 0
  const wants = (category: string) => (taken.get(category)?.length ?? 0) < shown.records && bytes < shown.bytes
  return {
    wants,
    take: (category, data) => {
      if (!wants(category)) return
      const records = taken.get(category) ?? []
      const fields: [string, string][] = []
      forEachValue(data, newField(), ({ name = '' }, value) => {
        if (fields.length < shown.fields) fields.push([cut(name), cut(String(value))])
      })
      bytes += fields.reduce((sum, [name, text]) => sum + name.length + text.length, 0)
      taken.set(category, [...records, fields])
    },
    of: (category) => taken.get(category) ?? [],
  }
}

function cut(text: string): string {
  return text.length <= shown.characters ? text : `${text.slice(0, shown.characters).toWellFormed()}…`
}

type Shown = {
  readonly fileOf: (category: string) => string
  readonly preview: Preview
  readonly format: 'csv' | 'zip'
}

/** The cover of a package: one page of HTML by itself, in the person's language. */
export function cover(facts: PackageFacts, about: About, given: Shown): string {
  const { words, kind, controller, reference } = facts
  const { say, cite } = words
  const title = say(`cover.title.${kind}`)
  const body = joined([
    joined([
      heading(1, title),
      factList([
        { name: say('cover.controller'), lines: [controller.name] },
        { name: say('cover.reference'), lines: [reference] },
        { name: say('cover.generated'), lines: [dayOf(facts)] },
        { name: say('cover.right'), lines: [cite(gdpr(kind === 'access' ? '15' : '20'))] },
      ]),
      paragraph(say(`cover.intro.${kind}`)),
    ]),
    section([
      heading(2, say('cover.contents')),
      ...(about.categories.length === 0
        ? [paragraph(say('cover.nothing'))]
        : about.categories.map((each) => category(each, facts, given))),
    ]),
    leftOut(about, facts),
    about.information === undefined ? joined([]) : coverInformation(about.information, facts),
    section([heading(2, say('cover.files')), files(given.format, facts), codes(about, facts)]),
    kind === 'access' ? joined([]) : section([heading(2, say('cover.your_rights')), ...rightsAndComplaint(facts)]),
    section([
      heading(2, say('cover.contact')),
      factList([
        {
          name: controller.name,
          lines: [
            controller.contact.dpo_email,
            controller.contact.postal_address ?? '',
            controller.contact.phone ?? '',
          ],
        },
      ]),
    ]),
  ])
  return page({ language: words.tag, title: `${title} – ${reference}`, body })
}

function category(each: CategoryFacts, facts: PackageFacts, { fileOf, preview }: Shown): Markup {
  const { words } = facts
  const { say } = words
  const { category: key, records, sources, collected_from: from, collected_until: until } = each
  const told = origins.flatMap((by) => {
    const count = each.provided_by[by]
    return count === undefined ? [] : [`${originInWords(by, words)} (${words.number(count)})`]
  })
  const activityNames = new Map(each.activities.map(({ key: activity, name }) => [activity, name]))
  const purposes = each.purposes.map((purpose) => activityNames.get(purpose) ?? purpose)
  const first = preview.of(key)
  return joined([
    heading(3, each.name ?? key, each.name === null || each.name === key ? '' : key),
    factList([
      { name: say('cover.records'), lines: [words.number(records)] },
      { name: say('cover.file'), lines: [fileOf(key)] },
      { name: say('cover.sources'), lines: [sources.join(', ')] },
      { name: say('cover.origin'), lines: [told.join(', ')] },
      ...(purposes.length > 0 ? [{ name: say('cover.purposes'), lines: purposes }] : []),
      ...(from === null || until === null ? [] : [{ name: say('cover.period'), lines: [period(from, until, facts)] }]),
    ]),
    first.length === 0 ? joined([]) : paragraph(say(first.length < records ? 'cover.preview_first' : 'cover.preview')),
    ...first.map((fields) =>
      factList(
        fields.map(([name, text]) => ({ name, lines: [text] })),
        'record',
      ),
    ),
  ])
}

function leftOut(about: About, { words, register: { register } }: PackageFacts): Markup {
  const { withheld, redacted, left_out: unreached = [] } = about
  const { say, cite } = words
  const categories = new Map(register.categories.map(({ key, name }) => [key, name]))
  const activities = new Map(register.activities.map(({ key, name }) => [key, name]))
  const item = (category: string, ...told: string[]) =>
    say('labelled', { label: categories.get(category) ?? category, value: told.join(' – ') })
  const reviewed = (what: 'withheld' | 'redacted') => (each: LeftOut) =>
    item(each.category, say(`cover.${what}`, { records: each.records }), each.reason ?? say('cover.no_reason'))
  const items = [
    ...withheld.map(reviewed('withheld')),
    ...redacted.map(reviewed('redacted')),
    ...unreached.map(({ category, activity, records, why }) => {
      const used = activity === null ? [] : [activities.get(activity) ?? activity]
      return item(category, say('cover.record', { records }), ...used, why)
    }),
  ]
  if (items.length === 0) return joined([])
  return section([
    heading(2, say('cover.left_out')),
    bullets(items),
    unreached.length > 0 ? paragraph(say('cover.access_reaches', { article: cite(gdpr('15')) })) : joined([]),
  ])
}

function files(format: 'csv' | 'zip', { words: { say } }: PackageFacts): Markup {
  const tables = [
    { name: '*.csv', lines: [say('cover.file.csv')] },
    { name: '*-metadata.json', lines: [say('cover.file.metadata')] },
  ]
  const whole = [
    { name: 'records.json', lines: [say('cover.file.json')] },
    { name: 'records.schema.json', lines: [say('cover.file.schema')] },
  ]
  const proof = { name: 'manifest.json, manifest.json.sig, signing-key.pem', lines: [say('cover.file.manifest')] }
  return factList([
    { name: 'cover.html', lines: [say('cover.file.cover')] },
    ...tables,
    ...(format === 'zip' ? [...whole, proof] : []),
  ])
}

/** What the codes in the files mean: those of the records' origin and, where activities are told of, of their bases. */
function codes({ codes: meanings, information }: About, { words }: PackageFacts): Markup {
  const told = [
    ...Object.entries(meanings.provided_by),
    ...(information === undefined ? [] : Object.entries(meanings.legal_basis)),
  ]
  return joined([
    heading(3, words.say('cover.codes')),
    factList(told.map(([code, meaning]) => ({ name: code, lines: [meaning] }))),
  ])
}

function rightsAndComplaint({ controller: { supervisory_authority: named }, words: { say } }: PackageFacts): Markup[] {
  const complaint =
    named === null ? say('cover.complaint') : say('cover.complaint_named', { authority: named.name, url: named.url })
  return [paragraph(say('cover.rights')), paragraph(complaint)]
}

/** From the first day to the last, as `showInstant` writes them. */
function period(from: string, until: string, facts: PackageFacts): string {
  const first = dayOf(facts, instantFrom(from))
  const last = dayOf(facts, instantFrom(until))
  return first === last ? first : facts.words.say('cover.from_to', { from: first, until: last })
}

function dayOf({ generatedAt, words, timeZone }: PackageFacts, at: Instant = generatedAt): string {
  return words.day(civilDateIn(timeZone, at))
}
