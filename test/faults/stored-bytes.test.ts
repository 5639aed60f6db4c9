import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { previewExport } from '../../src/exports/open-download.ts'
import type { StaffActor } from '../../src/platform/actor.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { exportDesk } from '../exports/support.ts'
import { testBucket } from '../support/bucket.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const bucket = await testBucket(t)
const stores = { 'the database': {}, 'a bucket': { bucket: bucket.place } }

for (const [where, options] of Object.entries(stores)) {
  const service = await testService(t, options)
  service.at('2026-03-02T10:00:00Z')
  const acme = await service.organisation('acme')
  const desk = await exportDesk(service, acme)
  const large = Array.from({ length: 3_500 }, (_, n) => ({ ...desk.record, data: { n, filler: 'f'.repeat(1_000) } }))

  /** Changes one bit of what is stored, and says how to put it right again. */
  const flip = async (id: string, position: number): Promise<() => Promise<void>> => {
    const key = `${acme.typeId}.${id}/1-${position}`
    const stored = await bucket.client.get(key)
    if (stored !== undefined) {
      const flipped = Buffer.from(stored)
      flipped[5_000] = (flipped[5_000] ?? 0) ^ 1
      await bucket.client.put(key, flipped)
      return () => bucket.client.put(key, stored)
    }
    const change = async () => {
      const changed = await runAs(
        service.database.superuser,
        'update habeas.export_chunks set content = set_bit(content, 40000, 1 - get_bit(content, 40000)) where export_id = $1 and position = $2 returning 1',
        [desk.idOf(id), position],
      )
      if (changed.length !== 1) throw new Error('there is no such chunk')
    }
    await change()
    return change
  }

  t.test(`fault 29: a package with a flipped byte is never handed out as a whole (${where})`, async (t) => {
    const request = await desk.open()
    await desk.put(request.id, 'crm', large)
    const id = await desk.ready(request.id)
    const url = `/v1/requests/${request.id}/exports/${id}/content`
    const { bytes } = await desk.show(request.id, id)
    const chunks = Math.ceil(bytes / 1_048_576)
    t.ok(chunks >= 3)
    const [client, found] = [parseId('cli', desk.dpo.id), parseId('req', request.id)]
    if (client === undefined || found === undefined) throw new Error('these are ids')
    const read = async (range?: { from: number; to: number }) => {
      const actor: StaffActor = { type: 'client', organisation: acme.id, id: client, role: 'dpo' }
      const place = { request: found, export: desk.idOf(id) }
      const download = await service.deps.database.transaction(acme.id, (tx) =>
        previewExport(tx, service.deps, place, { actor, at: service.deps.now() }),
      )
      return buffer(await download.read(range))
    }
    const refused = { name: 'BoxRefused', box: 'export_chunks.content' }
    for (const position of [0, 1, chunks - 1]) {
      const mend = await flip(id, position)
      await t.rejects(read(), refused, `chunk ${position}`)
      await t.rejects(read({ from: position * 1_048_576, to: position * 1_048_576 + 9 }), refused, 'nor a part of it')
      await mend()
    }
    const mend = await flip(id, 0)
    const broken = await desk.dpo('GET', url)
    t.match(broken, { status: 500, body: { code: 'unreadable' } }, 'nothing of it had been sent')
    t.ok(
      service.logged.some((line) => line.includes('"box":"export_chunks.content"')),
      'and staff can find out why',
    )
    await mend()
    t.equal((await read()).length, bytes)
  })
}
