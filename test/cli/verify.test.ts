import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openArchive } from '../evidence/history.ts'
import { repository } from '../support/source-files.ts'

const archive = await openArchive(t)
const request = await archive.history()
const bundle = await archive.bundle(request)
const folder = mkdtempSync(join(tmpdir(), 'habeas-verify-'))
const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const whole = file('bundle.json', JSON.stringify(bundle))

type Outcome = { code: number; stdout: string; stderr: string }

/** As `npm run habeas -- verify …` starts it, with nothing in its environment: no database, no settings. */
function verify(...words: string[]): Promise<Outcome> {
  const options = { cwd: folder, env: {} }
  return new Promise((resolve) => {
    const command = [join(repository, 'src/cli/habeas.ts'), 'verify', ...words]
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

t.test('a bundle that holds: what it proves, and 0', async (t) => {
  const { code, stdout, stderr } = await verify(whole)
  t.equal(stderr, '')
  t.equal(code, 0)
  t.match(
    stdout,
    `The bundle holds.\n${bundle.reference}, ${request.id}: ${bundle.events.length} events, whole and in order`,
  )
})

t.test('one that does not: the first thing that is wrong, in a sentence, and 1', async (t) => {
  const forged = structuredClone(bundle)
  forged.events[3].body.facts.outcome = 'granted'
  const { code, stdout } = await verify(file('forged.json', JSON.stringify(forged)))
  t.equal(code, 1)
  const { id, type } = forged.events[3].body
  t.equal(
    stdout,
    `The bundle does NOT hold: event 4 (${id}, ${type}) was changed: its hash does not fit its content.\n`,
  )
})

t.test('keys and roots from elsewhere: as words, as files, as the service hands them out', async (t) => {
  const keys = file('keys.json', JSON.stringify((await archive.agent('GET', '/v1/evidence/keys')).body))
  const lines = bundle.checkpoints.map((checkpoint: object) => `${JSON.stringify(checkpoint)}\n`).join('')
  const roots = file('roots.jsonl', `{"cut by a cra\n${lines}`)
  const lined = file('keys.txt', `${'ab'.repeat(32)}\n${bundle.keys[0].public_key}\n`)
  for (const key of [keys, lined, bundle.keys[0].public_key]) {
    const { code, stdout } = await verify(whole, '--key', key, '--root', roots)
    t.equal(code, 0, stdout)
    t.match(stdout, 'The signatures are by a key that you brought.')
    t.match(stdout, 'Sent outside, and unchanged since: checkpoints 1, 2.')
  }
  const { code, stdout } = await verify('--key', 'ab'.repeat(32), whole)
  t.equal(code, 1)
  t.match(stdout, 'which is not among the keys')
})

t.test('what it can’t read it says, and 1', async (t) => {
  t.match(await verify(), { code: 1, stderr: /usage: npm run habeas -- verify <bundle.json>/ })
  t.match(await verify(whole, whole), { code: 1, stderr: /usage/ })
  t.match(await verify(join(folder, 'nothing.json')), { code: 1, stderr: /cannot be read/ })
  t.match(await verify(whole, '--key', file('none.txt', 'no key')), {
    code: 1,
    stderr: /holds no public keys: give 64 hex digits/,
  })
  t.match(await verify(whole, '--key', whole), { code: 1, stderr: /holds no public keys/ }, 'the bundle itself')
  const mixed = file('mixed.txt', `${bundle.keys[0].public_key}\nsha256 ${bundle.keys[0].public_key}\n`)
  t.match(await verify(whole, '--key', mixed), { code: 1, stderr: /holds no public keys/ })
  t.match(await verify(file('text.json', 'hello')), { code: 1, stdout: /the file is not JSON/ })
})

t.test('what the bundle says cannot look like a line of ours, nor steer the terminal', async (t) => {
  const forged = structuredClone(bundle)
  forged['\u001b[2J\u202e\u2028'] = 1
  const { code, stdout } = await verify(file('steering.json', JSON.stringify(forged).replace('\\u001b', '\\u009b')))
  t.equal(code, 1)
  t.match(stdout, 'the member "\\u{9b}[2J\\u{202e}\\u{2028}" was added')
  t.equal(stdout.split('\n').length, 2)
  t.notMatch(stdout, /[\u009b\u202e\u2028]/)
})

t.test('the verifier is one file, and depends on node:crypto alone', async (t) => {
  const source = readFileSync(join(repository, 'src/evidence/verify.ts'), 'utf8')
  t.same(
    [...source.matchAll(/^import .*'([^']+)'$/gm)].map(([, name]) => name),
    ['node:crypto'],
  )
  t.notMatch(source, /\bfetch\b|process\.|\bimport\(|\brequire\(|\bexport .* from\b/)
})
