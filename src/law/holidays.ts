import Holidays from 'date-holidays'
import type { CivilDate } from './days.ts'

/** A public holiday's name: as the country says it, in French and in English. */
export type HolidayName = { readonly native: string; readonly fr: string; readonly en: string }
type HolidaysOfYear = ReadonlyMap<CivilDate, HolidayName>

// Reg. 1182/71 art. 2(1): holidays are those of the member state of the controller. The 27, the EEA, Switzerland, the United Kingdom.
const countries =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO CH GB'.split(' ')

/** Other names for the same calendar: the Commission's country codes, and the numbers of the overseas departments. */
const aliases: Readonly<Record<string, string>> = {
  UK: 'GB',
  EL: 'GR',
  'FR-971': 'FR-GP',
  'FR-972': 'FR-MQ',
  'FR-973': 'FR-GF',
  'FR-974': 'FR-RE',
  'FR-976': 'FR-YT',
}

/** Where date-holidays 3.37 and the law differ. `drop` names rules as the library writes them. */
type Correction = {
  readonly drop?: readonly string[]
  readonly add?: readonly { readonly rule: string; readonly name: Readonly<Record<string, string>> }[]
  readonly weekendMoves?: true
}
const introductionOfTheEuro = { bg: 'Въвеждане на еврото', fr: 'Passage à l’euro', en: 'Introduction of the euro' }
const corrections: Readonly<Record<string, Correction>> = {
  // Bulgaria, Labour Code art. 154(1)-(2): 26 December; a holiday on a weekend, Easter aside, frees the next working day.
  // The last two: Council of Ministers, introduction of the euro.
  BG: {
    add: [
      { rule: '12-26', name: { bg: 'Рождество Христово', fr: 'Lendemain de Noël', en: 'Second day of Christmas' } },
      { rule: '2025-12-31', name: introductionOfTheEuro },
      { rule: '2026-01-02', name: introductionOfTheEuro },
    ],
    weekendMoves: true,
  },
  // Cyprus: Green Monday is 48 days before Orthodox Easter (the library says 47, a Tuesday); the Monday of Pentecost.
  CY: {
    drop: ['orthodox -47'],
    add: [
      { rule: 'orthodox -48', name: { el: 'Καθαρά Δευτέρα', fr: 'Lundi pur', en: 'Green Monday' } },
      { rule: 'orthodox 50', name: { el: 'Δευτέρα του Κατακλυσμού', fr: 'Lundi de Pentecôte', en: 'Whit Monday' } },
    ],
  },
  // Code du travail L3133-1 and L3422-2: in the Antilles Good Friday is custom, not law.
  'FR-GP': { drop: ['easter -2'] },
  'FR-MQ': { drop: ['easter -2'] },
  // Royal proclamation of 4 February 2026, Banking and Financial Dealings Act 1971 s.1(3).
  'GB-SCT': { add: [{ rule: '2026-06-15', name: { en: 'World Cup bank holiday', fr: 'Coupe du monde' } }] },
  // Ireland, one-off holiday of 2022 in remembrance and recognition.
  IE: { add: [{ rule: '2022-03-18', name: { en: 'Day of Remembrance and Recognition', fr: 'Journée du souvenir' } }] },
}

const codes: ReadonlySet<string> = new Set(
  countries.flatMap((country) => {
    const states = Object.keys(new Holidays().getStates(country) ?? {})
    // Alderney is listed under GB but lies outside the United Kingdom.
    return [country, ...states.filter((state) => state !== 'ALD').map((state) => `${country}-${state}`)]
  }),
)

/** The calendar of a code such as `FR`, `FR-67` or `GB-ENG`, in its canonical spelling; or the codes that come nearest. */
export function findCalendar(code: string): { ok: true; code: string } | { ok: false; near: string[] } {
  const asked = code.trim().toUpperCase().replace('_', '-')
  const found = aliases[asked] ?? asked
  if (codes.has(found)) return { ok: true, code: found }
  return { ok: false, near: nearCalendars(asked) }
}

