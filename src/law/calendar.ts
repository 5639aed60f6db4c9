import { tzOffset } from '@date-fns/tz'
import { getDaysInMonth } from 'date-fns/getDaysInMonth' // the whole package is 300 files: a second of every start
import type { CivilDate, Instant } from './days.ts'
import { holidaysOf, knownYears } from './holidays.ts'

export type { CivilDate, Instant } from './days.ts'
export { findCalendar, knownYears } from './holidays.ts'

/** A day of twenty-four hours, in milliseconds: no civil day, which may have an hour more or less. */
export const dayMs = 86_400_000
const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Reads an RFC 3339 timestamp with its offset (section 5.6); undefined where the text is none, or names no real day. */
export function instantFrom(text: string): Instant | undefined {
  const parts = rfc3339.exec(text)
  if (parts === null) return undefined
  const [, date = '', hour, minute, second, fraction = '0', sign, offsetHour, offsetMinute] = parts
  if (!isCivilDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  if (Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59) return undefined
  // RFC 3339 section 5.7: a leap second is written 60. It belongs to the minute it ends, so it counts as its last millisecond.
  const seconds = second === '60' ? 59.999 : Number(`${second}.${fraction}`)
  const wall = dayNumber(date) * dayMs + (Number(hour) * 60 + Number(minute)) * 60_000
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60_000
  return instant(wall + Math.floor(seconds * 1000 + 1e-6) - (sign === '-' ? -offset : offset))
}

/** Writes an instant as clients read it: UTC, `Z`, whole seconds (a fraction is cut, not rounded). */
export function showInstant(i: Instant): string {
  return `${new Date(i).toISOString().slice(0, -5)}Z`
}

/** Whether the text is a real day of the calendar, written `YYYY-MM-DD`. */
export function isCivilDate(text: string): text is CivilDate {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '0001') return false
  return civilDate(dayNumber(text)) === text // 30 February comes back as another day
}

/** Whether the name is a time zone of the IANA database. A bare offset such as `+01:00` is none: it knows no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false // a RangeError is how Intl says that it does not know the name
  }
}

/** The civil day an instant falls on in a zone (an IANA name; one that is unknown counts as UTC). */
export function civilDateIn(zone: string, at: Instant): CivilDate {
  return civilDate(Math.floor((at + offsetAt(zone, at)) / dayMs))
}

/** Whether the calendars can say if this is a working day: no due date may fall outside of the years they know. */
export function isKnownDay(date: CivilDate): boolean {
  const year = Number.parseInt(date, 10) // up to the first hyphen: beyond 9999 a year has more than four digits
  return year >= knownYears.first && year <= knownYears.last
}

