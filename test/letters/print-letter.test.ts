import { inflateSync } from 'node:zlib'
import { PNG } from 'pngjs'
import t from 'tap'
import { printLetter } from '../../src/letters/print-letter.ts'
import { type LetterOrder, type LetterRow, writeLetter } from '../../src/letters/write-letter.ts'
import { newId } from '../../src/platform/identifiers.ts'
import { drawing, photo } from '../identity/photos.ts'
import { allLetters, everyLetter, order, sender } from './every-letter.ts'

const organisation = { ...sender, timeZone: 'Europe/Paris' }
const to = { name: 'Zoé Łukasiewicz', postal_address: '3 rue des Lilas\n75011 Paris' }

function paper(given: Partial<LetterOrder> = {}): LetterRow {
  const [letter] = everyLetter.decision
  if (!letter) throw new Error('there is no such letter')
  return writeLetter(order(letter, { by: 'post', to, ...given }))
}

/** What the pages in a standard font say: their strings, in Windows-1252. */
function wordsOf(pdf: Buffer): string {
  return pagesOf(pdf).join('\n')
}

function pagesOf(pdf: Buffer): string[] {
  const bytes = pdf.toString('latin1')
  const streams = [...bytes.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
    } catch {
      return '' // not compressed: no text
    }
  })
  return streams.map(wordsIn).filter((words) => words !== '')
}

function wordsIn(stream: string): string {
  const shown = stream.matchAll(/\[([^\]]*)\] TJ/g)
  const lines = [...shown].map(([, parts = '']) =>
    [...parts.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
  )
  return new TextDecoder('windows-1252').decode(Buffer.from(lines.join('\n'), 'latin1'))
}

t.test('a letter on paper is an A4 page with sender, address, date, reference and text', async (t) => {
  const pdf = await printLetter(paper(), organisation, {}, 'Helvetica')
  t.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  t.match(pdf.toString('latin1'), '/MediaBox [0 0 595.28 841.89]')
  const words = wordsOf(pdf)
  for (const expected of [
    'Société Exemple',
    '1 rue de la Paix',
    'dpo@exemple.fr',
    '3 rue des Lilas',
    '75011 Paris',
    'Le 2\u00a0mars 2026',
    'Objet\u00a0: Votre demande HB-7F3K-92QD\u00a0: notre réponse',
    'Madame, Monsieur,',
    'Kanarienvogel',
    'Une obligation légale',
  ]) {
    t.ok(words.includes(expected), expected)
  }
  t.match(words, /Effacement de vos données \(article\u00a017 du RGPD\)\u00a0: demande acceptée en partie\./)
})

t.test('it can be read aloud: tagged, with its language and title', async (t) => {
  const bytes = (await printLetter(paper({ locale: 'en' }), organisation, {}, 'Helvetica')).toString('latin1')
  t.match(bytes, '/Marked true')
  t.match(bytes, '/Lang (en)')
  t.match(bytes, '/DisplayDocTitle true')
})

t.test('what a standard font lacks is replaced visibly', async (t) => {
  const words = wordsOf(await printLetter(paper(), organisation, {}, 'Helvetica'))
  t.ok(words.includes('Zoé ?ukasiewicz'), words.slice(0, 200))
  t.notOk(words.includes('\u202f'))
})

t.test('a code is never printed', async (t) => {
  const [letter] = everyLetter.code
  if (!letter) throw new Error('there is no such letter')
  const row = writeLetter(order(letter, { verification: newId('vrf') }))
  t.match(row.detail.text, '{{code}}')
  const words = wordsOf(await printLetter(row, organisation, {}, 'Helvetica'))
  t.notMatch(words, '{{')
  t.ok(words.includes('••••••••'))
})

