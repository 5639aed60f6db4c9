import { randomBytes } from 'node:crypto'
import { pgTable } from 'drizzle-orm/pg-core'
import t from 'tap'
import { unlockKeyring } from '../../../src/platform/crypto/keyring.ts'
import { BoxRefused, newCaseSafe, organisationSafe } from '../../../src/platform/crypto/safe.ts'
import { id, sealed } from '../../../src/platform/database/columns.ts'
import { sealedRows } from '../../../src/platform/database/sealed-rows.ts'
import { newId } from '../../../src/platform/identifiers.ts'

const notes = pgTable('notes', {
  id: id<'msg'>('id').notNull(),
  requestId: id<'req'>('request_id'),
  text: sealed<{ words: string; more?: number | undefined }>('text').notNull(),
  scan: sealed<Buffer>('scanned'),
})
const boxes = sealedRows(notes, { text: 'json', scan: 'bytes' })
const keyring = await unlockKeyring(
  { id: 'bare', wrap: async (bytes) => bytes, unwrap: async (bytes) => bytes },
  randomBytes(32),
)
const organisation = newId('org')
const { safe } = newCaseSafe(keyring, organisation, newId('req'))
const row = {
  id: newId('msg'),
  requestId: safe.request,
  text: { words: 'Zoé', more: undefined },
  scan: Buffer.from([0, 1]),
}

t.test('a row is sealed column by column and opens to what it was', async (t) => {
  const stored = boxes.seal(safe, row)
  t.same(Object.keys(stored), Object.keys(row))
  t.same([stored.id, stored.requestId, stored.text[0], stored.scan?.[0]], [row.id, row.requestId, 1, 1])
  t.same(boxes.open(safe, stored), { ...row, text: { words: 'Zoé' } })
  t.same(boxes.seal(safe, row).text.equals(stored.text), false, 'equal rows are not seen to be equal')
  t.same(boxes.open(safe, boxes.seal(safe, { ...row, scan: null })).scan, null, 'what is not there is not sealed')
})

t.test('a part of a row keeps to what it has', async (t) => {
  const part = boxes.seal(safe, { id: row.id, text: row.text })
  t.same(Object.keys(part), ['id', 'text'])
  t.same(boxes.open(safe, part), { id: row.id, text: { words: 'Zoé' } })
})

t.test('a row belongs to its request: no other safe seals or opens it', async (t) => {
  const stored = boxes.seal(safe, row)
  for (const other of [
    newCaseSafe(keyring, organisation, newId('req')).safe,
    organisationSafe(keyring, organisation),
  ]) {
    t.throws(() => boxes.seal(other, row), { message: 'a row of notes belongs to another safe' })
    t.throws(() => boxes.open(other, stored), { message: 'a row of notes belongs to another safe' })
  }
  const of = { ...stored, requestId: null }
  t.throws(() => boxes.open(organisationSafe(keyring, organisation), of), BoxRefused, 'nor when the row says so')
})

t.test('a box is told by its table and its column as the database names it', async (t) => {
  const stored = boxes.seal(safe, row)
  t.throws(() => boxes.open(safe, { ...stored, id: newId('msg') }), {
    message: /^cannot open notes\.text: /,
  })
  const cut = { ...stored, scan: stored.scan && (stored.scan.subarray(0, -1) as typeof stored.scan) } // a box that was cut
  t.throws(() => boxes.open(safe, cut), {
    message: 'cannot open notes.scanned: it was altered, moved, or sealed under another key',
  })
})
