import { type CivilDate, startOfDay } from '../law/calendar.ts'
import { intlTag } from './languages.ts'

/** The days written lately: the letters of one day name the same few. */
const daysWritten = new Map<string, string>()
const mostDays = 1_000

/** `2 avril 2026`, `2 April 2026`: a legal day in the language and region of the tag. */
export function dayInWords(date: CivilDate, tag: string): string {
  const key = `${tag} ${date}`
  const known = daysWritten.get(key)
  if (known !== undefined) return known
  if (daysWritten.size >= mostDays) daysWritten.clear()
  const words = writeDay(date, tag)
  daysWritten.set(key, words)
  return words
}

function writeDay(date: CivilDate, tag: string): string {
  const written = dayFormat(tag).format(startOfDay(date, 'UTC'))
  // French writes the first day of a month as an ordinal, which Intl does not
  const words = tag.startsWith('fr') ? written.replace(/^1 /, '1er ') : written
  return words.replace(' ', '\u00a0')
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()
/** A tag is a language with a region that anybody may ask for: there are more than are worth remembering. */
const mostFormats = 500

/** Regions have calendars and digits of their own: a legal day is always told in the Gregorian calendar. */
function dayFormat(tag: string): Intl.DateTimeFormat {
  const known = dayFormats.get(tag)
  if (known !== undefined) return known
  if (dayFormats.size >= mostFormats) dayFormats.clear()
  const made = new Intl.DateTimeFormat(intlTag(tag), {
    dateStyle: 'long',
    timeZone: 'UTC',
    calendar: 'gregory',
    numberingSystem: 'latn',
  })
  dayFormats.set(tag, made)
  return made
}
