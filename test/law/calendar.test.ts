import { addDays as dateFnsDays } from 'date-fns/addDays'
import { addMonths as dateFnsMonths } from 'date-fns/addMonths'
import { format } from 'date-fns/format'
import { getISODay } from 'date-fns/getISODay'
import fc from 'fast-check'
import t from 'tap'
import {
  addDays,
  addMonths,
  type CivilDate,
  civilDateIn,
  daysBetween,
  findCalendar,
  holidayOn,
  instantFrom,
  isCivilDate,
  isTimeZone,
  isWorkingDay,
  nextWorkingDay,
  noonOf,
  showInstant,
  startOfDay,
  wallTimeIn,
  weekdayOf,
} from '../../src/law/calendar.ts'
import { sampled } from '../support/sampled.ts'
import { at, on, receipts } from './clock-support.ts'

/** The days of a year that are holidays in a calendar. */
function holidays(calendar: string, year: number): string[] {
  const first = on(`${year}-01-01`)
  const days = Array.from({ length: 366 }, (_, index) => addDays(first, index))
  return days.filter((day) => day.startsWith(String(year)) && holidayOn(calendar, day) !== undefined)
}

t.test('an instant is read with its offset, and only with one', async (t) => {
  t.equal(instantFrom('2026-01-01T00:00:00Z'), 1_767_225_600_000)
  t.equal(instantFrom('2026-01-01T02:00:00+02:00'), 1_767_225_600_000)
  t.equal(instantFrom('2025-12-31t23:30:00.5-00:30'), 1_767_225_600_500)
  t.equal(instantFrom('2025-12-31T23:59:60Z'), 1_767_225_599_999, 'a leap second belongs to the day it ends')
  const refused = [
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+0100',
    '+02026-01-01T00:00:00Z',
    '',
  ]
  for (const text of refused) t.equal(instantFrom(text), undefined, text)
})

t.test('an instant is shown in UTC with whole seconds', async (t) => {
  t.equal(showInstant(at('2026-01-01T00:00:00.999+01:00')), '2025-12-31T23:00:00Z')
  t.ok(fc.check(fc.property(receipts, (i) => at(showInstant(i)) === Math.floor(i / 1000) * 1000)).failed === false)
})

t.test('a civil day is a real one', async (t) => {
  t.ok(isCivilDate('2028-02-29'))
  t.ok(isCivilDate('2000-02-29'))
  for (const text of ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-01-00', '2026-1-1', '0000-01-01']) {
    t.notOk(isCivilDate(text), text)
  }
})

t.test('a time zone is a name of the IANA database, not an offset', async (t) => {
  for (const zone of ['Europe/Paris', 'UTC', 'America/Argentina/Buenos_Aires']) t.ok(isTimeZone(zone), zone)
  for (const zone of ['+01:00', 'Europe/Atlantis', '', 'Paris', '../etc/passwd']) t.notOk(isTimeZone(zone), zone)
})

t.test('days and months agree with date-fns', async (t) => {
  const day = fc.date({ min: new Date('1970-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
  const outcome = fc.check(
    fc.property(day, fc.integer({ min: -60, max: 60 }), (date, n) => {
      const noon = new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12)
      const civil = on(format(noon, 'yyyy-MM-dd'))
      return (
        addDays(civil, n) === format(dateFnsDays(noon, n), 'yyyy-MM-dd') &&
        addMonths(civil, n) === format(dateFnsMonths(noon, n), 'yyyy-MM-dd') &&
        weekdayOf(civil) === getISODay(noon) % 7 &&
        daysBetween(civil, addDays(civil, n)) === n
      )
    }),
    sampled(5000),
  )
  t.notOk(outcome.failed, String(outcome.counterexample))
})

t.test('a month later is the same-numbered day, or the last of the month', async (t) => {
  t.equal(addMonths(on('2026-01-31'), 1), '2026-02-28')
  t.equal(addMonths(on('2028-01-31'), 1), '2028-02-29')
  t.equal(addMonths(on('2025-11-30'), 3), '2026-02-28')
  t.equal(addMonths(on('2026-02-28'), 1), '2026-03-28')
})

const zones = [
  'Europe/Paris',
  'Africa/Cairo',
  'America/Santiago',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
]

t.test('the civil day of an instant is what Intl shows in that zone', async (t) => {
  const formats = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
    ]),
  )
  const outcome = fc.check(
    fc.property(receipts, fc.constantFrom(...zones), (instant, zone) => {
      return formats.get(zone)?.format(instant) === `${civilDateIn(zone, instant)} ${wallTimeIn(zone, instant)}`
    }),
    sampled(3000),
  )
  t.notOk(outcome.failed, String(outcome.counterexample))
})

