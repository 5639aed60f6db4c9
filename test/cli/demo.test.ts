import { readdirSync } from 'node:fs'
import t from 'tap'
import { newTelling } from '../../src/cli/demo/telling.ts'
import { newFolder, runDemo } from './run-demo.ts'

t.test('npm run demo plays its story on a service of its own, and leaves nothing behind', async (t) => {
  const folder = newFolder(t)
  const { code, out, err } = await runDemo([], { folder })
  t.equal(err, '')
  t.equal(code, 0)
  t.match(out, /\n101 expectations held, 0 did not\.\n$/, 'none is left out')
  t.notMatch(out, /✗/)
  const rows = out.split('\n').filter((line) => /^ {2}HB-/.test(line))
  t.equal(rows.length, 12, 'ten letters, one of them with three rights')
  t.match(rows.at(-3), /Georges Petit +erasure +post +2026-02-27 +2026-04-10 +closed +refused +35$/)
  t.notMatch(out, /takes no webhooks/)
  const notices = out.match(/type: "recipient\.\w+"/g)
  t.same(
    notices,
    ['rectification', 'restriction', 'erasure', 'lift'].map((about) => `type: "recipient.${about}"`),
    'recipients were called, each time',
  )
  t.match(out, /The DPO’s tool +was told by webhook of .*10\u00a0×\u00a0request_received/)
  t.same(readdirSync(folder), [])
})

t.test('interrupted, it tidies up all the same', async (t) => {
  const folder = newFolder(t)
  const { code, err } = await runDemo([], {
    folder,
    onOutput: (said, kill) => {
      if (said.includes('LETTER 1')) kill('SIGINT')
    },
  })
  t.equal(code, 130)
  t.equal(err, 'Stopped.\n')
  t.same(readdirSync(folder), [])
})

t.test('it cannot be told half of where to play', async (t) => {
  const { code, err } = await runDemo(['--url=http://127.0.0.1:9'])
  t.equal(code, 2)
  t.match(err, /^usage: npm run demo/)
})

t.test('what is not as expected is told with both values, and counted', async (t) => {
  const lines: string[] = []
  const telling = newTelling((line) => lines.push(line))
  telling.expect('due on Monday', '2026-03-02', '2026-03-02')
  telling.expect('due on Tuesday', '2026-03-02', '2026-03-03')
  const difference = "due on Tuesday: expected '2026-03-03', and it is '2026-03-02'"
  t.same(telling.outcome, { held: 1, differences: [difference] })
  t.match(
    lines.map((line) => line.trim()),
    ['✓ due on Monday', `✗ ${difference}`],
  )
})
