import type { Test } from 'tap'
import { recomputeOpenCases } from '../../src/deadlines/recompute-cases.ts'
import { watchDeadlines } from '../../src/deadlines/watch.ts'
import { startWorker } from '../letters/outbox.ts'
import { runAs } from '../support/database.ts'
import { startMailServer } from '../support/mail.ts'
import { testService } from '../support/service.ts'

export type DigestMail = { to: string; subject: string; text: string }

/** A desk in Paris on Monday 2 March 2026, whose deadlines are watched, with a mail server that takes the digests. */
export async function watchedDesk(t: Test) {
  const service = await testService(t)
  service.at('2026-03-02T09:00:00Z')
  const acme = await service.organisation('acme')
  const dpo = await acme.client('dpo')
  const server = await startMailServer(t)
  let given = 0

  /** The digests that were written since this was asked last, as they reach a mailbox; in the order of their readers. */
  const digests = async (): Promise<DigestMail[]> => {
    const [row] = await runAs(
      service.database.superuser,
      `select count(*)::int as n from habeas.letters where type = 'deadline_digest'`,
    )
    const written = Number(row?.n)
    const isDigest = ({ mail }: { mail: { subject?: string | undefined } }) =>
      /^(Échéances|Deadlines) /.test(mail.subject ?? '')
    const worker = startWorker({ ...service.deps, database: service.deps.database }, server)
    if (written > given) await server.arrival(() => server.received.filter(isDigest).length >= written)
    await worker.stop()
    t.same(worker.errors, [])
    const fresh = server.received.filter(isDigest).slice(given)
    given = written
    return fresh
      .map(({ rcpt, mail }) => ({
        to: rcpt.join(),
        subject: mail.subject ?? '',
        text: (mail.text ?? '').replace(/\s+/g, ' '),
      }))
      .sort((a, b) => (a.to < b.to ? -1 : 1))
  }

  return {
    service,
    acme,
    dpo,
    digests,
    open: async (received_at: string, more: object = {}) => {
      const { status, body } = await dpo('POST', '/v1/requests', {
        channel: 'email',
        received_at,
        requester: { name: 'Zoé Kanarienvogel', email: 'zoe.kanarienvogel@example.org' },
        rights: [{ right: 'access' }],
        ...more,
      })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return body
    },
    /** Looks at the deadlines at an instant. */
    watchAt: async (time: string) => {
      service.at(time)
      await watchDeadlines(service.deps)
    },
    recompute: () => recomputeOpenCases(service.deps, acme.id),
    /** What the organisation's history says of digests. */
    told: async () => {
      const { body } = await dpo('GET', '/v1/events?limit=100')
      return body.data.filter(({ type }: { type: string }) => type === 'digest_written')
    },
    eventTypes: async (id: string): Promise<string[]> =>
      (await dpo('GET', `/v1/requests/${id}/events?limit=100`)).body.data.map(({ type }: { type: string }) => type),
  }
}
