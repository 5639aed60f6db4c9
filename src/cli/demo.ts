import { parseArgs } from 'node:util'
import { openOwnService } from './demo/own-service.ts'
import { playStory } from './demo/story.ts'
import { newTelling } from './demo/telling.ts'

// npm run demo: three months at the desk of one organisation, in a few seconds. Starts a service of its own and removes it again, or
// plays against the one that is given. Ends with 1 where the service does anything but what the law asks for.

const usage = `usage: npm run demo [-- --url=http://127.0.0.1:8080 --operator-token=…]
Without them a service is started for the demo. One that is given needs TEST_CLOCK=on, OPERATOR_TOKEN, and no SMTP_URL.
`

const given = attempt(() => {
  const options = { url: { type: 'string' }, 'operator-token': { type: 'string' } } as const
  const { url, 'operator-token': operatorToken } = parseArgs({ options }).values
  if (url === undefined && operatorToken === undefined) return undefined
  if (url === undefined || operatorToken === undefined || !URL.canParse(url)) throw new Error('expected both')
  return { url: url.replace(/\/+$/, ''), operatorToken }
})

const own = given === undefined ? openOwnService() : undefined
let isInterrupted = false
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    if (isInterrupted) return
    isInterrupted = true
    process.stderr.write('\nStopped; tidying up.\n')
    void Promise.resolve(own?.close()).then(() => process.exit(code))
  })
}

const telling = newTelling((line) => process.stdout.write(`${line}\n`))
let failure: unknown
try {
  telling.lines([
    'Habeas: three months at a rights-request desk, told by its clock.',
    '✓ is what was expected and came true; dates are reasoned from the law, and never taken from the service.',
    '',
  ])
  const { url, operatorToken } = given ?? (await startOwn())
  telling.says('Habeas', `serves ${url}, and everything that follows goes over HTTP.`)
  await playStory(url, operatorToken, telling)
} catch (error) {
  failure = error
}
await own?.close()
if (!isInterrupted) process.exitCode = summedUp()

async function startOwn() {
  if (own === undefined) throw new Error('a service was given')
  telling.says('The demo', 'starts a service of its own, with a database in a temporary folder.')
  return own.started
}

/** What it all came to; the exit code. */
function summedUp(): number {
  const { held, differences } = telling.outcome
  telling.lines(['', `${held} expectations held, ${differences.length} did not.`])
  for (const difference of differences) process.stderr.write(`✗ ${difference}\n`)
  if (failure !== undefined) {
    process.stderr.write(
      `The demo could not be played to its end: ${failure instanceof Error ? failure.message : 'unknown error'}\n`,
    )
  }
  return failure === undefined && differences.length === 0 ? 0 : 1
}

function attempt<T>(read: () => T): T {
  try {
    return read()
  } catch {
    process.stderr.write(usage)
    return process.exit(2)
  }
}
