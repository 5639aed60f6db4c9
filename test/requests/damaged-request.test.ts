import t from 'tap'
import { recomputeOpenCases } from '../../src/deadlines/recompute-cases.ts'
import { watchDeadlines } from '../../src/deadlines/watch.ts'
import { jobHandlers } from '../../src/worker.ts'
import { watchedDesk } from '../deadlines/watched-desk.ts'
import { runAs } from '../support/database.ts'

// Fault 29: boxes of some requests are altered in the database, behind the service's back.
const { service, acme, dpo, open, digests } = await watchedDesk(t)
service.at('2026-03-03T09:00:00Z')
const zoe = { name: 'Zoé Kanarienvogel', email: 'zoe.kanarienvogel@example.org' }
const received = '2026-03-03T09:00:00Z' // due on 3 April: a working day in Paris, Good Friday in Strasbourg
const whole = await open(received, { assignee: 'ada@acme.example' })
const blank = await open(received, { assignee: 'ada@acme.example', metadata: { shelf: 'B' } })
const partial = await open(received, {
  assignee: 'ada@acme.example',
  rights: [{ right: 'access', health_data: 'recent', scope: 'my file' }, { right: 'erasure' }],
})
const keyless = await open(received)
const damaged = [blank, partial, keyless]

const flip = (table: string, column: string, where: string) =>
  runAs(
    service.database.superuser,
    `alter table habeas.${table} no force row level security;
     update habeas.${table} set ${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 1) where ${where};
     alter table habeas.${table} force row level security`,
  )
const uuidOf = async ({ reference }: { reference: string }) => {
  const [row] = await runAs(service.database.superuser, 'select id from habeas.requests where reference = $1', [
    reference,
  ])
  return String(row?.id)
}
// The letters of their assignment have gone by then
await runAs(
  service.database.superuser,
  `alter table habeas.letters no force row level security;
   update habeas.letters set state = 'sent', sent_at = created_at, due_at = null where type = 'assignment';
   alter table habeas.letters force row level security`,
)
const partialId = await uuidOf(partial)
await flip('requests', 'detail', `reference = '${blank.reference}'`)
await flip('rights', 'detail', `request_id = '${partialId}' and "right" = 'access'`)
await flip('requests', 'data_key', `reference = '${keyless.reference}'`)

const list = async (query = '') => (await dpo('GET', `/v1/requests?sort=received_at${query}`)).body
const codes = (body: { warnings: { code: string }[] }) => body.warnings.map(({ code }) => code)
/** What was logged since it was asked last, of boxes that do not open. */
let read = 0
const boxesLogged = () => {
  const lines = service.logged.slice(read).map((line) => JSON.parse(line))
  read = service.logged.length
  return lines.flatMap(({ level, box }) => (box === undefined ? [] : [`${level}: ${box}`])).sort()
}
const allBoxes = ['error: requests.data_key', 'error: requests.detail', 'error: rights.detail']

t.test(
  'fault 29: a page serves the rest, and shows of a damaged request what is not sealed, with a warning',
  async (t) => {
    const { data } = await list()
    t.equal(data.length, 4)
    const shown = (request: { id: string }) => data.find(({ id }: { id: string }) => id === request.id)
    t.match(shown(whole), { requester: zoe, warnings: [], allowed_actions: whole.allowed_actions })
    for (const request of damaged) {
      const { due_on, strict_due_on, status, version, reference } = request
      t.match(shown(request), { due_on, strict_due_on, status, version, reference, allowed_actions: [] })
      t.same(codes(shown(request)), ['unreadable'])
      t.match(shown(request).warnings[0].message, /altérée dans la base/)
      for (const right of shown(request).rights) t.same(right.allowed_actions, [])
    }
    t.match(shown(blank), {
      requester: null,
      assignee: null,
      metadata: {},
      rights: [{ right: 'access', due_on: '2026-04-03' }],
    })
    t.match(shown(keyless), { requester: null })
    t.match(shown(partial), { requester: zoe, assignee: 'ada@acme.example' }, 'what opens is there')
    const [access, erasure] = shown(partial).rights
    t.notOk('scope' in access || 'health_data' in access)
    t.equal(access.act_by, '2026-03-11', 'eight days for health data, as stored')
    t.match(erasure, { right: 'erasure', due_on: '2026-04-03' })
  },
)

t.test('whoever runs the service reads which box it was, and nothing of what is in it', async (t) => {
  boxesLogged()
  await list()
  t.same(boxesLogged(), allBoxes)
  t.notMatch(service.logged.join(''), /kanarienvogel|shelf|my file/i)
})

t.test('filters, sorts and pages go on past it', async (t) => {
  const references: string[] = []
  for (let next: string | null = '&limit=1', pages = 0; next !== null && pages < 9; pages++) {
    const page = await list(next)
    references.push(...page.data.map(({ reference }: { reference: string }) => reference))
    next = page.has_more ? `&limit=1&cursor=${page.next_cursor}` : null
  }
  t.equal(new Set(references).size, 4)
  t.equal((await list('&assignee=ada@acme.example')).data.length, 3, 'found by its fingerprint')
  t.equal((await list(`&email=${zoe.email}`)).data.length, 4)
})

