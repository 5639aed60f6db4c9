import t from 'tap'
import { parseId } from '../../src/platform/identifiers.ts'
import { by, everything, openDirectivesDesk, register, revoke } from '../directives/directives-desk.ts'
import { drawing, photo } from '../identity/photos.ts'
import { searchDesk } from '../sources/desk.ts'
import { runAs } from '../support/database.ts'
import type { Answer, Call } from '../support/service.ts'

// Fault 29: of each small register that staff keeps, one row of two is altered in the database, behind the service's back.
const desk = await openDirectivesDesk(t)
const { service, acme, agent, dpo } = desk
const { admin } = acme
const searches = await searchDesk(service, acme)

const made = async (answer: Promise<Answer>): Promise<string> => {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body.id
}
const ana = by('Ana Kanarienvogel', 'ana@example.org')
const registered = await desk.carriedOut(register([everything]), ana)
await desk.carriedOut(register([everything]), by('Bo Nilsson', 'bo@example.org'))
const [anas = '', bos = ''] = (await dpo('GET', '/v1/directives')).body.data
  .map(({ id }: { id: string }) => id)
  .reverse()
const crm = await searches.source('crm', { holds: 'Kanarienvogel' })
const shop = await searches.source('shop')
const searched = await searches.open()
const [task, other] = await searches.ask(searched.id)
const hook = (name: string) =>
  admin('POST', '/v1/webhook-endpoints', { name, url: `https://${name}.example/kanarienvogel` })
const wording = (type: string) =>
  admin('PUT', `/v1/letters/wordings/${type}/fr`, { text: '{closed}\n\nKanarienvogel.' }).then(({ status }) => status)
t.equal(await wording('cancellation'), 200)
t.equal(
  await admin('PUT', '/v1/letters/wordings/cancellation/fr', { text: '{closed}' }).then(({ status }) => status),
  200,
)

type Register = {
  readonly name: string
  readonly call: Call
  readonly list: string
  readonly box: string
  readonly damaged: string
  readonly whole: string
  /** What the damaged one shows of what was sealed. */
  readonly blank: object
  /** Whether it is read by its id, and deleted. */
  readonly read?: false
  readonly deleted?: true
}
const registers: readonly Register[] = [
  {
    name: 'webhook endpoints',
    call: admin,
    list: '/v1/webhook-endpoints',
    box: 'webhook_endpoints.detail',
    damaged: await made(hook('one')),
    whole: await made(hook('other')),
    blank: { name: null, url: null, status: 'enabled' },
    deleted: true,
  },
  {
    name: 'mail gateways',
    call: admin,
    list: '/v1/gateways',
    box: 'gateways.name',
    damaged: await made(admin('POST', '/v1/gateways', { name: 'kanarienvogel.example.org' })),
    whole: await made(admin('POST', '/v1/gateways', { name: 'mx2.example.org' })),
    blank: { name: null, mail: { opened: 0 } },
    read: false,
    deleted: true,
  },
  {
    name: 'calendar feeds',
    call: dpo,
    list: '/v1/calendar-feeds',
    box: 'calendar_feeds.name',
    damaged: await made(dpo('POST', '/v1/calendar-feeds', { name: 'Kanarienvogel' })),
    whole: await made(dpo('POST', '/v1/calendar-feeds', { name: 'Team' })),
    blank: { name: null },
    read: false,
    deleted: true,
  },
  {
    name: 'directives',
    call: dpo,
    list: '/v1/directives',
    box: 'directives.detail',
    damaged: anas,
    whole: bos,
    blank: { person: null, directives: [], designated_person: null, status: 'in_force', registered_by: registered.id },
    read: false,
  },
  {
    name: 'tasks',
    call: agent,
    list: `/v1/requests/${searched.id}/tasks`,
    box: 'tasks.detail',
    damaged: task?.id ?? '',
    whole: other?.id ?? '',
    blank: { source: { id: crm, key: 'crm', name: null, owner_email: null }, state: 'open', note: null },
    read: false,
  },
  {
    name: 'sources',
    call: dpo,
    list: '/v1/sources',
    box: 'sources.detail',
    damaged: crm,
    whole: shop,
    blank: { name: null, key: 'crm', owner_email: null, holds: null, active: true, activities: null },
    deleted: true,
  },
]