t.test('a day starts at its first instant, and noon lies in it', async (t) => {
  const outcome = fc.check(
    fc.property(receipts, fc.constantFrom(...zones), (instant, zone) => {
      const day = civilDateIn(zone, instant)
      const start = startOfDay(day, zone)
      const justBefore = (start - 1) as typeof start // a millisecond earlier
      const noon = noonOf(day, zone)
      return (
        civilDateIn(zone, start) === day &&
        civilDateIn(zone, justBefore) < day &&
        civilDateIn(zone, noon) === day &&
        wallTimeIn(zone, noon) === '12:00'
      )
    }),
    sampled(3000),
  )
  t.notOk(outcome.failed, String(outcome.counterexample))
})

t.test('where summer time begins or ends at midnight the day still has a first instant', async (t) => {
  const first = (day: string, zone: string) => showInstant(startOfDay(on(day), zone))
  t.equal(first('2026-03-29', 'Europe/Paris'), '2026-03-28T23:00:00Z')
  t.equal(first('2026-04-24', 'Africa/Cairo'), '2026-04-23T22:00:00Z', 'the clocks jump from 24:00 to 01:00')
  t.equal(first('2018-11-04', 'America/Sao_Paulo'), '2018-11-04T03:00:00Z')
  t.equal(first('2018-02-18', 'America/Sao_Paulo'), '2018-02-18T03:00:00Z', 'the clocks fall from 24:00 to 23:00')
  t.equal(first('2011-12-30', 'Pacific/Apia'), '2011-12-30T10:00:00Z', 'Samoa had no 30 December 2011')
})

t.test('France rests on eleven days, Alsace and Moselle on thirteen', async (t) => {
  for (const year of [2024, 2025, 2026, 2027, 2028]) {
    t.equal(holidays('FR', year).length, 11, String(year))
    for (const code of ['FR-57', 'FR-67', 'FR-68']) {
      const added = holidays(code, year).filter((day) => !holidays('FR', year).includes(day))
      t.equal(added.length, 2, `${code} ${year}`)
      t.ok(added.includes(`${year}-12-26`))
      t.ok(added.some((day) => weekdayOf(on(day)) === 5 || day.endsWith('12-26')))
    }
  }
  t.equal(holidayOn('FR-67', on('2026-04-03')), 'Vendredi saint')
  t.equal(holidayOn('FR', on('2026-04-03')), undefined)
})

t.test('an overseas department adds the day of its abolition of slavery, and nothing by custom', async (t) => {
  // Code du travail L3422-2.
  const days = {
    'FR-GP': '05-27',
    'FR-MQ': '05-22',
    'FR-GF': '06-10',
    'FR-RE': '12-20',
    'FR-YT': '04-27',
    'FR-BL': '10-09',
  }
  for (const [code, day] of Object.entries(days)) {
    t.same(
      holidays(code, 2026).filter((each) => !holidays('FR', 2026).includes(each)),
      [`2026-${day}`],
      code,
    )
  }
})

t.test('England, Scotland and Northern Ireland rest on their own days, and on substitutes for weekends', async (t) => {
  const english = '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28'.split(' ').map((day) => `2026-${day}`)
  t.same(holidays('GB-ENG', 2026), english)
  t.ok(holidays('GB-SCT', 2026).includes('2026-06-15'), 'by royal proclamation')
  t.notOk(holidays('GB-SCT', 2026).includes('2026-04-06'), 'Easter Monday is none in Scotland')
  t.ok(holidays('GB-NIR', 2026).includes('2026-07-13'), 'for Sunday 12 July')
  t.ok(holidays('GB', 2026).includes('2026-12-28'), 'the kingdom as a whole has a calendar too')
})

