import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { tryLock, withLock } from '../../src/platform/lock.ts'

const module = new URL('../../src/platform/lock.ts', import.meta.url).href

t.test('any number share a lock, and only one has it exclusively', async (t) => {
  const file = join(t.testdir(), 'a.lock')
  const [first, second] = [tryLock(file, 'shared'), tryLock(file, 'shared')]
  t.ok(first && second)
  t.equal(tryLock(file, 'exclusive'), undefined)
  first?.release()
  t.equal(tryLock(file, 'exclusive'), undefined)
  second?.release()
  const alone = tryLock(file, 'exclusive')
  t.ok(alone)
  t.equal(tryLock(file, 'shared'), undefined)
  alone?.release()
  alone?.release()
  const next = tryLock(file, 'shared')
  t.ok(next)
  next?.release()
})

t.test('a lock excludes other processes, and ends with its process, however that ends', async (t) => {
  const file = join(t.testdir(), 'b.lock')
  const holder = spawn(
    process.execPath,
    [
      '-e',
      `import(${JSON.stringify(module)}).then((m) => { m.tryLock(${JSON.stringify(file)}, 'exclusive'); console.log('held'); setInterval(() => {}, 1000) })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(holder.stdout, 'data')
  t.equal(tryLock(file, 'exclusive'), undefined)
  t.equal(tryLock(file, 'shared'), undefined)
  await t.rejects(
    withLock(file, async () => {}, 30),
    { message: /held it for too long/ },
  )
  const waiting = withLock(file, async () => 'entered')
  holder.kill('SIGKILL')
  t.equal(await waiting, 'entered')
})

t.test('what fails behind a lock opens it again', async (t) => {
  const file = join(t.testdir(), 'c.lock')
  await t.rejects(
    withLock(file, () => Promise.reject(new Error('boom'))),
    { message: 'boom' },
  )
  t.equal(await withLock(file, async () => 'open'), 'open')
})

t.test('a lock that cannot be made says which', async (t) => {
  t.throws(() => tryLock(join(t.testdir(), 'absent', 'd.lock'), 'shared'), { code: 'ENOENT' })
  const folder = t.testdir({ 'e.lock': {} })
  t.throws(() => tryLock(join(folder, 'e.lock'), 'shared'), { message: /cannot lock .*e\.lock/ })
})
