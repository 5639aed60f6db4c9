import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { claimInstance } from '../../src/platform/instance.ts'

const module = new URL('../../src/platform/instance.ts', import.meta.url).href

t.test('a second service on the same DATA_DIR is told the pid and the URL of the first', async (t) => {
  const dataDir = join(t.testdir(), 'not made yet')
  const first = await claimInstance(dataDir, { pid: process.pid, url: 'http://127.0.0.1:0' })
  if (!first.ok) return t.fail('the first claim is refused')
  t.strictSame(await claimInstance(dataDir, { pid: 1, url: 'http://127.0.0.1:8081' }), {
    ok: false,
    running: { pid: process.pid, url: 'http://127.0.0.1:0' },
  })
  first.announce('http://127.0.0.1:8080')
  t.match(await claimInstance(dataDir, { pid: 1, url: 'http://127.0.0.1:8081' }), {
    running: { url: 'http://127.0.0.1:8080' },
  })
  first.release()
  const next = await claimInstance(dataDir, { pid: process.pid, url: 'http://127.0.0.1:8081' })
  if (!next.ok) return t.fail('a released folder is still claimed')
  first.release()
  t.match(await claimInstance(dataDir, { pid: 1, url: '' }), { ok: false }, 'an old release leaves a new claim alone')
  next.release()
  t.strictSame(readdirSync(dataDir), ['instance.lock'])
})

t.test('the claim of a killed service is void, even when its pid is in use again', async (t) => {
  const dataDir = t.testdir()
  const service = spawn(
    process.execPath,
    [
      '-e',
      `import(${JSON.stringify(module)}).then(async (m) => {
        console.log((await m.claimInstance(${JSON.stringify(dataDir)}, { pid: process.pid, url: 'http://127.0.0.1:8080' })).ok)
        setInterval(() => {}, 1000)
      })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  t.equal(String(await once(service.stdout, 'data')).trim(), 'true')
  t.strictSame(await claimInstance(dataDir, { pid: process.pid, url: 'http://127.0.0.1:8081' }), {
    ok: false,
    running: { pid: service.pid, url: 'http://127.0.0.1:8080' },
  })
  service.kill('SIGKILL')
  await once(service, 'exit')
  // As if another program had got the pid meanwhile: this one is certainly alive.
  writeFileSync(join(dataDir, 'instance.json'), JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:8080' }))
  const claim = await claimInstance(dataDir, { pid: process.pid, url: 'http://127.0.0.1:8081' })
  t.ok(claim.ok)
  if (claim.ok) claim.release()
})

t.test('of many services that start at once exactly one gets the folder', async (t) => {
  const dataDir = t.testdir()
  const claims = await Promise.all(
    Array.from({ length: 8 }, (_, i) => claimInstance(dataDir, { pid: process.pid, url: `http://127.0.0.1:${i}` })),
  )
  const winners = claims.flatMap((claim) => (claim.ok ? [claim] : []))
  t.equal(winners.length, 1)
  for (const claim of winners) claim.release()
})
