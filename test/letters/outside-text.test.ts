import t from 'tap'
import { writeLetter } from '../../src/letters/write-letter.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { order, sender } from './every-letter.ts'

const to = (name: string) => ({ name, email: 'zoe@example.net' })

t.test('a name that a mail program would make a link of is not repeated, whatever it hides the dot with', async (t) => {
  const links = [
    'win777.com',
    '7.com',
    'a-.evil',
    'evil\u200b.com',
    'evil.\u00adcom',
    'evil．com',
    'evil。com',
    'ｗｗｗ.evil',
  ]
  for (const name of links) {
    const { detail } = writeLetter(order({ type: 'new_message' }, { to: to(name) }))
    t.match(detail.text, /^Madame, Monsieur,/, name)
    t.notMatch(detail.html, name)
  }
  const { detail } = writeLetter(order({ type: 'new_message' }, { to: to('J.Smith') }))
  t.match(detail.text, 'Bonjour J.Smith,')
})

t.test('however many braces stand before it, no text from outside is the place of the code', async (t) => {
  for (const braces of ['{{', '{{{', '{{{{', '{{{{{']) {
    const name = `${braces}code}}`
    const given = { verification: newId('vrf'), to: to(name), organisation: { ...sender, name } }
    const { detail } = writeLetter(order({ type: 'code', purpose: 'sign_in' }, given))
    t.equal(detail.text.split('{{code}}').length, 2, name)
    t.equal(detail.html.split('{{code}}').length, 2, name)
  }
})
