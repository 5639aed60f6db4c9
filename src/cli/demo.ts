import { parseArgs } from 'node:util'
import { playStory, type Stage } from './demo/story.ts'
import { newTelling } from './demo/telling.ts'

// npm run demo: three months at the desk of one organisation, in a few seconds. Starts a service of its own and removes it again, or
// plays against the one that is given. Ends with 1 where the service does anything but what the law asks for.

const usage = `usage: npm run demo [-- --url=http://127.0.0.1:8080 --operator-token=…] [--pause=2]
Without a URL a service is started for the demo. One that is given needs TEST_CLOCK=on, OPERATOR_TOKEN, and no SMTP_URL.
--pause waits so many seconds at each new day, to read along.
`

const { given, pauseMs } = stageAsked()
/** Why the demo ends before its story does; it then tidies up like at any other end. */
let stopped: { readonly code: number; readonly why: string } | undefined
process.on('SIGINT', () => (stopped ??= { code: 130, why: 'Stopped.' }))
process.on('SIGTERM', () => (stopped ??= { code: 143, why: 'Stopped.' }))
process.stdout.on('error', () => (stopped ??= { code: 141, why: 'Nobody reads on.' })) // `npm run demo | head`
process.on('uncaughtException', (error) => (stopped ??= { code: 1, why: `The service failed: ${error.message}` }))

const telling = newTelling((line) => {
  if (stopped !== undefined) throw new Error('the demo is stopped')
  process.stdout.write(`${line}\n`)
})
// Loaded where it is needed: whoever gives a service need not load another
const own = given === undefined ? (await import('./demo/own-service.ts')).openOwnService() : undefined
let failure: unknown
try {
  telling.lines([
    'Habeas: three months at a rights-request desk, told by its clock.',
    '✓ is what was expected and came true; dates are reasoned from the law, and never taken from the service.',
    '',
  ])
  if (own) telling.says('The demo', 'starts a service of its own, with a database in a temporary folder.')
  const stage = given ?? (await own?.started)
  if (stage === undefined) throw new Error('there is no service to play against')
  telling.says('Habeas', `serves ${stage.url}, and everything that follows goes over HTTP.`)
  if (stage.receiver === undefined) {
    const why = own ? 'port 8443 of this machine is taken' : 'a service that is given calls public addresses alone'
    telling.says(
      'The demo',
      `takes no webhooks: ${why}. Recipients who would get one are written to, and no tool is told.`,
    )
  }
  await playStory({ ...stage, pauseMs }, telling)
  const { held, differences } = telling.outcome
  telling.lines(['', `${held} expectations held, ${differences.length} did not.`])
} catch (error) {
  failure = error
}
await own?.close()
process.exitCode = endOf()

/** Says what it all came to; the exit code. */
function endOf(): number {
  const complain = (line: string) => process.stderr.write(`${line}\n`)
  for (const difference of telling.outcome.differences) complain(`✗ ${difference}`)
  if (stopped !== undefined) {
    complain(stopped.why)
    return stopped.code
  }
  if (failure === undefined) return telling.outcome.differences.length === 0 ? 0 : 1
  complain(`The demo could not be played to its end: ${failure instanceof Error ? failure.message : 'unknown error'}`)
  return 1
}

function stageAsked(): { given: Omit<Stage, 'pauseMs'> | undefined; pauseMs: number } {
  try {
    const options = {
      url: { type: 'string' },
      'operator-token': { type: 'string' },
      pause: { type: 'string' },
    } as const
    const { url, 'operator-token': operatorToken, pause = '0' } = parseArgs({ options }).values
    const pauseMs = Number(pause) * 1000
    if (!(pauseMs >= 0 && pauseMs <= 60_000)) throw new Error('expected at most a minute')
    if (url === undefined && operatorToken === undefined) return { given: undefined, pauseMs }
    if (url === undefined || operatorToken === undefined || !URL.canParse(url)) throw new Error('expected both')
    return { given: { url: url.replace(/\/+$/, ''), operatorToken, receiver: undefined }, pauseMs }
  } catch {
    process.stderr.write(usage)
    return process.exit(2)
  }
}
