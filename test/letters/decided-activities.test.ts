import t from 'tap'
import { writeLetter } from '../../src/letters/write-letter.ts'
import { canary, everyLetter, order } from './every-letter.ts'

t.test('on paper a decision names each activity with its outcome and its grounds', async (t) => {
  const [letter] = everyLetter.decision
  if (!letter) throw new Error('there is no such letter')
  const to = { name: 'Zoé', postal_address: '1 rue A' }
  const { text } = writeLetter(order(letter, { by: 'post', to, locale: 'fr' })).detail
  const words = text.replace(/[\n\u00a0]\s*/g, ' ')
  t.match(words, `- ${canary} : demande acceptée. Nous y donnons suite.`)
  t.match(words, `- ${canary} 2 : demande refusée. Une obligation légale ou une mission`)
})
