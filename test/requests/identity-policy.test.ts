import fc from 'fast-check'
import t from 'tap'
import { recomputeOpenCases } from '../../src/deadlines/recompute-cases.ts'
import { feedBetween } from '../../src/evidence/store.ts'
import { type IdentityLevel, type IdentityTopic, identityLevels, identityTopics } from '../../src/law/identity-level.ts'
import { openDesk } from './desk.ts'

const desk = await openDesk(t)
const { service, acme, open, act, onRight, dpo, eventTypes } = desk
const identity = (given: object) => acme.admin('PATCH', '/v1/organisation', { settings: { identity: given } })
const reason = 'A newsletter: an address and nothing else.'
const atLevel = (level: IdentityLevel) => Object.fromEntries(identityTopics.map((topic) => [topic, { level, reason }]))
const nothingOwn = Object.fromEntries(identityTopics.map((topic) => [topic, null]))
const ask = (methods: string[]) => ({ doubt: 'two of this name', question: 'Who?', accepted_methods: methods })
const read = async ({ id }: { id: string }) => (await dpo('GET', `/v1/requests/${id}`)).body

/** What a letter says to invoke each. */
const rightOf: Record<IdentityTopic, object> = {
  access: { right: 'access' },
  rectification: { right: 'rectification' },
  erasure: { right: 'erasure' },
  restriction: { right: 'restriction' },
  objection: { right: 'objection', direct_marketing: false },
  portability: { right: 'portability' },
  post_mortem: { right: 'post_mortem', purpose: 'register' },
  withdrawal: { right: 'withdrawal' },
  marketing_objection: { right: 'objection', direct_marketing: true },
}

t.test(
  'every right at every level: granted, or "nothing held", where the person is proven at it, and nowhere else',
  async (t) => {
    for (const [rank, needed] of identityLevels.entries()) {
      t.equal((await identity({ levels: atLevel(needed) })).status, 200)
      for (const topic of identityTopics) {
        for (const [proven, method] of [undefined, 'mailbox_code', 'known_facts'].entries()) {
          const request = await open([rightOf[topic]])
          if (method) await act(request, 'confirm-identity', { method, note: 'as the test wants it' })
          const outcome = proven % 2 === 0 ? 'granted' : 'no_data_held'
          const decided = await onRight(request, 'decide', { outcome })
          const what = `${topic} at ${needed}, proven ${identityLevels[proven]}`
          if (proven >= rank) t.equal(decided.status, 200, what)
          else t.match(decided, { status: 422, body: { code: 'identity_level_too_low' } }, what)
        }
      }
    }
    await identity({ levels: nothingOwn })
  },
)

t.test(
  'a request needs the highest level of its rights at this organisation, at once and for those open already',
  async (t) => {
    const levels = fc.dictionary(fc.constantFrom(...identityTopics), fc.constantFrom(...identityLevels), {
      noNullPrototype: true,
    })
    const topics = fc.uniqueArray(fc.constantFrom(...identityTopics), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(levels, levels, topics, async (before, after, invoked) => {
        const request = await open(invoked.map((topic) => rightOf[topic]))
        for (const own of [before, after]) {
          const given = Object.entries(own).map(([topic, level]) => [topic, { level, reason }])
          await identity({ levels: { ...nothingOwn, ...Object.fromEntries(given) } })
          const usual = (topic: IdentityTopic) => (/withdrawal|marketing/.test(topic) ? 'none' : 'verified')
          const ranks = invoked.map((topic) => identityLevels.indexOf(own[topic] ?? usual(topic)))
          const needed = identityLevels[Math.max(...ranks)]
          const shown = await read(request)
          if (shown.identity.needed !== needed) return false
          if (shown.identity.status !== (needed === 'none' ? 'not_needed' : 'unproven')) return false
        }
        return true
      }),
      { numRuns: 25 },
    )
    t.equal((await identity({ levels: nothingOwn })).status, 200)
  },
)

