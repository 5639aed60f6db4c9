import { civilDateIn, type Instant, instantFrom } from '../law/calendar.ts'
import type { Text } from '../law/wording.ts'
import type { JsonObject } from '../records/json-text.ts'
import { dayInWords } from '../words/days.ts'
import { coverInformation } from './cover-information.ts'
import { counted, labelled, words } from './cover-words.ts'
import type { About, CategoryFacts, LeftOut } from './document-schema.ts'
import { origins } from './explain-codes.ts'
import { forEachValue, newField } from './fields.ts'
import type { PackageFacts } from './package-facts.ts'
import { bullets, facts as factList, heading, joined, type Markup, page, paragraph, section } from './page.ts'

/** The first records of each category, as the cover shows them. */
export type Preview = {
  take(category: string, data: JsonObject): void
  of(category: string): readonly (readonly (readonly [string, string])[])[]
}

/** Enough to recognise what a category holds; the files hold the rest. All of it together stays small enough for one page in memory. */
const shown = { records: 5, fields: 40, characters: 200, bytes: 256 * 1024 }

export function newPreview(): Preview {
  const taken = new Map<string, [string, string][][]>()
  let bytes = 0
  return {
    take: (category, data) => {
      const records = taken.get(category) ?? []
      if (records.length >= shown.records || bytes >= shown.bytes) return
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
  const { locale, kind, controller, regime, reference } = facts
  const say = (text: Text) => text[locale]
  const title = say(words.title[kind])
  const body = joined([
    joined([
      heading(1, title),
      factList([
        { name: say(words.controller), lines: [controller.name] },
        { name: say(words.reference), lines: [reference] },
        { name: say(words.generated), lines: [dayOf(facts)] },
        { name: say(words.basis), lines: [say(words.law[kind][regime])] },
      ]),
      paragraph(say(words.intro[kind])),
    ]),
    section([
      heading(2, say(words.contents)),
      ...(about.categories.length === 0
        ? [paragraph(say(words.nothing))]
        : about.categories.map((each) => category(each, facts, given))),
    ]),
    leftOut(about, facts),
    about.information === undefined ? joined([]) : coverInformation(about.information, facts),
    section([heading(2, say(words.files)), files(given.format, facts), codes(about, facts)]),
    kind === 'access' ? joined([]) : section([heading(2, say(words.yourRights)), ...rightsAndComplaint(facts)]),
    section([
      heading(2, say(words.contact)),
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
  return page({ language: locale, title: `${title} – ${reference}`, body })
}

function category(each: CategoryFacts, facts: PackageFacts, { fileOf, preview }: Shown): Markup {
  const { locale } = facts
  const { category: key, records, sources, collected_from: from, collected_until: until } = each
  const say = (text: Text) => text[locale]
  const known: Readonly<Record<string, Text>> = origins
  const told = Object.entries(each.provided_by).map(([by, count]) => `${known[by]?.[locale] ?? by} (${count})`)
  const activityNames = new Map(each.activities.map(({ key: activity, name }) => [activity, name]))
  const purposes = each.purposes.map((purpose) => activityNames.get(purpose) ?? purpose)
  const first = preview.of(key)
  return joined([
    heading(3, each.name ?? key, each.name === null || each.name === key ? '' : key),
    factList([
      { name: say(words.records), lines: [String(records)] },
      { name: say(words.file), lines: [fileOf(key)] },
      { name: say(words.sources), lines: [sources.join(', ')] },
      { name: say(words.origin), lines: [told.join(', ')] },
      ...(purposes.length > 0 ? [{ name: say(words.purposes), lines: purposes }] : []),
      ...(from === null || until === null ? [] : [{ name: say(words.period), lines: [period(from, until, facts)] }]),
    ]),
    first.length === 0
      ? joined([])
      : paragraph(first.length < records ? `${say(words.preview)}. ${say(words.previewOnly)}` : say(words.preview)),
    ...first.map((fields) =>
      factList(
        fields.map(([name, text]) => ({ name, lines: [text] })),
        'record',
      ),
    ),
  ])
}

function leftOut(about: About, { locale, register: { register } }: PackageFacts): Markup {
  const { withheld, redacted, left_out: unreached = [] } = about
  const say = (text: Text) => text[locale]
  const categories = new Map(register.categories.map(({ key, name }) => [key, name]))
  const activities = new Map(register.activities.map(({ key, name }) => [key, name]))
  const named = (category: string) => categories.get(category) ?? category
  const item = (what: typeof words.withheld | typeof words.redacted) => (each: LeftOut) => {
    const said = `${counted(each.records, what, locale)} – ${each.reason ?? say(words.noReason)}`
    return labelled(named(each.category), said, locale)
  }
  const items = [
    ...withheld.map(item(words.withheld)),
    ...redacted.map(item(words.redacted)),
    ...unreached.map(({ category, activity, records, why }) => {
      const used = activity === null ? '' : ` – ${activities.get(activity) ?? activity}`
      const said = `${counted(records, words.record, locale)}${used} – ${why}`
      return labelled(named(category), said, locale)
    }),
  ]
  if (items.length === 0) return joined([])
  return section([
    heading(2, say(words.leftOut)),
    bullets(items),
    unreached.length > 0 ? paragraph(say(words.accessReaches)) : joined([]),
  ])
}

function files(format: 'csv' | 'zip', { locale }: PackageFacts): Markup {
  const say = (text: Text) => text[locale]
  const tables = [
    { name: '*.csv', lines: [say(words.csvFiles)] },
    { name: '*-metadata.json', lines: [say(words.metadataFiles)] },
  ]
  const whole = [
    { name: 'records.json', lines: [say(words.jsonFile)] },
    { name: 'records.schema.json', lines: [say(words.schemaFile)] },
  ]
  const proof = { name: 'manifest.json, manifest.json.sig, signing-key.pem', lines: [say(words.manifestFile)] }
  return factList([
    { name: 'cover.html', lines: [say(words.coverFile)] },
    ...tables,
    ...(format === 'zip' ? [...whole, proof] : []),
  ])
}

/** What the codes in the files mean: those of the records' origin and, where activities are told of, of their bases. */
function codes({ codes: meanings, information }: About, { locale }: PackageFacts): Markup {
  const told = [
    ...Object.entries(meanings.provided_by),
    ...(information === undefined ? [] : Object.entries(meanings.legal_basis)),
  ]
  return joined([
    heading(3, words.codes[locale]),
    factList(told.map(([code, meaning]) => ({ name: code, lines: [meaning] }))),
  ])
}

function rightsAndComplaint({ controller: { supervisory_authority: named }, locale }: PackageFacts): Markup[] {
  const say = (text: Text) => text[locale]
  const authority = named === null ? say(words.authority) : `${named.name} (${named.url})`
  return [paragraph(say(words.rights)), paragraph(`${say(words.complaint)} ${authority}.`)]
}

/** From the first day to the last, as `showInstant` writes them. */
function period(from: string, until: string, facts: PackageFacts): string {
  const [first, last] = [from, until].map((written) => dayOf(facts, instantFrom(written)))
  return first === last ? `${first}` : `${first} ${words.until[facts.locale]} ${last}`
}

function dayOf({ generatedAt, locale, timeZone }: PackageFacts, at: Instant = generatedAt): string {
  return dayInWords(civilDateIn(timeZone, at), locale)
}
