import t from 'tap'
import { findCalendar, isTimeZone } from '../../src/law/calendar.ts'
import { countriesWithDefaults, defaultsOf } from '../../src/organisations/country-defaults.ts'
import { httpsUrl } from '../../src/platform/http/schemas.ts'

const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')

t.test('the Union, the EEA, Switzerland and the United Kingdom have defaults, nobody else', async (t) => {
  t.same([...countriesWithDefaults].sort(), [...union, 'CH', 'GB', 'IS', 'LI', 'NO'].sort())
  for (const country of ['US', 'XX', 'fr', '', 'constructor', '__proto__'])
    t.equal(defaultsOf(country), undefined, country)
})

t.test('every default is one that the service takes', async (t) => {
  for (const country of countriesWithDefaults) {
    const defaults = defaultsOf(country)
    t.same(findCalendar(defaults?.calendar ?? ''), { ok: true, code: country }, country)
    t.ok(isTimeZone(defaults?.timeZone ?? ''), country)
    t.equal(Intl.getCanonicalLocales(defaults?.locale)[0], defaults?.locale, country)
    if (defaults?.authority) t.equal(httpsUrl().parse(defaults.authority.url), defaults.authority.url, country)
  }
})

t.test('the United Kingdom alone has its own regime', async (t) => {
  t.same(
    countriesWithDefaults.filter((country) => defaultsOf(country)?.regime === 'uk_gdpr'),
    ['GB'],
  )
})

t.test('Germany names no authority: it has one for each Land', async (t) => {
  t.same(
    countriesWithDefaults.filter((country) => !defaultsOf(country)?.authority),
    ['DE'],
  )
})
