import { civilDateIn } from '../law/calendar.ts'
import type { Text } from '../law/wording.ts'
import { dayInWords } from '../letters/write-letter.ts'
import { escapeHtml as escaped } from '../platform/escape-html.ts'
import type { JsonObject } from '../records/json-text.ts'
import type { About, CategoryFacts, LeftOut } from './about.ts'
import { words } from './cover-words.ts'
import { forEachValue, newField } from './fields.ts'
import type { PackageFacts } from './package-facts.ts'

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
      forEachValue(data, newField(), ({ name = '' }, text) => {
        if (fields.length < shown.fields) fields.push([cut(name), cut(text)])
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

/** Nothing is loaded, run or followed: what a record holds is text on this page and nothing else (attack 74). */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.7rem}h2{margin-top:2.5rem;font-size:1.25rem}h3{font-size:1rem}
h1,h3,li,p,th,td{overflow-wrap:anywhere}
table{border-collapse:collapse;table-layout:fixed;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ccc}
th{width:35%;font-weight:600}td{white-space:pre-wrap}
.record{margin:1rem 0;border:1px solid #ccc;border-radius:4px}
@media(max-width:30rem){th,td{display:block;width:auto}th{border:0;padding-bottom:0}}`

/** The cover of a package: one page of HTML by itself, in the person's language, that any browser shows. */
export function cover(
  facts: PackageFacts,
  about: About,
  { fileOf, preview }: { readonly fileOf: (category: string) => string; readonly preview: Preview },
): string {
  const { locale, kind, controller, regime } = facts
  const say = (text: Text) => escaped(text[locale])
  const title = `${say(words.title[kind])} – ${escaped(facts.reference)}`
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${say(words.title[kind])}</h1>
<table>
${row(say(words.controller), escaped(controller.name))}
${row(say(words.reference), escaped(facts.reference))}
${row(say(words.generated), escaped(dayOf(facts)))}
${row(say(words.basis), say(words.law[kind][regime]))}
</table>
<p>${say(words.intro[kind])}</p>
<h2>${say(words.contents)}</h2>
${about.categories.length === 0 ? `<p>${say(words.nothing)}</p>` : about.categories.map((each) => category(each, facts, { fileOf, preview })).join('\n')}
${leftOut(about, facts)}
<h2>${say(words.files)}</h2>
<p>${say(words.csvFiles)}</p>
<p>${say(words.jsonFile)}</p>
<h2>${say(words.yourRights)}</h2>
<p>${say(words.rights)}</p>
<p>${say(words.complaint)} ${authority(facts)}.</p>
<p>${say(words.contact)} ${escaped(controller.contact.dpo_email)}</p>
</main>
</body>
</html>
`
}

function category(
  { category: name, records, sources, provided_by, purposes, collected_from, collected_until }: CategoryFacts,
  { locale }: PackageFacts,
  { fileOf, preview }: { readonly fileOf: (category: string) => string; readonly preview: Preview },
): string {
  const say = (text: Text) => escaped(text[locale])
  const origins: Readonly<Record<string, Text>> = words.providedBy
  const told = Object.entries(provided_by).map(([by, count]) => `${origins[by]?.[locale] ?? by} (${count})`)
  const period =
    collected_from === null || collected_until === null
      ? []
      : [
          row(
            say(words.period),
            escaped(`${collected_from.slice(0, 10)} ${words.until[locale]} ${collected_until.slice(0, 10)}`),
          ),
        ]
  const first = preview.of(name)
  return `<h3>${escaped(name)}</h3>
<table>
${row(say(words.records), String(records))}
${row(say(words.file), escaped(fileOf(name)))}
${row(say(words.sources), escaped(sources.join(', ')))}
${row(say(words.origin), escaped(told.join(', ')))}
${[...(purposes.length > 0 ? [row(say(words.purposes), escaped(purposes.join(', ')))] : []), ...period].join('\n')}
</table>
${first.length === 0 ? '' : `<p>${say(words.preview)}. ${first.length < records ? say(words.previewOnly) : ''}</p>`}
${first.map((fields) => `<table class="record">\n${fields.map(([field, text]) => row(escaped(field), escaped(text))).join('\n')}\n</table>`).join('\n')}`
}

function leftOut({ withheld, redacted, not_portable: notPortable = 0 }: About, { locale }: PackageFacts): string {
  const say = (text: Text) => escaped(text[locale])
  const item = (what: Text) => (each: LeftOut) =>
    `<li>${escaped(each.category)}: ${each.records} ${say(what)} – ${each.reason === null ? say(words.noReason) : escaped(each.reason)}</li>`
  const items = [
    ...withheld.map(item(words.withheld)),
    ...redacted.map(item(words.redacted)),
    ...(notPortable > 0 ? [`<li>${notPortable} ${say(words.notPortable)}</li>`] : []),
  ]
  return items.length === 0 ? '' : `<h2>${say(words.leftOut)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`
}

function authority({ controller: { supervisory_authority: named }, locale }: PackageFacts): string {
  return escaped(named === null ? words.authority[locale] : `${named.name} (${named.url})`)
}

function row(head: string, cell: string): string {
  return `<tr><th scope="row">${head}</th><td>${cell}</td></tr>`
}

function dayOf({ generatedAt, locale, timeZone }: PackageFacts): string {
  return dayInWords(civilDateIn(timeZone, generatedAt), locale)
}