t.test('it is read by itself in the same way, and so is its clock; no action touches it', async (t) => {
  for (const request of damaged) {
    const alone = await dpo('GET', `/v1/requests/${request.id}`)
    t.equal(alone.status, 200)
    t.same(
      alone.body,
      (await list()).data.find(({ id }: { id: string }) => id === request.id),
    )
    const clock = await dpo('GET', `/v1/requests/${request.id}/clock`)
    t.match(clock, { status: 200, body: { due_on: '2026-04-03' } })
    boxesLogged()
    const refused = await dpo('POST', `/v1/requests/${request.id}/acknowledge`, {})
    t.match(refused, { status: 500, body: { code: 'unreadable' } })
    t.equal(boxesLogged().length, 1, 'the log says why')
    t.equal((await dpo('GET', `/v1/requests/${request.id}`)).body.version, request.version)
  }
})

t.test('what lies around it is served, unless it does not open itself, and that is said', async (t) => {
  const around = ['messages', 'documents', 'letters', 'records', 'exports', 'tasks', 'events']
  for (const request of damaged) {
    for (const what of around) {
      const { status } = await dpo('GET', `/v1/requests/${request.id}/${what}`)
      t.equal(status, 200, `${what} of ${request.reference}`)
    }
    const proof = await dpo('GET', `/v1/requests/${request.id}/evidence`)
    t.match(proof, { status: 500, body: { code: 'unreadable' } }, 'what would prove less than it seems is refused')
  }
  boxesLogged()
})

t.test('the person sees those of their requests that can be seen to be theirs', async (t) => {
  const person = await acme.person(zoe.email)
  boxesLogged()
  const { status, body } = await person('GET', '/v1/me/requests')
  t.equal(status, 200)
  t.same(
    body.data.map(({ reference }: { reference: string }) => reference).sort(),
    [whole.reference, partial.reference].sort(),
  )
  t.same(boxesLogged(), allBoxes)
  t.match(await person('GET', `/v1/me/requests/${partial.id}`), { status: 200, body: { allowed_actions: [] } })
  t.equal((await person('GET', `/v1/me/requests/${blank.id}`)).status, 500, 'and not a 404, as if it had never been')
})

t.test('moving to another mailbox and back moves those that open, and fails for none that do not', async (t) => {
  for (const [from, to] of [
    [zoe.email, 'moved@example.org'],
    ['moved@example.org', zoe.email],
  ] as const) {
    const person = await acme.person(from)
    const asked = await person('POST', '/v1/me/contact', { email: to })
    const { id: verification } = asked.body.verification
    const given = { verification, code: service.code(verification) }
    t.match(await person('POST', '/v1/me/contact/redeem', given), { status: 200, body: { requests: [whole.id] } })
  }
  boxesLogged()
})

t.test('the calendar has its day: nothing in it is sealed', async (t) => {
  const feed = (await dpo('POST', '/v1/calendar-feeds', { name: 'Team' })).body
  const calendar = (await service.call('GET', `/v1/calendar/${feed.secret}.ics`)).raw.toString()
  for (const { reference } of [whole, ...damaged]) t.match(calendar, reference)
})

t.test('the digest tells all of it once, and which no longer open; the job fails, so that it is logged', async (t) => {
  service.at('2026-03-20T07:00:00Z')
  await t.rejects(watchDeadlines(service.deps), {
    errors: [{ errors: [{ name: 'BoxRefused' }, { name: 'BoxRefused' }, { name: 'BoxRefused' }] }],
  })
  const [ada, dpos, ...more] = await digests()
  t.same(more, [])
  t.equal(dpos?.to, 'dpo@acme.example')
  for (const { reference } of [whole, ...damaged]) t.match(dpos?.text, reference)
  t.equal(dpos?.text.match(/ne se lit plus/g)?.length, damaged.length)
  t.match(
    ada?.text,
    `${partial.reference} – Accès à vos données et Effacement de vos données – échéance le 3 avril 2026`,
  )
  t.notMatch(ada?.text, blank.reference, 'whose it was does not open: the DPO has it')
  t.equal(ada?.text.match(/ne se lit plus/g)?.length, 1)
  await jobHandlers(service.deps)['watch-deadlines']({}, new AbortController().signal)
  t.same(await digests(), [], 'tried again, the look is done')
})

t.test('what moves dates moves those of the rest, and fails for the damaged', async (t) => {
  t.equal((await acme.admin('PATCH', '/v1/organisation', { calendar: 'FR-67' })).status, 200)
  await t.rejects(recomputeOpenCases(service.deps, acme.id), { errors: damaged.map(() => ({ name: 'BoxRefused' })) })
  t.equal((await dpo('GET', `/v1/requests/${whole.id}`)).body.due_on, '2026-04-07')
  for (const { id } of damaged) t.equal((await dpo('GET', `/v1/requests/${id}`)).body.due_on, '2026-04-03')
})
