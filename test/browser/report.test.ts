import t from 'tap'
import type { CivilDate } from '../../src/law/calendar.ts'
import { groundCodes } from '../../src/law/refusal.ts'
import { rightNames } from '../../src/law/rights.ts'
import { channels } from '../../src/requests/right-schemas.ts'
import { daysOf } from '../../src/statistics/period.ts'
import { yearlyReport } from '../../src/statistics/report.ts'
import type { RequestCount } from '../../src/statistics/store.ts'
import { rightEndings } from '../../src/statistics/tables.ts'
import { type ReceivedInMonth, tally } from '../../src/statistics/tally.ts'
import { writtenLanguages } from '../../src/words/languages.ts'
import { inBrowser } from '../support/browser.ts'
import { violationsOf } from './accessibility.ts'
import { picturesIn } from './pictures.ts'

const pictures = picturesIn('reports')

/** A busy year: every channel, right, ending and ground there is. */
const period = daysOf(2026)
const rights = rightNames.flatMap((right, at) =>
  rightEndings.map((ending, place) => {
    const grounds = ending === 'refused' ? groundCodes.slice(at * 3, at * 3 + 4) : []
    const answered = place < 4 ? 'one_month' : 'never'
    const count = 1 + ((at * 17 + place * 90) % 1_500)
    return { right, ending, grounds, overdue: false, inTime: true, answered, count, days: 5 + at * 3 + place } as const
  }),
)
const answers = rights.filter(({ answered }) => answered !== 'never')
const months = Array.from({ length: 12 }, (_, month): ReceivedInMonth => {
  const requests = channels.map((channel, at): RequestCount => {
    const count = (month * 7 + at * 311) % 400
    return {
      channel,
      ending: 'completed',
      extended: at === 0,
      overdue: false,
      count,
      paused: at,
      pauses: at,
      pausedDays: at * 3,
    }
  })
  const whole = month === 0 ? { rights, answers } : { rights: [], answers: [] }
  return { month: `2026-${String(month + 1).padStart(2, '0')}`, requests, ...whole }
})
const counted = { ...period, asOf: '2027-01-15' as CivilDate, statistics: tally(months) } // a day
const organisation = { name: 'Acme SAS', locale: 'fr', regime: 'gdpr' } as const
/** A telephone, A4 as a window, and what is left of A4 within the margins: in pixels of CSS. */
const places = [
  ['screen', 390],
  ['screen', 794],
  ['print', 658],
] as const
const reportIn = (locale: string) => yearlyReport(organisation, { year: 2026, locale, counted })

await inBrowser(t, async (browser) => {
  t.test('it is read without seeing it, on a telephone and on A4, in every language', async (t) => {
    const page = await browser.newPage({ viewport: { width: 794, height: 1123 } })
    for (const locale of writtenLanguages) {
      await page.setContent(reportIn(locale))
      t.same(await violationsOf(page), [], locale)
      for (const [media, width] of places) {
        await page.emulateMedia({ media })
        await page.setViewportSize({ width, height: 1_000 })
        t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${locale}: ${media}, ${width}`)
      }
      await page.emulateMedia({ media: 'screen' })
      if (['fr', 'de', 'el', 'mt'].includes(locale)) {
        await pictures.draw(page, locale)
      }
    }
    await page.close()
  })

  t.test('printed, it has a few pages of A4, and no table is cut at the side', async (t) => {
    const page = await browser.newPage()
    await page.setContent(reportIn('de'))
    const pdf = (await page.pdf({ format: 'A4', ...pictures.print('de') })).toString('latin1')
    const pages = pdf.match(/\/Type\s*\/Page\b/g) ?? []
    t.ok(pages.length >= 1 && pages.length <= 5, `${pages.length} pages`)
    await page.close()
  })
})