/** Changes a byte of a box; `where` as SQL has it. Of what is only appended, too. */
const flip = (box: string, where: string) => {
  const [table, column] = box.split('.')
  const last = `length(${column}) - 1`
  return runAs(
    service.database.superuser,
    `set session_replication_role = replica;
     update habeas.${table} set ${column} = set_byte(${column}, ${last}, get_byte(${column}, ${last}) # 1) where ${where}`,
  )
}
function uuidOf(typed: string): string | undefined {
  for (const prefix of ['src', 'whe', 'gwy', 'cal', 'dir', 'tsk'] as const) {
    if (typed.startsWith(prefix)) return parseId(prefix, typed)
  }
  return undefined
}
const flipRow = (box: string, typed: string) => flip(box, `id = '${uuidOf(typed)}'`)
const flipVersion = (version: number) =>
  flip('letter_versions.content', `template = 'cancellation.fr' and version = ${version}`)
for (const { box, damaged } of registers) await flipRow(box, damaged)
await flipVersion(1)

/** What was logged since it was asked last, of boxes that do not open. */
let read = 0
const boxesLogged = (): string[] => {
  const lines = service.logged.slice(read).map((line) => JSON.parse(line))
  read = service.logged.length
  return lines.flatMap(({ level, box }) => (box === undefined ? [] : [`${level}: ${box}`]))
}

for (const { name, call, list, box, damaged, whole, blank, ...may } of registers) {
  t.test(`fault 29: of ${name} the rest is served, and the damaged one in part, with a warning`, async (t) => {
    boxesLogged()
    const { status, body } = await call('GET', list)
    t.equal(status, 200)
    t.match(boxesLogged(), [`error: ${box}`], 'whoever runs the service reads which box it was')
    t.equal(body.data.length, 2)
    const shown = (id: string) => body.data.find((each: { id: string }) => each.id === id)
    t.same(shown(whole).warnings, [])
    t.match(shown(damaged), { ...blank, warnings: [{ code: 'unreadable', message: /altérée dans la base/ }] })
    const one = await call('GET', `${list}?limit=1`)
    const two = await call('GET', `${list}?limit=1&cursor=${one.body.next_cursor}`)
    t.same(new Set([...one.body.data, ...two.body.data].map(({ id }) => id)), new Set([whole, damaged]), 'page by page')
    if (may.read !== false) t.same((await call('GET', `${list}/${damaged}`)).body, shown(damaged))
    t.notMatch(service.logged.join(''), /kanarienvogel/i)
  })
}

t.test('fault 29: so are the versions of a letter’s wording', async (t) => {
  const url = '/v1/letters/wordings/cancellation/fr'
  const { status, body } = await admin('GET', `${url}/versions`)
  t.equal(status, 200)
  t.match(body.data, [
    { version: 2, text: '{closed}', warnings: [] },
    { version: 1, text: null, updated_by: null, updated_at: /^2026/, warnings: [{ code: 'unreadable' }] },
  ])
  t.match(await admin('GET', `${url}?version=1`), {
    status: 200,
    body: { text: null, warnings: [{ code: 'unreadable' }] },
  })
  t.match((await admin('GET', url)).body, { version: 2, text: '{closed}', warnings: [] })
  await flipVersion(2)
  const counting = await admin('GET', '/v1/letters/wordings')
  t.match(counting, { status: 200, body: { data: [{ version: 2, text: null, warnings: [{ code: 'unreadable' }] }] } })
  t.equal(await wording('cancellation'), 200, 'and it is written anew')
  t.match((await admin('GET', url)).body, { version: 3, warnings: [] })
})

t.test(
  'fault 29: a directive that does not open is found by its fingerprints, is certain of nobody, and ends where it is named',
  async (t) => {
    const revoking = await desk.granted(revoke, ana)
    t.match(await desk.found(revoking), [{ id: anas, matched_by: [], directives: [], designated_writes: false }])
    t.ok(await desk.warned(revoking))
    t.match(
      await desk.fulfil(revoking),
      { status: 422, body: { code: 'directives_unnamed' } },
      'what may be theirs does not pass unseen',
    )
    t.match(await desk.fulfil(revoking, { directives: [anas] }), { status: 200 })
    t.match(
      (await dpo('GET', '/v1/directives')).body.data.find(({ id }: { id: string }) => id === anas),
      { status: 'revoked', ended_by: revoking.id },
    )
    const person = await acme.person('ana@example.org')
    t.match(
      await person('GET', '/v1/me/directives'),
      { status: 200, body: { data: [] } },
      'nobody can say that it is hers',
    )
  },
)

