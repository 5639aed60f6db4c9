import { readFileSync } from 'node:fs'
import { verifyBundle } from '../evidence/verify.ts'

const usage = 'usage: npm run habeas -- verify <bundle.json> [--key <hex or file>]… [--root <file of sent roots>]…'

/** Checks an evidence bundle without database or network: says what it proves, or the first thing that is wrong, and ends with 1. */
export async function run(words: readonly string[]): Promise<void> {
  const given: { bundle: string[]; '--key': string[]; '--root': string[] } = { bundle: [], '--key': [], '--root': [] }
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--key' || word === '--root') given[word].push(rest.shift() ?? '')
    else given.bundle.push(word)
  }
  const [file, ...more] = given.bundle
  if (file === undefined || more.length > 0 || file.startsWith('-')) throw new Error(usage)
  const { '--key': keys, '--root': roots } = given
  const verdict = verifyBundle(textOf(file), {
    ...(keys.length > 0 && { keys: keys.flatMap(keysIn) }),
    ...(roots.length > 0 && { roots: roots.flatMap((path) => statementsIn(textOf(path))) }),
  })
  if (verdict.ok) return say(['The bundle holds.', ...verdict.proven])
  say([`The bundle does NOT hold: ${verdict.fault}.`])
  process.exitCode = 1
}

/** Public keys in hex: the word itself, or every one in a file, such as an answer of `GET /v1/evidence/keys`. */
function keysIn(word: string): string[] {
  const keys = (/^[0-9a-f]{64}$/i.test(word) ? word : textOf(word)).match(/\b[0-9a-f]{64}\b/gi)
  if (keys === null) throw new Error(`${word} holds no public key of 64 hex digits`)
  return keys.map((key) => key.toLowerCase())
}

/** One in each line. A line that a crash has cut tells nothing, and was sent again. */
function statementsIn(lines: string): unknown[] {
  return lines.split('\n').flatMap((line) => {
    try {
      return line.trim() === '' ? [] : [JSON.parse(line)]
    } catch {
      return []
    }
  })
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`the file ${path} cannot be read`)
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