/** The wall time of an instant in a zone: `HH:MM`, minutes cut. */
export function wallTimeIn(zone: string, at: Instant): string {
  const minutes = Math.floor((at + offsetAt(zone, at)) / 60_000)
  const ofDay = ((minutes % 1440) + 1440) % 1440
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`
}

/** The first instant of a civil day in a zone: midnight, or the end of the gap where summer time begins at midnight. */
export function startOfDay(date: CivilDate, zone: string): Instant {
  return firstInstantAt(dayNumber(date) * dayMs, zone)
}

/** Noon of a civil day in a zone: what `received_on` alone stands for. */
export function noonOf(date: CivilDate, zone: string): Instant {
  return firstInstantAt((dayNumber(date) + 0.5) * dayMs, zone)
}

/** Eight in the morning of a civil day in a zone: when staff is told what the day brings. */
export function morningOf(date: CivilDate, zone: string): Instant {
  return firstInstantAt((dayNumber(date) + 8 / 24) * dayMs, zone)
}

/** The civil day so many calendar days later, or earlier where negative. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return days === 0 ? date : civilDate(dayNumber(date) + days)
}

/**
 * The same-numbered day so many months later, or the last day of that month where there is none.
 * Reg. (EEC, Euratom) 1182/71 art. 3(2)(c).
 */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const sum = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(sum / 12)
  const month = sum - year * 12 + 1
  return civilDate(dayNumberOf(year, month, Math.min(dayOfMonth(date), daysInMonth(year, month))))
}

/** Calendar days from one civil day to another: negative where the second is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(date: CivilDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7 // 1 January 1970 was a Thursday
}

/**
 * The name of the public holiday on a day, or undefined. The calendar is a code from `findCalendar`; an unknown one has no holidays.
 * Without a locale, in the language of the country.
 */
export function holidayOn(calendarCode: string, date: CivilDate, locale?: 'fr' | 'en'): string | undefined {
  return holidaysOf(calendarCode, yearOf(date)).get(date)?.[locale ?? 'native']
}

/** Reg. 1182/71 art. 2(2): working days are all days but public holidays, Saturdays and Sundays. */
export function isWorkingDay(calendarCode: string, date: CivilDate): boolean {
  const weekday = weekdayOf(date)
  return weekday !== 0 && weekday !== 6 && !holidaysOf(calendarCode, yearOf(date)).has(date)
}

/** The day itself where it is a working day, else the next that is. Reg. 1182/71 art. 3(4). */
export function nextWorkingDay(calendarCode: string, date: CivilDate): CivilDate {
  const known = workingDays.get(calendarCode)?.get(date)
  if (known !== undefined) return known
  let day = date
  // No calendar rests for a month: the bound only keeps what is no day from looping for ever.
  for (let tries = 0; tries < 31 && !isWorkingDay(calendarCode, day); tries += 1) day = addDays(day, 1)
  remember(tableOf(workingDays, calendarCode), date, day)
  return day
}

/** The last working day before a day. */
export function workingDayBefore(calendarCode: string, date: CivilDate): CivilDate {
  let day = addDays(date, -1)
  for (let tries = 0; tries < 31 && !isWorkingDay(calendarCode, day); tries += 1) day = addDays(day, -1)
  return day
}

// What is remembered. A clock asks some thirty of these questions, about few days; the answers never change.

const workingDays = new Map<string, Map<CivilDate, CivilDate>>()
const offsets = new Map<string, Map<number, number>>()
const daysByNumber = new Map<number, CivilDate>()
const monthLengths = new Map<number, number>()
const maxDays = 40_000 // a century: requests lie in far fewer years. Beyond, the memory is given back and filled anew.
const maxTables = 700 // more than there are zones, or calendars; names spelt at random must not pile up

function remember<Key, Value>(table: Map<Key, Value>, key: Key, value: Value): void {
  if (table.size >= maxDays) table.clear()
  table.set(key, value)
}

function tableOf<Key, Value>(tables: Map<string, Map<Key, Value>>, name: string): Map<Key, Value> {
  const known = tables.get(name)
  if (known !== undefined) return known
  if (tables.size >= maxTables) tables.clear()
  const table = new Map<Key, Value>()
  tables.set(name, table)
  return table
}

// Civil days as numbers since 1 January 1970, in the proleptic Gregorian calendar. Not with Date: it knows the host's zone.

function yearOf(date: string): number {
  return digits(date, 0) * 100 + digits(date, 2)
}

function monthOf(date: string): number {
  return digits(date, 5)
}

function dayOfMonth(date: string): number {
  return digits(date, 8)
}

function digits(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528 // 528: '0' is 48, and 48 × 11
}

function daysInMonth(year: number, month: number): number {
  const key = year * 12 + month
  const known = monthLengths.get(key)
  if (known !== undefined) return known
  const days = getDaysInMonth(new Date(year, month - 1)) // a month has the same days in every zone
  remember(monthLengths, key, days)
  return days
}

function dayNumber(date: string): number {
  return dayNumberOf(yearOf(date), monthOf(date), dayOfMonth(date))
}

/** Years are counted from March, so that the leap day comes last; 719,468 days lie between 1 March 0000 and 1 January 1970. */
function dayNumberOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const monthFromMarch = month > 2 ? month - 3 : month + 9
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468
}

function civilDate(number: number): CivilDate {
  const known = daysByNumber.get(number)
  if (known !== undefined) return known
  const date = writeCivilDate(number)
  remember(daysByNumber, number, date)
  return date
}

function writeCivilDate(number: number): CivilDate {
  const fromMarch0000 = number + 719_468
  const era = Math.floor(fromMarch0000 / 146_097) // 400 years have 146,097 days
  const dayOfEra = fromMarch0000 - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return text as CivilDate // the one place where a civil day is written
}

function instant(milliseconds: number): Instant {
  return milliseconds as Instant // the brand is given here
}

// Zones. Intl takes about a microsecond an answer, a third of a clock: a UTC day on which a zone keeps one offset is
// remembered; on the two days a year when it moves, Intl is asked each time.

/** Milliseconds to add to an instant for the zone's wall time. */
function offsetAt(zone: string, at: number): number {
  const day = Math.floor(at / dayMs)
  const known = offsets.get(zone)?.get(day)
  if (known !== undefined) return known
  const first = askOffset(zone, day * dayMs)
  if (first !== askOffset(zone, (day + 1) * dayMs)) return askOffset(zone, at)
  remember(tableOf(offsets, zone), day, first)
  return first
}

function askOffset(zone: string, at: number): number {
  const minutes = tzOffset(zone, new Date(at))
  return Number.isNaN(minutes) ? 0 : Math.round(minutes * 60_000)
}

/** The first instant at which the zone's wall time has reached `wall` (milliseconds as if the wall showed UTC). */
function firstInstantAt(wall: number, zone: string): Instant {
  const before = offsetAt(zone, wall - dayMs) // offsets lie within a day of UTC
  const after = offsetAt(zone, wall + dayMs)
  const early = wall - before
  if (before === after || offsetAt(zone, early) === before) return instant(early)
  const late = wall - after
  if (offsetAt(zone, late) === after) return instant(late)
  // The wall jumped over this time: what is sought is the jump itself, between `late` and `early`.
  let [low, high] = [late, early]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle) === before) low = middle
    else high = middle
  }
  return instant(high)
}
