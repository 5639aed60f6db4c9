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
    ...(roots.length > 0 && { roots: roots.flatMap(rootsIn) }),
  })
  if (verdict.ok) return say(['The bundle holds.', ...verdict.proven])
  say([`The bundle does NOT hold: ${verdict.fault}.`])
  process.exitCode = 1
}

const hexKey = /^[0-9a-f]{64}$/i

/** Public keys in hex: the word itself, a file with one in each line, or an answer of `GET /v1/evidence/keys`. Nothing else is trusted. */
function keysIn(word: string): string[] {
  const content = hexKey.test(word) ? word : textOf(word)
  const keys = listedKeys(content) ?? content.split('\n').map((line) => line.trim())
  const given = keys.filter((key) => key !== '')
  if (given.length > 0 && given.every((key) => hexKey.test(key))) return given.map((key) => key.toLowerCase())
  throw new Error(
    `${word} holds no public keys: give 64 hex digits, a file with one such key in each line, or what GET /v1/evidence/keys answered`,
  )
}

/** The keys in an answer of `GET /v1/evidence/keys`; undefined where it is something else. */
function listedKeys(content: string): string[] | undefined {
  const answer = parsed(content)
  if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data))
    return undefined
  return answer.data.map((key: { object?: unknown; public_key?: unknown } | null) =>
    key?.object === 'signing_key' ? String(key.public_key) : 'no key',
  )
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined // no JSON: keys line by line, or a line that was cut
  }
}

/**
 * The signed roots in a file of sent ones, one in each line. A line that a crash has cut tells nothing, and was sent again. A file that holds
 * none at all is the wrong file, which says nothing of the bundle.
 */
function rootsIn(path: string): unknown[] {
  const lines = textOf(path)
    .split('\n')
    .map(parsed)
    .filter((line) => line !== undefined)
  if (lines.some((line) => typeof line === 'object' && line !== null && 'statement' in line)) return lines
  throw new Error(`${path} holds no roots: give a file to which CHECKPOINTS_TO has sent them, a line for each`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`the file ${path} cannot be read`)
  }
}

/** What a bundle brings may not steer the terminal, nor look like lines of ours: controls, line ends and marks of direction are escaped. */
function say(lines: readonly string[]): void {
  const escaped = (character: string) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  const shown = lines.map((line) => line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped))
  process.stdout.write(`${shown.join('\n')}\n`)
}
