import t from 'tap'
import { downloadName, recogniseFile } from '../../src/identity/document-file.ts'
import { jpeg, pdf, png, withZipBehind } from './files.ts'

t.test('PDF, PNG and JPEG are told by their first bytes and their extension', async (t) => {
  t.match(recogniseFile(pdf(), 'mandate.pdf'), { ok: true, mediaType: 'application/pdf', filename: 'mandate.pdf' })
  t.match(recogniseFile(png(), 'card.PNG'), { ok: true, mediaType: 'image/png', filename: 'card.png' })
  t.match(recogniseFile(jpeg(), 'card.jpeg'), { ok: true, mediaType: 'image/jpeg', filename: 'card.jpeg' })
  t.match(recogniseFile(jpeg(), 'card.jpg'), { ok: true, mediaType: 'image/jpeg' })
})

t.test('an extension that says otherwise, or none, is refused (attack 53)', async (t) => {
  for (const name of ['card.pdf', 'card.png.exe', 'card', '.png', 'card.', 'card.jpg', 'card.png ', 'png']) {
    const recognised = recogniseFile(png(), name)
    t.equal(recognised.ok, name === '.png', name)
  }
  t.match(recogniseFile(png(), '.png'), { filename: 'document.png' })
})

t.test(
  'nothing else is taken, whatever its name: SVG, HTML, archives, programs, text, nothing (attacks 52, 55)',
  async (t) => {
    const contents = {
      svg: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      html: '<!doctype html><script>alert(1)</script>',
      zip: 'PK\x03\x04rest',
      gif: 'GIF89a',
      exe: 'MZ\x90',
      text: 'hello %PDF-1.4',
      empty: '',
      almostPng: '\x89PNG\r\n\x1a',
    }
    for (const [kind, content] of Object.entries(contents)) {
      for (const extension of ['pdf', 'png', 'jpg']) {
        t.match(
          recogniseFile(Buffer.from(content, 'latin1'), `file.${extension}`),
          { ok: false },
          `${kind} as ${extension}`,
        )
      }
    }
  },
)

t.test('a file that is also a PDF or also an archive is refused (attack 54)', async (t) => {
  const hidden = Buffer.concat([jpeg().subarray(0, 20), Buffer.from('%PDF-1.4'), jpeg().subarray(20)])
  t.match(recogniseFile(hidden, 'photo.jpg'), { ok: false })
  for (const [content, name] of [
    [pdf(), 'a.pdf'],
    [png(), 'a.png'],
    [jpeg(), 'a.jpg'],
  ] as const) {
    t.match(recogniseFile(content, name), { ok: true }, name)
    t.match(recogniseFile(withZipBehind(content), name), { ok: false }, `${name} that unzips`)
    t.match(
      recogniseFile(withZipBehind(content, 'a comment'), name),
      { ok: false },
      `${name} that unzips, with a comment`,
    )
  }
  const letters = Buffer.concat([pdf(), Buffer.from('the letters PK\x05\x06 alone are no archive', 'latin1')])
  t.match(recogniseFile(letters, 'a.pdf'), { ok: true })
  t.match(recogniseFile(Buffer.concat([pdf(), Buffer.from('PK\x05\x06', 'latin1')]), 'a.pdf'), { ok: true })
})

t.test('an image of billions of pixels in a few bytes is refused (attack 56)', async (t) => {
  t.match(recogniseFile(png({ width: 65_000, height: 65_000 }), 'flood.png'), { ok: false })
  t.match(recogniseFile(jpeg({ width: 65_000, height: 65_000 }), 'flood.jpg'), { ok: false })
  t.match(recogniseFile(png({ width: 12_000, height: 9_000 }), 'phone.png'), { ok: true })
  t.match(recogniseFile(jpeg({ width: 12_000, height: 9_000 }), 'phone.jpg'), { ok: true })
})

t.test('names are made safe: no path, no control, no override, no device, no length (attack 57)', async (t) => {
  const named = (name: string) => {
    const recognised = recogniseFile(pdf(), name)
    return recognised.ok && recognised.filename
  }
  t.equal(named('../../etc/passwd.pdf'), 'passwd.pdf')
  t.equal(named('C:\\Users\\ada\\Mandat signé.pdf'), 'Mandat signé.pdf')
  t.equal(named('a\u0000b\r\nc.pdf'), 'a_b_c.pdf')
  t.equal(named('invoice\u202efdp.pdf'), 'invoice_fdp.pdf')
  t.equal(named('"><img src=x>.pdf'), '_img src=x_.pdf')
  t.equal(named('...hidden.pdf'), 'hidden.pdf')
  t.equal(named('-rf.pdf'), 'rf.pdf')
  t.equal(named('CON.pdf'), 'document-CON.pdf')
  t.equal(named('   .pdf'), 'document.pdf')
  t.equal(named('e\u0301tat.pdf'), '\u00e9tat.pdf')
  t.equal(named(`${'😀'.repeat(300)}.pdf`), `${'😀'.repeat(80)}.pdf`)
  t.equal(named('lone \ud800.pdf'), 'lone _.pdf')
})

t.test('what is handed out has a name of the server', async (t) => {
  t.equal(downloadName('doc_01h2xcejqtf2nbrexx3vqjhp41', 'image/jpeg'), 'doc_01h2xcejqtf2nbrexx3vqjhp41.jpg')
})