t.test(
  'fault 29: an assessment names a system that does not open; its owner is not asked, and others are',
  async (t) => {
    const { id } = await searches.open()
    boxesLogged()
    const { status, body } = await agent('GET', `/v1/requests/${id}/assessment`)
    t.equal(status, 200)
    t.match(boxesLogged(), ['error: sources.detail'])
    t.match(body.sources, [
      { key: 'crm', name: null, holds: null },
      { key: 'shop', name: 'shop system' },
    ])
    t.match(body.rights[0].sources, [{ key: 'crm', name: null }, { key: 'shop' }])
    const warning = body.warnings.find(({ code }: { code: string }) => code === 'unreadable')
    t.match(warning?.message, /: crm\./)
    t.equal((await searches.ask(id)).length, 1)
    t.match(await dpo('PATCH', `/v1/sources/${crm}`, { active: false }), { status: 500, body: { code: 'unreadable' } })
  },
)

t.test('fault 29: a task that does not open keeps no other search from being asked for', async (t) => {
  await searches.source('archive')
  t.equal((await searches.ask(searched.id)).length, 1)
  const id = task?.id ?? ''
  t.match(await searches.on(searched.id, id, 'remind', {}), { status: 500, body: { code: 'unreadable' } })
  const { status, body } = await searches.on(searched.id, id, 'cancel', { reason: 'Asked by telephone.' })
  t.match(
    { status, ...body },
    { status: 200, state: 'cancelled', warnings: [{ code: 'unreadable' }] },
    'it is called off',
  )
  t.match((await searches.show(searched.id)).tasks, { open: 2, answered: 0 })
})

for (const { name, call, list, damaged } of registers.filter(({ deleted }) => deleted)) {
  t.test(`fault 29: of ${name} the damaged one is deleted like any other`, async (t) => {
    t.equal((await call('DELETE', `${list}/${damaged}`)).status, 204)
    const { data } = (await call('GET', list)).body
    t.notOk(data.some(({ id }: { id: string }) => id === damaged))
    t.equal((await call('DELETE', `${list}/${damaged}`)).status, 404)
  })
}

t.test(
  'fault 29: the style of letters is shown as well, and its logo gives way to another, or to the same',
  async (t) => {
    const url = '/v1/letters/style'
    const change = (body: object) => admin('PATCH', url, body)
    const logoOf = (content: Buffer) => ({ logo: { content: content.toString('base64') } })
    t.equal((await change({ sender_name: 'Acme, data protection', ...logoOf(drawing()) })).status, 200)
    await flip('letter_versions.content', `template = 'logo'`)
    const unread = [{ code: 'unreadable' }]
    t.match(await admin('GET', url), { status: 200, body: { logo: null, version: 1, warnings: unread } })
    t.match(await change({ sender_name: 'Acme' }), { status: 200, body: { logo: null, version: 2, warnings: unread } })
    t.match(await change(logoOf(drawing())), { status: 200, body: { logo: { width: 40 }, version: 3, warnings: [] } })
    t.match(await change(logoOf(photo())), { status: 200, body: { version: 4, warnings: [] } })
    await flip('letter_versions.content', `template = 'style'`)
    const counting = {
      sender_name: 'Acme',
      version: 4,
      updated_by: null,
      logo: { media_type: 'image/jpeg' },
      warnings: unread,
    }
    t.match(await admin('GET', url), { status: 200, body: counting }, 'what counts stands in the settings as well')
    t.match(await admin('GET', `${url}?version=1`), { status: 200, body: { sender_name: null, warnings: unread } })
  },
)

t.test('fault 29: a gateway whose name does not open gets another secret', async (t) => {
  const id = await made(admin('POST', '/v1/gateways', { name: 'mx3.example.org' }))
  await flipRow('gateways.name', id)
  const { status, body } = await admin('POST', `/v1/gateways/${id}/rotate`, {})
  t.match({ status, ...body }, { status: 200, name: null, secret: /^whsec_/ })
})
