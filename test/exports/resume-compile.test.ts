import t from 'tap'
import { compileExport } from '../../src/exports/compile-export.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { exportDesk, sha256, unzip } from './support.ts'

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme', { locale: 'fr' })
const desk = await exportDesk(service, acme)
const { superuser } = service.database

const record = (data: object, more: object = {}) =>
  JSON.stringify({ data, category: 'orders', provided_by: 'observed', ...more })

/** Runs until it has come so far, and then as a killed process: without another word. */
const killedAfter = async (id: string, chunks: number, options = { noteAfter: 1 }) => {
  const stop = new AbortController()
  let stored = 0
  const database: typeof service.deps.database = {
    ...service.deps.database,
    transaction: async (organisation, work) => {
      if (stored >= chunks) throw killed
      const result = await service.deps.database.transaction(organisation, work)
      if (result === true) stored += 1 // a chunk, or a note
      return result
    },
  }
  const payload = { organisation: acme.id, export: desk.idOf(id) }
  await t.rejects(compileExport({ ...service.deps, database }, payload, stop.signal, options), killed)
}
const killed = new Error('killed')
const chunkRows = async (id: string) =>
  (
    await runAs(superuser, 'select position from habeas.export_chunks where export_id = $1 order by position', [
      desk.idOf(id),
    ])
  ).map(({ position }) => position)

t.test('a compile that was killed goes on where it was, and gives what one run would have given', async (t) => {
  const request = await desk.open()
  const lines = (from: number) =>
    Array.from({ length: 400 }, (_, n) =>
      record(
        {
          n,
          phone: `+${n}`,
          filler: Array.from({ length: 600 }, (_, i) => ((n + from) * 7919 + i * 104_729) % 1_000_003).join(' '),
        },
        { category: n % 2 ? 'orders' : 'calls' },
      ),
    )
  await desk.put(request.id, 'crm', lines(0))
  await desk.put(request.id, 'shop', lines(9))
  for (const format of ['json', 'csv', 'zip']) {
    const whole = await desk.content(request.id, await desk.ready(request.id, 'access', format))
    const id = await desk.ask(request.id, 'access', format)
    for (const chunks of [2, 1, 3]) await killedAfter(id, chunks)
    t.equal((await desk.show(request.id, id)).status, 'compiling', format)
    service.at('2026-03-02T11:00:00Z')
    await desk.compile(id)
    service.at('2026-03-02T09:00:00Z')
    const content = await desk.content(request.id, id)
    t.equal(sha256(content), (await desk.show(request.id, id)).sha256, format)
    t.same(
      await chunkRows(id),
      Array.from({ length: Math.ceil(content.length / (1024 * 1024)) }, (_, n) => n),
      'and no note is left',
    )
    const document = format === 'json' ? content : (await unzip(content)).get('records.json')
    if (document !== undefined)
      t.match(document.subarray(0, 1_000).toString(), '"generated_at":"2026-03-02T09:', 'of the first run')
    if (format === 'json') {
      const without = (bytes: Buffer) => bytes.toString().replace(/"generated_at":"[^"]*"/, '')
      t.ok(without(content) === without(whole))
    } else {
      const [files, others] = [await unzip(content), await unzip(whole)]
      t.same([...files.keys()], [...others.keys()])
      const generated = /^(records\.json|cover\.html|manifest.*)$/
      for (const [path, bytes] of files)
        if (!generated.test(path)) t.ok(bytes.equals(others.get(path) ?? Buffer.alloc(0)), path)
      t.match(files.get('cover.html')?.toString(), /2.mars.2026/)
    }
  }
})

t.test(
  'a note that could not be dropped when the export was ready is dropped by the job that comes again',
  async (t) => {
    const request = await desk.open()
    await desk.put(request.id, 'crm', [record({ n: 1 })])
    const id = await desk.ask(request.id, 'access', 'json')
    let isDropping = false
    const database: typeof service.deps.database = {
      ...service.deps.database,
      transaction: async (organisation, work) => {
        if (isDropping) throw killed
        const result = await service.deps.database.transaction(organisation, work)
        isDropping = (await desk.show(request.id, id)).status === 'ready'
        return result
      },
    }
    const payload = { organisation: acme.id, export: desk.idOf(id) }
    const never = new AbortController().signal
    await t.rejects(compileExport({ ...service.deps, database }, payload, never, { noteAfter: 1 }), killed)
    t.same(await chunkRows(id), [-1, 0])
    const before = await desk.show(request.id, id)
    await desk.compile(id)
    t.same(await chunkRows(id), [0])
    t.same(await desk.show(request.id, id), before, 'and nothing else')
  },
)

t.test('a compile does not go on where the records, or what is said with them, have changed', async (t) => {
  const request = await desk.open()
  await desk.put(
    request.id,
    'crm',
    Array.from({ length: 800 }, (_, n) => record({ n, filler: 'y'.repeat(5_000) })),
  )
  const [first, second] = await Promise.all([0, 1].map(() => desk.ask(request.id, 'access', 'json')))
  if (first === undefined || second === undefined) throw new Error('two were asked for')
  await killedAfter(first, 3)
  await acme.admin('PATCH', '/v1/organisation', { name: 'acme renamed' })
  await desk.compile(first)
  t.equal(JSON.parse((await desk.content(request.id, first)).toString()).controller.name, 'acme renamed')
  await killedAfter(second, 3)
  await desk.put(request.id, 'crm', [record({ n: 'new' })])
  await desk.compile(second)
  t.same(JSON.parse((await desk.content(request.id, second)).toString()).records, { orders: [{ n: 'new' }] })
  t.same(await chunkRows(second), [0])
  await acme.admin('PATCH', '/v1/organisation', { name: 'acme SAS' })
})

t.test('what a killed run has stored and cannot be opened any more is made anew (fault 29)', async (t) => {
  const request = await desk.open()
  await desk.put(
    request.id,
    'crm',
    Array.from({ length: 800 }, (_, n) => record({ n, filler: 'y'.repeat(5_000) })),
  )
  const id = await desk.ask(request.id, 'access', 'json')
  for (const position of [0, -1]) {
    await killedAfter(id, 4)
    await runAs(
      superuser,
      'update habeas.export_chunks set content = set_bit(content, 4000, 1 - get_bit(content, 4000)) where export_id = $1 and position = $2',
      [desk.idOf(id), position],
    )
  }
  await desk.compile(id)
  t.equal(sha256(await desk.content(request.id, id)), (await desk.show(request.id, id)).sha256)
})