/** Those of the same country, or whose name the text is or begins: `Germany`, `BAS-RHIN`; else those with the first letter. */
function nearCalendars(asked: string): string[] {
  const known = [...codes]
  const isCode = /^[A-Z]{2}(-|$)/.test(asked)
  const ofCountry = isCode ? known.filter((code) => code.slice(0, 2) === asked.slice(0, 2)) : []
  if (ofCountry.length > 0) return ofCountry
  const words = plainWords(asked)
  const named = words.length < 3 ? [] : known.filter((code) => namesOf(code).some((name) => name.includes(words)))
  return named.length > 0 ? named : known.filter((code) => code.length === 2 && code[0] === asked[0])
}

/** A country’s, or a part’s, in French, English and its own language. */
function namesOf(code: string): string[] {
  const [country = code, state] = code.split('-')
  const names = ['fr', 'en', undefined].map((language) => {
    const calendar = new Holidays()
    return state === undefined
      ? calendar.getCountries(language)[country]
      : calendar.getStates(country, language)?.[state]
  })
  return names.map((name) => plainWords(name ?? ''))
}

/** Without case, accents and what is no letter. */
function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '')
}

const none: HolidaysOfYear = new Map()
/** The years whose holidays are known. A request is received in 2018 or later; the library's rules are those of our time. */
export const knownYears = { first: 1970, last: 2199 } as const
const { first: firstYear, last: lastYear } = knownYears
const remembered = new Map<string, (HolidaysOfYear | undefined)[]>()

/** The public holidays of a calendar in a year, by day. None where the calendar is unknown, or the year outside 1970–2199. */
export function holidaysOf(code: string, year: number): HolidaysOfYear {
  const known = remembered.get(code)?.[year - firstYear]
  if (known !== undefined) return known
  if (!codes.has(code) || !(year >= firstYear && year <= lastYear)) return none
  const years = remembered.get(code) ?? new Array<HolidaysOfYear | undefined>(lastYear - firstYear + 1).fill(undefined)
  const holidays = readHolidays(code, year)
  years[year - firstYear] = holidays
  remembered.set(code, years)
  return holidays
}

/** Every public holiday of a calendar in these years, both included, in their order. */
export function holidaysBetween(code: string, first: number, last: number): CivilDate[] {
  const years = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  return years.flatMap((year) => [...holidaysOf(code, year).keys()].sort())
}

function readHolidays(code: string, year: number): HolidaysOfYear {
  const [country = code, state] = code.split('-')
  const calendar = state === undefined ? new Holidays(country) : new Holidays(country, state)
  const correction = corrections[code] ?? {}
  for (const { rule, name } of correction.add ?? []) calendar.setHoliday(rule, { name, type: 'public' })
  const inLanguage = (language?: string) =>
    calendar.getHolidays(year, language).filter((h) => h.type === 'public' && !correction.drop?.includes(h.rule))
  const [native, french, english] = [inLanguage(), inLanguage('fr'), inLanguage('en')]
  const found = new Map<CivilDate, HolidayName>()
  native.forEach((holiday, at) => {
    // `date` is the wall time of the calendar's own zone: an afternoon (Iceland, 24 December) does not make a day free.
    if (holiday.date.slice(11, 19) !== '00:00:00') return
    const name = { native: holiday.name, fr: french[at]?.name ?? holiday.name, en: english[at]?.name ?? holiday.name }
    // Rounded, since a day of summer time changing has 23 or 25 hours; Romania's New Year has two days.
    const days = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000))
    for (let day = 0; day < days; day += 1) found.set(dayAfter(holiday.date, day), name)
  })
  if (correction.weekendMoves) moveWeekendHolidays(found, native)
  return found
}

function moveWeekendHolidays(found: Map<CivilDate, HolidayName>, all: readonly { date: string; rule: string }[]): void {
  for (const { date, rule } of all) {
    const name = found.get(dayAfter(date, 0))
    if (!isWeekend(dayAfter(date, 0)) || rule.startsWith('orthodox') || name === undefined) continue
    let next = dayAfter(date, 1)
    while (isWeekend(next) || found.has(next)) next = dayAfter(next, 1)
    found.set(next, name)
  }
}

function isWeekend(date: CivilDate): boolean {
  return [0, 6].includes(new Date(date).getUTCDay()) // a bare date is read as UTC, whatever the host's zone
}

function dayAfter(date: string, days: number): CivilDate {
  const day = new Date(date.slice(0, 10))
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10) as CivilDate // a bare date is read, moved and written in UTC
}