t.test('less than usual needs a written reason, which is kept, also once it is taken back', async (t) => {
  const refused = await identity({ levels: { access: { level: 'mailbox' } } })
  t.match(refused, {
    status: 400,
    body: { code: 'invalid', errors: [{ location: 'body.settings.identity.levels.access.reason' }] },
  })
  const raised = await identity({ levels: { withdrawal: { level: 'mailbox' } } })
  t.same(raised.body.settings.identity.levels, { withdrawal: { level: 'mailbox', reason: null } }, 'more needs none')
  await identity({ levels: { access: { level: 'mailbox', reason } } })
  const shown = await acme.admin('GET', '/v1/organisation')
  t.same(shown.body.settings.identity.levels, {
    access: { level: 'mailbox', reason },
    withdrawal: { level: 'mailbox', reason: null },
  })
  const same = await acme.admin('PATCH', '/v1/organisation', { settings: shown.body.settings })
  t.equal(same.body.version, shown.body.version, 'what is shown can be sent, and changes nothing')
  const back = await identity({ levels: { access: null, withdrawal: null } })
  t.same(back.body.settings.identity.levels, {})
  const rows = await service.database.db.transaction(acme.id, (tx) =>
    feedBetween(tx, service.keyring, { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 1_000 }),
  )
  const changes = rows.filter(({ type }) => type === 'organisation_changed').slice(-2)
  t.match(changes, [
    { facts: { fields: ['identity'] }, detail: { identity: { levels: { access: { level: 'mailbox', reason } } } } },
    { facts: { fields: ['identity'] }, detail: { identity: { levels: {} } } },
  ])
})

t.test('people are asked by the methods that the organisation offers, and by no other', async (t) => {
  t.same(
    (await acme.admin('GET', '/v1/organisation')).body.settings.identity.methods,
    ['mailbox_code', 'address_on_file', 'known_facts', 'document', 'in_person'],
    'an account takes an issuer',
  )
  const request = await open()
  t.match(await act(request, 'ask-identity', ask(['known_facts', 'account'])), {
    status: 422,
    body: { code: 'method_not_offered', errors: [{ location: 'body.accepted_methods.1' }] },
  })
  t.equal((await read(request)).identity.status, 'unproven')
  await identity({ methods: ['document', 'in_person'] })
  t.match(await act(request, 'ask-identity', ask(['known_facts'])), { status: 422 })
  const asked = await act(request, 'ask-identity', ask(['document']))
  t.match(asked, { status: 200, body: { warnings: [] } }, 'nothing lighter is offered')
  const confirmed = await act(request, 'confirm-identity', { method: 'known_facts', note: 'called back' })
  t.equal(confirmed.body.identity.status, 'proven', 'staff may find out by any method')
  t.match(await identity({ methods: ['account', 'document'] }), {
    status: 400,
    body: { errors: [{ location: 'body.settings.identity.methods' }] },
  })
  t.equal((await identity({ methods: null })).body.settings.identity.methods.length, 5)
})

t.test('a document is disproportionate where a code suffices, since the organisation asks for no more', async (t) => {
  await identity({ methods: ['mailbox_code', 'document'] })
  const request = await open([{ right: 'access' }])
  const asked = await act(request, 'ask-identity', ask(['document']))
  t.same(asked.body.warnings, [])
  await identity({ levels: { access: { level: 'mailbox', reason } } })
  t.match((await read(request)).warnings, [{ code: 'document_disproportionate', message: /un code/ }])
  await identity({ levels: { access: null }, methods: null })
})

t.test('a request is not closed for want of an identity that its rights need no proof of', async (t) => {
  const close = { reason: 'identity_not_established' }
  const refused = { status: 422, body: { code: 'right_needs_no_identity' } }
  await identity({ levels: { access: { level: 'none', reason }, withdrawal: { level: 'verified' } } })
  t.match(await act(await open([{ right: 'access' }]), 'close', close), refused)
  t.match(await act(await open([{ right: 'withdrawal' }]), 'close', close), refused, 'also where it is wanted first')
  t.equal((await act(await open([{ right: 'erasure' }]), 'close', close)).status, 200)
  await identity({ levels: { access: null, withdrawal: null } })
})

t.test('a question that nothing needs any more ends with its pause once the level is lowered', async (t) => {
  const request = await open([{ right: 'access' }])
  const other = await open([{ right: 'erasure' }])
  for (const each of [request, other]) {
    await act(each, 'confirm-identity', { method: 'mailbox_code', note: 'by phone' })
    const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
    await act(each, 'ask-identity', { ...ask(['known_facts']), told })
  }
  t.match(await read(request), { clock_state: 'paused', status: 'awaiting_requester' })
  await identity({ levels: { access: { level: 'mailbox', reason } } })
  await recomputeOpenCases(service.deps, acme.id)
  t.match(await read(request), {
    clock_state: 'running',
    status: 'in_progress',
    identity: { status: 'proven', level: 'mailbox', needed: 'mailbox' },
  })
  t.same((await eventTypes(request)).slice(-2), ['identity_ask_ended', 'deadline_moved'])
  t.match(await read(other), { clock_state: 'paused', identity: { status: 'asked' } }, 'the other still needs it')
  const history = await eventTypes(request)
  await recomputeOpenCases(service.deps, acme.id)
  t.same(await eventTypes(request), history, 'done again, it does nothing')
  await identity({ levels: { access: null } })
})
