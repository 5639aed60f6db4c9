import t from 'tap'
import { letterTypes } from '../../src/letters/letter-parts.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const acme = await service.organisation('acme', { country: 'FR' })
const auditor = await acme.client('auditor')

const previewOf = async (type: string, query = '') => {
  const { status, body } = await auditor('GET', `/v1/letters/preview/${type}${query}`)
  if (status !== 200) throw new Error(`${type}: ${status}`)
  return body
}

t.test('every type of letter can be seen before one is sent, with invented facts and nothing to fill in', async (t) => {
  for (const type of letterTypes) {
    for (const by of ['email', 'post']) {
      const { parts, ...preview } = await previewOf(type, `?by=${by}&locale=en`)
      t.match(preview, { object: 'letter_preview', type, by, locale: 'en', review: 'reviewed' })
      t.match(preview.html, /^<!doctype html>/, type)
      t.notMatch(`${preview.subject}${preview.text}${preview.html}`, /\{\{|undefined|HB-(?!0000)/, type)
      t.ok(parts.length > 0, type)
      for (const { name, mandatory, article, text } of parts) {
        t.equal(mandatory, article !== null, `${type}.${name}`)
        if (by === 'email') for (const line of text.split('\n')) t.ok(preview.text.length > line.length)
      }
      t.equal(
        parts.some((part: { mandatory: boolean }) => part.mandatory),
        true,
        `${type} has something that the law asks for`,
      )
    }
  }
})

t.test('its language is the one asked for, else the organisation’s, and the region is kept', async (t) => {
  t.equal((await previewOf('decision')).locale, 'fr')
  t.equal((await previewOf('decision', '?locale=fr-BE')).locale, 'fr-BE')
  t.equal((await previewOf('decision', '?locale=ja')).locale, 'fr')
  const german = await previewOf('decision', '?locale=de')
  t.match(german, { locale: 'de', review: 'unreviewed' })
  t.match(german.html, '<html lang="de">')
})

t.test('a decision names the article behind each part', async (t) => {
  const { parts } = await previewOf('decision', '?locale=en')
  t.same(
    parts.map(({ name, article }: { name: string; article: string }) => [name, article]),
    [
      ['introduction', 'article 12(3) of the GDPR'],
      ['replaces', 'article 12(3) of the GDPR'],
      ['outcomes', 'article 12(4) of the GDPR'],
      ['reasons', 'article 12(4) of the GDPR'],
      ['remedies', 'article 12(4) of the GDPR'],
    ],
  )
})

t.test('what staff writes of a case never stands in an e-mail; on paper it has its place', async (t) => {
  t.notMatch((await previewOf('decision')).text, '[…]')
  t.match((await previewOf('decision', '?by=post')).text, '> […]')
})

t.test('an unknown type is not there, and a wrong way is refused', async (t) => {
  t.equal((await auditor('GET', '/v1/letters/preview/love_letter')).status, 404)
  const refused = await auditor('GET', '/v1/letters/preview/decision?by=pigeon')
  t.equal(refused.status, 400)
  t.match(refused.body.errors[0].location, 'query.by')
})

t.test('a preview writes no letter', async (t) => {
  await previewOf('receipt')
  t.same(await service.database.look('select count(*)::int as count from habeas.letters'), [{ count: 0 }])
})