t.test('a long letter goes on, each page with its number', async (t) => {
  const letter = { type: 'identity_rejected' as const, reason: 'Une raison parmi d’autres.\n'.repeat(120) }
  const pdf = await printLetter(writeLetter(order(letter, { by: 'post', to })), organisation, {}, 'Helvetica')
  const words = wordsOf(pdf)
  t.equal(words.split('Une raison parmi d’autres.').length, 121)
  for (const number of ['1 / 3', '2 / 3', '3 / 3']) t.ok(words.includes(number), number)
  t.notMatch(words, '4 / ')
  t.notMatch(wordsOf(await printLetter(paper(), organisation, {}, 'Helvetica')), '1 / 1')
})

t.test('the farewell is on no page alone: what stands before it goes along', async (t) => {
  for (let lines = 20; lines < 40; lines += 1) {
    const letter = { type: 'identity_rejected' as const, reason: 'Une raison.\n'.repeat(lines) }
    const pages = pagesOf(
      await printLetter(writeLetter(order(letter, { by: 'post', to })), organisation, {}, 'Helvetica'),
    )
    const last = pages.at(-1) ?? ''
    t.match(
      last,
      /répondre par courrier[\s\S]*prions d’agréer[\s\S]*Société Exemple/,
      `${lines} lines, ${pages.length} pages`,
    )
  }
})

t.test('every letter can be printed', async (t) => {
  for (const letter of allLetters) {
    for (const by of ['email', 'post'] as const) {
      const pdf = await printLetter(
        writeLetter(order(letter, { by, to: { ...to, email: 'zoe@example.net' } })),
        organisation,
      )
      t.ok(pdf.length > 2000, `${letter.type}, ${by}`)
    }
  }
})

const painted = { band: '#7a1f3d', heading: '#24405c' }
/** The operators that draw, of every page. */
function drawnIn(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)]
  return streams
    .map(([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1')
      } catch {
        return ''
      }
    })
    .join('\n')
}

t.test('in the colours of the organisation, with its logo, which is read aloud as its name', async (t) => {
  const plain = await printLetter(paper(), organisation, {}, 'Helvetica')
  t.notMatch(plain.toString('latin1'), '/Subtype /Image')
  const clear = PNG.sync.write(new PNG({ width: 8, height: 8 })) // with an alpha channel
  for (const [name, mediaType, content] of [
    ['a drawing', 'image/png', drawing()],
    ['a transparent one', 'image/png', clear],
    ['a photo', 'image/jpeg', photo()],
  ] as const) {
    const pdf = await printLetter(paper(), organisation, { ...painted, logo: { mediaType, content } }, 'Helvetica')
    t.match(pdf.toString('latin1'), '/Subtype /Image', name)
    t.match(pdf.toString('latin1'), /\/S \/Figure/)
    t.notMatch(
      pdf.toString('latin1'),
      '/SMask',
      'nothing transparent, which a decoder without a net would have to split',
    )
    const ops = drawnIn(pdf)
    t.match(ops, /0\.4784\d* 0\.1215\d* 0\.2392\d* scn/, 'the band')
    t.match(ops, /0\.1411\d* 0\.2509\d* 0\.3607\d* scn/, 'the subject')
    for (const said of ['Société Exemple', '75011 Paris', 'Madame, Monsieur,']) t.match(wordsOf(pdf), said)
  }
})

t.test('a logo that does not decode costs a letter nothing but its logo', async (t) => {
  const whole = drawing()
  const broken = Buffer.from(whole)
  const data = whole.indexOf('IDAT') + 4
  broken.fill(0xff, data, data + 8)
  const filtered = PNG.sync.write(new PNG({ width: 4, height: 4 }), { filterType: 0 })
  for (const [mediaType, content] of [
    ['image/png', broken],
    ['image/png', filtered.subarray(0, 40)],
    ['image/png', Buffer.from('no picture')],
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
  ] as const) {
    const pdf = await printLetter(paper(), organisation, { logo: { mediaType, content } }, 'Helvetica')
    t.notMatch(pdf.toString('latin1'), '/Subtype /Image')
    t.match(wordsOf(pdf), 'Madame, Monsieur,')
  }
})