t.test('where the library and the law differ, the law is followed', async (t) => {
  t.equal(holidayOn('CY', on('2026-02-23'), 'en'), 'Green Monday')
  t.equal(holidayOn('CY', on('2026-02-24')), undefined)
  t.equal(holidayOn('CY', on('2026-06-01'), 'fr'), 'Lundi de Pentecôte')
  t.same(
    holidays('BG', 2022).filter((day) => day.startsWith('2022-12')),
    ['24', '25', '26', '27', '28'].map((day) => `2022-12-${day}`),
    'Christmas Eve and Christmas Day fell on a weekend',
  )
  t.equal(isWorkingDay('BG', on('2026-05-25')), false, 'for Sunday 24 May')
  t.equal(isWorkingDay('BG', on('2026-04-14')), true, 'Easter Sunday frees no other day')
  t.equal(isWorkingDay('IE', on('2022-03-18')), false)
  t.equal(isWorkingDay('IS', on('2026-12-24')), true, 'free from one o’clock only')
  t.equal(isWorkingDay('RO', on('2026-01-02')), false, 'the New Year has two days')
})

t.test('a holiday has a name in French, in English and in its own language', async (t) => {
  const newYear = on('2026-01-01')
  t.equal(holidayOn('PL', newYear), 'Nowy Rok')
  t.equal(holidayOn('PL', newYear, 'fr'), 'Nouvel An')
  t.equal(holidayOn('PL', newYear, 'en'), 'New Year’s Day'.replace('’', "'"))
})

t.test('the next working day is the day itself, or the first after a weekend and its holidays', async (t) => {
  t.equal(nextWorkingDay('FR', on('2026-03-02')), '2026-03-02')
  t.equal(nextWorkingDay('FR', on('2026-02-28')), '2026-03-02')
  t.equal(nextWorkingDay('FR-67', on('2026-04-03')), '2026-04-07')
  t.equal(nextWorkingDay('FR', on('2022-12-31')), '2023-01-02', 'over the year')
  t.equal(nextWorkingDay('unknown', on('2026-12-25')), '2026-12-25', 'an unknown calendar knows weekends only')
})

t.test(
  'a calendar is found by its code, however it is written, and a wrong one is answered with what is near',
  async (t) => {
    const members = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
    t.equal(members.length, 27)
    for (const code of [
      ...members,
      'IS',
      'LI',
      'NO',
      'CH',
      'GB',
      'GB-ENG',
      'GB-SCT',
      'GB-WLS',
      'GB-NIR',
      'FR-67',
      'DE-BY',
    ]) {
      t.same(findCalendar(code), { ok: true, code })
      t.ok(holidays(code, 2026).length >= 6, `${code} has holidays`)
    }
    t.same(findCalendar(' fr-67 '), { ok: true, code: 'FR-67' })
    t.same(findCalendar('FR-974'), { ok: true, code: 'FR-RE' })
    t.same(findCalendar('UK'), { ok: true, code: 'GB' })
    const paris = findCalendar('FR-75')
    t.ok(!paris.ok && paris.near.includes('FR') && paris.near.includes('FR-67'))
    t.same(findCalendar('US'), { ok: false, near: [] })
    t.same(findCalendar('Germany'), { ok: false, near: ['DE'] }, 'by its name')
    t.same(findCalendar('Bas-Rhin'), { ok: false, near: ['FR-67'] })
    t.same(findCalendar('ecosse').ok, false)
    const letter = findCalendar('Fr1')
    t.ok(!letter.ok && letter.near.includes('FR') && letter.near.includes('FI'))
    t.equal(findCalendar('GB-ALD').ok, false, 'Alderney is no part of the United Kingdom')
    for (const code of ['constructor', '__proto__', 'toString']) t.equal(findCalendar(code).ok, false, code)
  },
)

t.test('civil days run on beyond every year a request may name', async (t) => {
  const far: CivilDate = addMonths(on('9999-11-30'), 1)
  t.equal(far, '9999-12-30')
  t.equal(daysBetween(on('0001-01-01'), on('9999-12-31')), 3_652_058)
})
