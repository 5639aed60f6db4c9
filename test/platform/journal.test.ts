import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openJournal } from '../../src/platform/journal.ts'

function newFile(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-journal-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'not', 'yet', 'there.jsonl')
}

t.test('a file that is not there is no empty one; the first line makes it, for its owner alone', async (t) => {
  const file = newFile(t)
  const journal = openJournal(file)
  t.equal(await journal.read(), undefined)
  await journal.append({ n: '1' })
  t.same(await journal.read(), { lines: [{ n: '1' }], unreadable: 0 })
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('lines of many writers at once are all there, each whole', async (t) => {
  const file = newFile(t)
  const journals = [openJournal(file), openJournal(file)]
  await Promise.all(Array.from({ length: 100 }, (_, n) => journals[n % 2]?.append({ n: String(n) })))
  const { lines, unreadable } = (await openJournal(file).read()) ?? { lines: [], unreadable: 1 }
  const told = lines.map((line) => JSON.stringify(line)).toSorted()
  t.same(told, Array.from({ length: 100 }, (_, n) => JSON.stringify({ n: String(n) })).toSorted())
  t.equal(unreadable, 0)
})

t.test('a line cut off by a kill is counted, and what comes next stands on a line of its own', async (t) => {
  const file = newFile(t)
  const journal = openJournal(file)
  await journal.append({ n: '1' })
  appendFileSync(file, '{"n":"2')
  t.same(await journal.read(), { lines: [{ n: '1' }], unreadable: 1 })
  await journal.append({ n: '3' })
  t.same(await journal.read(), { lines: [{ n: '1' }, { n: '3' }], unreadable: 1 })
  t.equal(readFileSync(file, 'utf8'), '{"n":"1"}\n{"n":"2\n{"n":"3"}\n')
})

t.test('what cannot be written or read is an error, not an empty journal', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'habeas-journal-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  await t.rejects(openJournal(folder).append({ n: '1' }), { code: 'EISDIR' })
  await t.rejects(openJournal(folder).read(), { code: 'EISDIR' })
})
