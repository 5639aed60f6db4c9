import '../support/quick-packages.ts' // before the service is loaded
import { on } from 'node:events'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Base } from 'tap'
import { sharedPostgres } from '../support/postgres.ts'
import { enter } from './current-file.ts'
import type { Asked, Order } from './orders.ts'

// A test file's `t`, which is the root of its process where it runs by itself, is here a subtest: at its end, what it opened is closed.
const root = new URL('root-of-file.ts', import.meta.url).href
const domain = new URL('async-hook-domain.ts', import.meta.url).href
const found = { format: 'module-typescript', shortCircuit: true }
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'async-hook-domain') return { url: domain, ...found }
    const isFile = specifier === 'tap' && context.parentURL?.endsWith('.test.ts') === true
    return isFile ? { url: `${root}?of=${context.parentURL}`, ...found } : next(specifier, context)
  },
})
const { default: t, TestBase } = await import('tap') // only now, so that it is found as said
process.on('uncaughtException', (error, origin) => {
  if (t.results !== undefined) throw error // nobody tells of it any more
  innermost(t).hookDomain.onerror(error, origin)
})

t.setTimeout(0) // each file has its own
// Left at the end, and not by a teardown of the root, which would then end whenever no file is being run.
let leave = async () => {}
await sharedPostgres({ teardown: (release) => (leave = release) })
const awake = setInterval(() => {}, 60_000) // the channel that orders come on does not keep the process: tap lets go of it
const orders = on(process, 'message')
ask({ next: true })
for await (const [order] of orders) {
  const { file }: Order = order
  if (file === undefined) break
  let counts: Asked['counts']
  await t.test(file, { timeout: 600_000 }, async (t) => {
    counts = t.counts
    enter(t)
    await import(pathToFileURL(file).href)
  })
  ask({ next: true, ...(counts && { counts: { total: counts.total, pass: counts.pass, fail: counts.fail } }) })
}
// What is closed in good order has been closed by then
setTimeout(() => console.error(`still open: ${process.getActiveResourcesInfo().join(', ')}`), 30_000).unref()
clearInterval(awake)
await leave()
t.end()
process.disconnect()

/** The test that is running: of files, and of tests in a file, one runs after the other. */
function innermost(test: Base): Base {
  const [running] = test instanceof TestBase ? test.activeSubtests : []
  return running === undefined ? test : innermost(running)
}

function ask(message: Asked): void {
  if (process.send === undefined) throw new Error('this is begun by run.ts')
  process.send(message)
}
