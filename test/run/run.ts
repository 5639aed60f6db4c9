import { fork } from 'node:child_process'
import { createWriteStream, globSync, mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Asked, Counts, Order } from './orders.ts'

/**
 * `npm test`: runs every test file, or those that are named, in a few processes that take one file after the other: to load the service
 * for each file anew would cost most of the time. What it tells is TAP 14, whole with `--output-file`; people are shown a line for each
 * file, and what failed. `npx tap run FILE` runs one file by itself.
 */
const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { 'output-file': { type: 'string' } },
})
const waiting = named.length > 0 ? named : longestFirst(globSync('test/**/*.test.ts'))
/** More than there are processors: a process often waits for PostgreSQL, a browser, or a service that it has begun. */
const processes = Math.min(availableParallelism() + 2, waiting.length)
/** A file's last line, which is numbered anew. */
const result = /^(not )?ok \d+ - /
/**
 * Much of what tests make lives only as long as a call, and the rest as long as the file: the garbage collector is to look at the young
 * rarely, and at all of it only once there is much.
 */
const memory = ['--max-semi-space-size=64', '--initial-old-space-size=512']
/** In which a process that has run its last file closes what it opened. */
const graceMs = 60_000
const sums: Counts = { total: 0, pass: 0, fail: 0 }
const output = outputTo(options['output-file'])
let told = 0
let failures = 0

output('TAP version 14')
await Promise.all(Array.from({ length: processes }, work))
if (told === 0) tell(['not ok 0 - there is no test file'])
output(`1..${told}`)
sums.fail = Math.max(sums.fail, failures) // a file whose process broke gave no counts
for (const line of [
  `# { total: ${sums.total}, pass: ${sums.pass}, fail: ${sums.fail} }`,
  `# time=${Math.round(performance.now())}ms`,
]) {
  output(line)
  console.log(line)
}
process.exitCode = failures > 0 ? 1 : 0

/** These begin programs, browsers and services of their own: begun last, one would be waited for alone. */
function longestFirst(files: readonly string[]): string[] {
  const folders = ['test/faults/', 'test/browser/', 'test/cli/', 'test/attacks/']
  const rank = (file: string) => folders.findIndex((folder) => file.startsWith(folder)) >>> 0 // of none: the largest
  return files.toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
}

function outputTo(file: string | undefined): (line: string) => void {
  if (file === undefined) return () => {}
  mkdirSync(dirname(file), { recursive: true })
  const stream = createWriteStream(file)
  return (line) => stream.write(`${line}\n`)
}

/** A process, and another where it breaks, until no file is left. */
async function work(): Promise<void> {
  while (waiting.length > 0) await oneProcess()
}

async function oneProcess(): Promise<void> {
  const child = fork(fileURLToPath(new URL('run-files.ts', import.meta.url)), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...memory],
    env: { ...process.env, TAP_CHILD_ID: '1', TAP_TIMEOUT: '600' }, // the sums are told by this process
  })
  let current: string | undefined
  let hasFailed = false
  child.on('message', (message: Asked | { next?: undefined }) => {
    if (!message.next) return // the tests' library tells of its timeouts on this channel, too
    add(message.counts)
    current = waiting.shift()
    const order: Order = { file: current }
    child.send(order, () => {}) // whether it is still there is seen below
    if (current === undefined) setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
  })
  const ended = new Promise<string | number>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0))
  })
  if (child.stdout === null) throw new Error('the output of the tests is not piped')
  for await (const block of subtests(createInterface(child.stdout))) hasFailed = !tell(block) || hasFailed
  const how = await ended
  if (current !== undefined) tell([`not ok 0 - ${current}: its process ended (${how})`])
  else if (how !== 0 && !hasFailed) tell([`not ok 0 - a process of the tests did not close what it opened (${how})`])
}

/** What a process tells of each file, whole, so that those of several do not mix. */
async function* subtests(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
  let block: string[] = []
  for await (const line of lines) {
    if (line.startsWith('# Subtest: ') && block.length > 0) {
      yield block
      block = []
    }
    if (line !== 'TAP version 14' && !/^(?:1\.\.|# time=)/.test(line)) block.push(line)
  }
  if (block.length > 0) yield block
}

/** @returns whether it passed; what has no result, because its process broke, is neither passed nor failed. */
function tell(block: readonly string[]): boolean {
  const last = block.find((line) => result.test(line))
  if (last === undefined) return true
  told += 1
  const hasPassed = !block.some((line) => line.startsWith('not ok '))
  const lines = block.map((line) => line.replace(result, (_, not = '') => `${not}ok ${told} - `))
  for (const line of lines) output(line)
  console.log(hasPassed ? last.replace(result, 'ok ') : failed(lines).join('\n'))
  if (!hasPassed) failures += 1
  return hasPassed
}

/** The results that are not ok, with what is said of them and the tests they stand in. */
function failed(block: readonly string[]): string[] {
  let isShown = false
  return block.filter((line) => {
    const [, not] = /^\s*(not )?ok \d+/.exec(line) ?? []
    if (/^\s*(?:not )?ok \d+/.test(line)) isShown = not !== undefined
    if (/^\s*# Subtest: /.test(line)) isShown = false
    return isShown
  })
}

function add({ total, pass, fail }: Counts = { total: 0, pass: 0, fail: 0 }): void {
  sums.total += total
  sums.pass += pass
  sums.fail += fail
}
