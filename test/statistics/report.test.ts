import t from 'tap'
import { done, letter, openDesk } from '../attacks/desk.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { agent, dpo, auditor, admin } = desk.staff
const refusal = { outcome: 'refused', grounds: ['excessive'], reasons: 'The fourth.' }
const c = await done(agent('POST', '/v1/requests', letter(desk)))
await done(dpo('POST', `/v1/requests/${c.id}/rights/${c.rights[0].id}/decide`, refusal))
await done(agent('POST', '/v1/requests', letter(desk, { channel: 'post', received_on: '2026-02-27' })))
const page = async (query: string) => (await auditor('GET', `/v1/statistics/report${query}`)).raw.toString()

/** The text of the cells of each row, as far as a test needs to read HTML. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '')),
  )
}

t.test('it shows the numbers of the year, in the language asked for or the organisation’s', async (t) => {
  const answer = await auditor('GET', '/v1/statistics/report?year=2026&locale=en')
  t.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
  const rows = rowsOf(answer.raw.toString())
  for (const row of [
    ['Requests received', '2'],
    ['Answered', '1'],
    ['February', '1'],
    ['March', '1'],
    ['December', '0'],
    ['Post', '1'],
    ['Refused', '1'],
    ['erasure', '2', '1', '1', '1', '1', '0', '0', '0'],
    ['access', '0', '0', '0', '0', '0', '–', '–', '–'],
  ]) {
    t.ok(
      rows.some((each) => JSON.stringify(each) === JSON.stringify(row)),
      row.join(' '),
    )
  }
  t.ok(rows.some(([ground = '', count]) => ground.includes('excessive') && count === '1'))
  t.match(await page(''), /<html lang="fr">[\s\S]*Demandes des personnes concernées en 2026/)
  t.match(rowsOf(await page('?year=2025&locale=en'))[1], ['Requests received', '0'])
})

t.test('what an organisation is called is text on it and nothing else', async (t) => {
  await done(admin('PATCH', '/v1/organisation', { name: 'Acme <script>alert(1)</script> & Co' }))
  const html = await page('?year=2026')
  t.notMatch(html, /<script/)
  t.match(html, /Acme &lt;script&gt;/)
})

t.test('a year before the GDPR, or no year, is refused with its place', async (t) => {
  for (const year of ['2017', '2100', 'last']) {
    const answer = await auditor('GET', `/v1/statistics/report?year=${year}`)
    t.match(answer, { status: 400, body: { errors: [{ location: 'query.year' }] } }, year)
  }
})
