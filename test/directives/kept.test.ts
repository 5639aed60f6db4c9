import t from 'tap'
import { done, openDesk } from '../attacks/desk.ts'
import { work } from '../retention/closed-case.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const desk = await openDesk(service, 'acme')
const { dpo, admin } = desk.staff
const letters = [{ instruction: 'erase', scope: 'The letters' }]
const canary = 'Kanarienvogel'

/** A right about directives, carried out, and its case closed. */
async function closed(right: object): Promise<string> {
  const body = {
    channel: 'web',
    requester: { name: `${canary} Zoé`, email: `${canary}@example.org` },
    rights: [{ right: 'post_mortem', ...right }],
  }
  const { id, rights } = await done(dpo('POST', '/v1/requests', body))
  const at = `/v1/requests/${id}`
  await done(dpo('POST', `${at}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await done(dpo('POST', `${at}/rights/${rights[0].id}/decide`, { outcome: 'granted' }))
  await done(dpo('POST', `${at}/rights/${rights[0].id}/fulfil`, { note: 'done' }))
  await done(dpo('POST', `${at}/close`, { reason: 'completed' }))
  return id
}

const kept = async (): Promise<{ status: string }[]> => (await done(dpo('GET', '/v1/directives'))).data
const terms = async () => (await runAs(service.database.superuser, 'select from habeas.directive_terms', [])).length
const erased = async (id: string): Promise<boolean> => (await done(dpo('GET', `/v1/requests/${id}`))).erased_at !== null

t.test('directives outlive the case that registered them, and go with the case that ends them', async (t) => {
  await done(admin('PATCH', '/v1/organisation', { settings: { retention: { case_files: { months: 12 } } } }))
  const registering = await closed({ purpose: 'register', directives: letters })
  service.at('2028-03-02T09:00:00Z')
  await work(desk, 'retention')
  t.ok(await erased(registering))
  t.match(await kept(), [{ status: 'in_force', registered_by: registering, person: { name: `${canary} Zoé` } }])

  const revoking = await closed({ purpose: 'revoke' })
  t.match(await kept(), [{ status: 'revoked', ended_by: revoking }], 'and as long as that case there is its history')
  service.at('2030-03-02T09:00:00Z')
  await work(desk, 'retention')
  t.ok(await erased(revoking))
  t.same(await kept(), [])
  t.equal(await terms(), 0)
  const events = (await done(dpo('GET', `/v1/requests/${revoking}/events?limit=100`))).data
  t.match(events.at(-1), { type: 'case_erased', details: { erased: { directives: 1 } } })
  service.at('2026-03-02T09:00:00Z')
})

t.test(
  '68: what they say lies sealed under the organisation’s own key, and is found by keyed fingerprints',
  async (t) => {
    await closed({ purpose: 'register', directives: [{ instruction: 'keep', scope: canary }] })
    for (const table of ['directives', 'directive_terms']) {
      const rows = await runAs(
        service.database.superuser,
        `select row_to_json(t)::text as text from habeas.${table} t`,
        [],
      )
      t.ok(rows.length > 0)
      for (const { text } of rows) {
        t.notMatch(String(text), new RegExp(canary, 'i'))
        t.notMatch(String(text), new RegExp(Buffer.from(canary).toString('hex'), 'i'))
      }
    }
  },
)
