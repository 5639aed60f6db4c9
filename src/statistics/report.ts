import { facts, heading, joined, type Markup, page, paragraph, section, type Table, table } from '../exports/page.ts'
import { startOfDay } from '../law/calendar.ts'
import { articleOfGround, type GroundCode } from '../law/refusal.ts'
import { rightNames } from '../law/rights.ts'
import { gdpr } from '../law/wording.ts'
import type { Organisation } from '../organisations/store.ts'
import { chooseLanguage, intlTag } from '../words/languages.ts'
import { type Words, wordsIn } from '../words/words.ts'
import type { Counted } from './read-statistics.ts'
import { rightEndings } from './tables.ts'
import type { RightTally, Statistics } from './tally.ts'

/** A year on one page, to be read, printed and handed on: numbers only, in the language asked for or the organisation's. */
export function yearlyReport(
  { name, locale, regime }: Pick<Organisation, 'name' | 'locale' | 'regime'>,
  {
    year,
    locale: wanted,
    counted,
  }: { readonly year: number; readonly locale: string | undefined; readonly counted: Counted },
): string {
  const words = wordsIn(chooseLanguage(...(wanted === undefined ? [] : [wanted]), locale), regime)
  const { say } = words
  const { statistics } = counted
  const title = say('report.title', { year: String(year) })
  const body = joined([
    heading(1, title),
    facts([
      { name: say('cover.controller'), lines: [name] },
      { name: say('report.as_of'), lines: [words.day(counted.asOf)] },
    ]),
    paragraph(say('report.note', { article: words.cite(gdpr('12(3)')) })),
    ...parts(statistics, words).map(([heading2, ...tables]) => section([heading(2, heading2), ...tables])),
  ])
  return page({ language: words.tag, title: `${title} – ${name}`, body })
}

function parts({ requests, rights, byRight }: Statistics, words: Words): [string, ...Markup[]][] {
  const { say } = words
  return [
    [say('report.requests'), numbers(words, say('report.summary'), requestNumbers(words, requests))],
    [say('report.by_month'), bars(words, say('report.requests'), say('report.month'), monthNumbers(words, requests))],
    [
      say('report.by_channel'),
      bars(
        words,
        say('report.requests'),
        say('report.channel'),
        requests.byChannel.map(({ channel, received }) => [say(`report.channel.${channel}`), received]),
      ),
    ],
    [
      say('report.rights'),
      numbers(words, say('report.summary'), rightNumbers(words, rights)),
      ofEachRight(words, rights, byRight),
    ],
    [
      say('report.outcomes'),
      bars(
        words,
        say('report.rights'),
        say('report.outcome'),
        rightEndings.map((ending) => [say(`report.outcome.${ending}`), rights.byEnding[ending]]),
      ),
    ],
    ...(rights.refusals.length === 0 ? [] : [refusals(words, rights)]),
  ]
}

type Numbers = readonly (readonly [label: string, count: number])[]

function requestNumbers(
  { say }: Words,
  { received, byEnding, overdue, extended, paused }: Statistics['requests'],
): Numbers {
  return [
    [say('report.requests'), received],
    [say('report.open'), byEnding.open],
    [say('report.overdue'), overdue],
    [say('report.extended'), extended],
    [say('report.paused'), paused],
  ]
}

function rightNumbers({ say }: Words, of: RightTally): Numbers {
  return [
    [say('report.rights'), of.invoked],
    [say('report.answered'), of.answered],
    [say('report.one_month'), of.withinOneMonth],
    [say('report.three_months'), of.withinThreeMonths],
    [say('report.in_time'), of.inTime],
    [say('report.overdue'), of.overdue],
  ]
}

function monthNumbers({ tag }: Words, { byMonth }: Statistics['requests']): Numbers {
  const names = new Intl.DateTimeFormat(intlTag(tag), { month: 'long', calendar: 'gregory', timeZone: 'UTC' })
  return byMonth.map(({ month, received }) => [names.format(startOfDay(firstOf(month), 'UTC')), received])
}

function firstOf(month: string) {
  return `${month}-01` as Parameters<typeof startOfDay>[0] // a month of the calendar has a first day
}

function numbers(words: Words, caption: string, counted: Numbers): Markup {
  const rows = counted.map(([label, count]): Table['rows'][number] => [label, words.number(count)])
  return table({ caption, columns: ['', words.say('report.number')], rows })
}

/** Each as a share of the greatest. */
function bars(words: Words, caption: string, of: string, counted: Numbers): Markup {
  const most = Math.max(1, ...counted.map(([, count]) => count))
  const rows = counted.map(([label, count]): Table['rows'][number] => [
    label,
    { text: words.number(count), bar: count / most },
  ])
  return table({ caption, columns: [of, words.say('report.number')], rows })
}

function ofEachRight(words: Words, all: RightTally, byRight: Statistics['byRight']): Markup {
  const { say } = words
  const ofDays = (days: number | undefined) =>
    days === undefined ? '–' : days.toLocaleString(intlTag(words.tag), { maximumFractionDigits: 1 })
  const row = (label: string, of: RightTally): Table['rows'][number] => [
    label,
    ...[of.invoked, of.answered, of.withinOneMonth, of.withinThreeMonths, of.inTime].map(words.number),
    ...[of.days?.mean, of.days?.median, of.days?.p95].map(ofDays),
  ]
  return table({
    caption: say('report.by_right'),
    columns: [
      say('report.right'),
      say('report.rights'),
      say('report.answered'),
      say('report.one_month'),
      say('report.three_months'),
      say('report.in_time'),
      say('report.mean'),
      say('report.median'),
      say('report.p95'),
    ],
    rows: byRight.map(({ right, ...of }) => row(say(`right.${right}.noun`), of)),
    total: row(say('report.all'), all),
  })
}

function refusals(words: Words, { refusals: found }: RightTally): [string, Markup] {
  const { say } = words
  const counted = found.map(({ ground, count }): [string, number] => [
    say(`ground.${ground}`, { article: words.cite(articleOf(ground)) }),
    count,
  ])
  return [say('report.refusals'), bars(words, say('report.rights'), say('report.ground'), counted)]
}

/** The article of a ground; where it differs from right to right, that of the first right it fits. */
function articleOf(ground: GroundCode) {
  const found = rightNames.map((right) => articleOfGround(ground, right)).find(Boolean)
  if (found === undefined) throw new Error(`the ground ${ground} fits no right`)
  return found
}
