import t from 'tap'
import { officialLanguages } from '../../src/words/languages.ts'
import { testService } from '../support/service.ts'

const { call } = await testService(t)

t.test('whoever asks is told in which languages people are written to, and which were reviewed', async (t) => {
  const { status, body, headers } = await call('GET', '/v1/languages')
  t.equal(status, 200)
  t.match(headers['cache-control'], /public/)
  const data: { language: string; name: string; review: string }[] = body.data
  t.same(data.map(({ language }) => language).sort(), [...officialLanguages].sort(), 'all official ones of the Union')
  t.same(
    data.filter(({ review }) => review === 'reviewed').map(({ language }) => language),
    ['en', 'fr'],
  )
  t.match(
    data.find(({ language }) => language === 'de'),
    { object: 'language', name: 'Deutsch', review: 'unreviewed' },
  )
})
