import t from 'tap'
import { deliverLetters } from '../../src/letters/deliver-letters.ts'
import type { Mail } from '../../src/platform/mail/transport.ts'
import { done, openCase, openDesk, uuidOf } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'
import { closedCase, work } from './closed-case.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { dpo, auditor } = desk.staff
const { superuser } = service.database
const viewOf = async (id: string) => (await dpo('GET', `/v1/requests/${id}`)).body
const cancelled = async () => {
  service.at('2026-03-02T09:00:00Z')
  const { id } = await openCase(desk)
  await done(dpo('POST', `/v1/requests/${id}/cancel`, {}))
  return id
}

t.test('two workers at once erase each case once, and the ledger tells each once', async (t) => {
  const cases = [await cancelled(), await cancelled(), await cancelled()]
  service.at('2031-03-03T09:00:00Z')
  await Promise.all([work(desk, 'retention'), work(desk, 'retention'), work(desk, 'retention')])
  for (const id of cases) {
    const { data } = (await auditor('GET', `/v1/requests/${id}/events`)).body
    t.equal(data.filter(({ type }: { type: string }) => type === 'case_erased').length, 1)
  }
  const lines = (await service.deps.erasures.read())?.lines ?? []
  t.equal(lines.length, cases.length)
})

t.test('a hold and the job at the same moment: held and whole, or erased and refused; never both', async (t) => {
  for (let round = 0; round < 12; round += 1) {
    const id = await cancelled()
    service.at('2031-03-03T09:00:00Z')
    const hold = () => dpo('POST', `/v1/requests/${id}/hold`, { reason: 'An inquiry.' })
    const [held] = await Promise.all(
      round % 2 === 0 ? [hold(), work(desk, 'retention')] : reversed(work(desk, 'retention'), hold()),
    )
    const view = await viewOf(id)
    if (held.status === 200) t.match(view, { hold: { reason: 'An inquiry.' }, erased_at: null, requester: Object })
    else t.match([held, view], [{ status: 409 }, { hold: null, erased_at: String, requester: null }])
  }
})

t.test(
  'a letter that is with the mail server while its case is erased leaves no trace, and goes out no more',
  async (t) => {
    const id = await cancelled()
    await runAs(superuser, `update habeas.letters set due_at = null where request_id <> $1 or request_id is null`, [
      uuidOf('req', id),
    ])
    const taken = Promise.withResolvers<Mail>()
    const gate = Promise.withResolvers<void>()
    const transport = {
      send: (mail: Mail) => {
        taken.resolve(mail)
        return gate.promise
      },
      close: () => undefined,
    }
    const errors: unknown[] = []
    const onError = (error: unknown) => errors.push(error)
    const worker = deliverLetters(service.deps, { transport, from: 'no-reply@acme.example', onError, idleMs: 20 })
    worker.start()
    await taken.promise
    service.at('2031-03-03T09:00:00Z')
    await work(desk, 'retention')
    gate.resolve()
    await worker.stop()
    t.same(errors, [])
    t.same(
      await runAs(superuser, 'select state, due_at, sent_at, detail from habeas.letters where request_id = $1', [
        uuidOf('req', id),
      ]),
      [{ state: 'failed', due_at: null, sent_at: null, detail: Buffer.from([1]) }],
    )
    const { data } = (await auditor('GET', `/v1/requests/${id}/events`)).body
    t.equal(data.at(-1).type, 'case_erased')
  },
)

t.test('jobs about an export or an upload of an erased case find nothing to do', async (t) => {
  service.at('2026-03-02T09:00:00Z')
  const c = await closedCase(desk)
  service.at('2031-03-03T09:00:00Z')
  await work(desk, 'retention')
  const status = () => runAs(superuser, 'select status from habeas.exports where id = $1', [uuidOf('exp', c.exp)])
  t.same(await status(), [{ status: 'revoked' }])
  await work(desk, 'compile-export', { organisation: desk.organisation.id, export: uuidOf('exp', c.exp) })
  await work(desk, 'sweep')
  await work(desk, 'recompute-cases', { organisation: desk.organisation.id })
  await work(desk, 'recompute-retention', { organisation: desk.organisation.id })
  t.same(await status(), [{ status: 'revoked' }])
  t.match(await viewOf(c.id), { erased_at: /^2031-03-03T09:00:/, requester: null })
})

function reversed<A, B>(first: Promise<A>, second: Promise<B>): [Promise<B>, Promise<A>] {
  return [second, first]
}
