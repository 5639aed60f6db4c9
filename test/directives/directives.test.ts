import t from 'tap'
import {
  by,
  everything,
  execute,
  heirOf,
  letters,
  must,
  openDirectivesDesk,
  photographs,
  register,
  revoke,
  told,
} from './directives-desk.ts'

const {
  service,
  act,
  agent,
  dpo,
  open,
  onRight,
  proven,
  eventTypes,
  carriedOut,
  granted,
  fulfil,
  found,
  statuses,
  warned,
  accept,
} = await openDirectivesDesk(t)

t.test('what is fulfilled is registered, and found when the person writes again', async (t) => {
  const who = by('Zoé Łukasiewicz', 'zoe@example.org')
  const designated = { name: 'Bo Nilsson', email: 'bo@example.org' }
  const first = await carriedOut(register([photographs], { designated_person: designated }), who)
  t.ok((await eventTypes(first)).includes('directive_registered'))
  t.same(await found(first), [], 'a request does not find what it has registered itself')
  const second = await open([revoke], by('Z. Łukasiewicz', 'ZOE@example.org'))
  t.match(await found(second), [
    {
      object: 'directive',
      status: 'in_force',
      matched_by: ['email'],
      person: { name: 'Zoé Łukasiewicz', email: 'zoe@example.org' },
      directives: [{ ...photographs, stands: 'wholly', yields_to: [] }],
      designated_person: designated,
      designated_writes: false,
      identity_level: 'verified',
      registered_at: /^2026-03-02T09:\d\d:\d\dZ$/,
      registered_by: first.id,
      ended_at: null,
    },
  ])
  t.ok(await warned(second))
  t.ok((await must(proven(second))).warnings.some(({ code }: { code: string }) => code === 'directives_found'))
  t.notOk(await warned(await open([{ right: 'access' }], who)), 'the living person’s own access concerns none')
  t.notOk(await warned(await open([revoke], by('Ana', 'ana@example.org'))))
})

t.test('nothing is registered before the right is carried out', async (t) => {
  const who = by('Eva Berg', 'eva@example.org')
  const pending = await granted(register([photographs]), who)
  const looking = await open([revoke], who)
  t.same(await found(looking), [])
  await must(fulfil(pending))
  t.equal((await found(looking)).length, 1)
})

t.test('a later one takes the place of an earlier one where nothing of it is left', async (t) => {
  const who = by('Jan Kos', 'jan@example.org')
  const first = await carriedOut(register([photographs, letters]), who)
  const second = await carriedOut(register([{ ...photographs, instruction: 'keep' }]), who)
  const looking = await open([revoke], who)
  t.same(await statuses(looking), ['in_force', 'in_force'], 'the letters are still spoken of by the first alone')
  t.notOk((await eventTypes(second)).includes('directive_changed'))
  const third = await carriedOut(register([everything]), who)
  t.same(await statuses(looking), ['in_force', 'changed', 'changed'])
  t.equal((await eventTypes(third)).filter((type) => type === 'directive_changed').length, 2)
  const [newest] = await found(looking)
  t.match(newest, { registered_by: third.id })
  t.match((await found(looking)).at(-1), { registered_by: first.id, ended_by: third.id })
})

t.test('a revocation ends what is in force, kept with its history', async (t) => {
  const who = by('Léa Petit', 'lea@example.org')
  await carriedOut(register([letters]), who)
  await carriedOut(register([photographs]), who)
  const revoking = await carriedOut(revoke, who)
  t.equal((await eventTypes(revoking)).filter((type) => type === 'directive_revoked').length, 2)
  const later = await open([revoke], who)
  t.same(await statuses(later), ['revoked', 'revoked'])
  t.notOk(await warned(later), 'what is not in force warns nobody')
})

t.test('a name alone ends nothing: staff says which are meant, or none', async (t) => {
  await carriedOut(register([letters]), by('Maria José Silva'))
  const revoking = await granted(revoke, by('José Maria Silva'))
  const [one] = await found(revoking)
  t.match(one, { matched_by: ['name'], status: 'in_force' })
  t.match(await fulfil(revoking), { status: 422, body: { code: 'directives_unnamed' } })
  t.match(await fulfil(revoking, { directives: ['dir_01m84njr8vefza6n9xpnwsh16r'] }), { status: 404 })
  t.same(await statuses(revoking), ['in_force'], 'a refusal has changed nothing')
  const none = await granted(revoke, by('José Silva'))
  await must(fulfil(none, { directives: [] }))
  t.same(await statuses(revoking), ['in_force'])
  await must(fulfil(revoking, { directives: [one?.id] }))
  t.same(await statuses(none), ['revoked'])
})

t.test(
  'nobody ends another’s directives by claiming their number or address: staff says which are meant',
  async (t) => {
    const number = { type: 'customer', value: 'K-4711' }
    const victim = {
      ...by('Tove Lind', 'tove@example.org'),
      data_subject: { name: 'Tove Lind', identifiers: [number] },
    }
    await carriedOut(register([letters]), victim)
    const claims = {
      ...by('Rolf Lind', 'rolf@example.org'),
      data_subject: { name: 'Rolf Lind', identifiers: [number, { type: 'e-mail', value: 'tove@example.org' }] },
    }
    const revoking = await granted(revoke, claims)
    const [one] = await found(revoking)
    t.match(one, { matched_by: ['email', 'identifier'], status: 'in_force' })
    t.match(await fulfil(revoking), { status: 422, body: { code: 'directives_unnamed' } })
    const replacing = await carriedOut(register([everything]), claims)
    t.notOk((await eventTypes(replacing)).includes('directive_changed'))
    const heir = await open([execute('Rolf Lind')], heirOf('Rolf Lind', { data_subject: claims.data_subject }))
    await must(proven(heir))
    await accept(heir)
    await must(onRight(heir, 'decide', { outcome: 'granted', told }))
    await must(fulfil(heir))
    t.match(
      await found(revoking),
      [{ status: 'carried_out' }, { id: one?.id, status: 'in_force' }],
      'their own alone ended',
    )
  },
)

t.test('a couple with one mailbox keep their own', async (t) => {
  await carriedOut(register([letters]), by('Arne Moe', 'moe@example.org'))
  await carriedOut(register([everything]), by('Berit Moe', 'moe@example.org'))
  const revoking = await carriedOut(revoke, by('Berit Moe', 'moe@example.org'))
  t.match(await found(revoking), [
    { person: { name: 'Berit Moe' }, status: 'revoked' },
    { person: { name: 'Arne Moe' }, status: 'in_force' },
  ])
})

t.test('names are compared by their words: one first name more or less, and no single one', async (t) => {
  await carriedOut(register([letters]), by('Ingrid Anna Lindström'))
  const finds = async (name: string) => (await found(await open([execute(name)], heirOf(name)))).length
  t.equal(await finds('INGRID LINDSTROM'), 1)
  t.equal(await finds('Ingrid Anna Maria Lindström'), 1)
  t.equal(await finds('Ingrid'), 0)
  t.equal(await finds('Anna Berg Lindström'), 0)
  t.equal(await finds('Karl Lindström'), 0)
})

t.test('an heir’s request finds them for staff, and shows nothing of them to the heir', async (t) => {
  const identifiers = [{ type: 'customer', value: 'C-17 42' }]
  const who = { ...by('Per Holm', 'per@example.org'), data_subject: { name: 'Per Holm', identifiers } }
  await carriedOut(register([everything]), who)
  const request = await open(
    [execute('Per Holm')],
    heirOf('Per Holm', { data_subject: { name: 'Per Holm', identifiers: [{ type: 'Kunde', value: 'c1742' }] } }),
  )
  t.match(await found(request), [{ matched_by: ['identifier', 'name'] }])
  t.ok(await warned(request))
  const heir = await service.call('POST', '/v1/public/acme/sign-in', { email: 'ulla@example.org' })
  const { id } = heir.body.verification
  const redeemed = await service.call('POST', `/v1/public/acme/verifications/${id}/redeem`, { code: service.code(id) })
  const headers = { authorization: `Bearer ${redeemed.body.access_token}` }
  const seen = await service.call('GET', `/v1/me/requests/${request.id}`, undefined, headers)
  t.equal(seen.status, 200)
  t.notMatch(JSON.stringify(seen.body), /dir_|in_force|"directives|erase/)
  t.same((await service.call('GET', '/v1/me/directives', undefined, headers)).body.data, [])
  for (const [right, more] of [
    [{ right: 'post_mortem', purpose: 'estate' }, heirOf('Per Holm')],
    [{ right: 'post_mortem', purpose: 'death_notice', deceased: { name: 'Per Holm' } }, by('Ulla', 'u@example.org')],
    [{ right: 'access' }, heirOf('Per Holm', { capacity: 'representative' })],
  ] as const) {
    t.ok(await warned(await open([right], more)))
  }
})

t.test('they are carried out once the heir’s authority is accepted', async (t) => {
  const who = { ...by('Siv Dahl', 'siv@example.org'), data_subject: { name: 'Siv Dahl', identifiers: [] } }
  await carriedOut(register([everything]), who)
  const byAddress = [{ type: 'e-mail', value: 'Siv@example.org' }]
  const request = await open(
    [execute('Siv Dahl')],
    heirOf('Siv Dahl', { data_subject: { name: 'Siv Dahl', identifiers: byAddress } }),
  )
  await must(proven(request))
  t.equal((await onRight(request, 'decide', { outcome: 'granted', told })).body.code, 'authority_not_accepted')
  await accept(request)
  await must(onRight(request, 'decide', { outcome: 'granted', told }))
  await must(act(request, 'reject-authority', { note: 'forged', told }))
  t.equal((await fulfil(request)).body.code, 'authority_not_accepted')
  t.same(await statuses(request), ['in_force'])
  await accept(request)
  await must(fulfil(request))
  t.same(await statuses(request), ['carried_out'])
  t.ok((await eventTypes(request)).includes('directive_carried_out'))
})

t.test('what a right did to directives is undone when it is taken back', async (t) => {
  const who = by('Nils Ek', 'nils@example.org')
  await carriedOut(register([letters]), who)
  const replacing = await carriedOut(register([everything]), who)
  const looking = await open([revoke], who)
  t.same(await statuses(looking), ['in_force', 'changed'])
  await must(onRight(replacing, 'revise', { reason: 'another person’s letter' }))
  t.same(await statuses(looking), ['revoked', 'in_force'])
  t.same((await eventTypes(replacing)).slice(-4, -1), ['right_revised', 'directive_restored', 'directive_revoked'])
  await must(onRight(replacing, 'decide', { outcome: 'granted', told }))
  await must(fulfil(replacing))
  t.same(await statuses(looking), ['in_force', 'revoked', 'changed'])
})

t.test('who acts after a death gives no directives, and other rights concern none', async (t) => {
  const heir = await open([register([letters])], heirOf('Nobody Known'))
  await must(proven(heir))
  await accept(heir)
  await must(onRight(heir, 'decide', { outcome: 'granted', told }))
  t.match(await fulfil(heir), { status: 422, body: { code: 'not_permitted' } })
  const erasure = await granted({ right: 'erasure' }, by('Nils Ek', 'nils@example.org'))
  const named = { none_to_tell: true, directives: ['dir_01m84njr8vefza6n9xpnwsh16r'] }
  t.match(await fulfil(erasure, named), { status: 422, body: { code: 'not_permitted' } })
})

t.test('a mandate may carry them: they are the person’s, found by the person’s address', async (t) => {
  const request = await open([register([photographs])], {
    ...by('Law Firm', 'firm@example.org'),
    capacity: 'representative',
    data_subject: { name: 'Olga Ruiz' },
  })
  await must(proven(request))
  const checklist = Object.fromEntries(
    ['rights', 'length', 'data', 'subject_identity', 'representative_identity', 'recipient'].map((item) => [
      item,
      true,
    ]),
  )
  const answer = { answer_to: 'data_subject', contact: { email: 'olga@example.org' } }
  await must(act(request, 'confirm-authority', { note: 'mandate', checklist, ...answer }))
  await must(onRight(request, 'decide', { outcome: 'granted', told }))
  await must(fulfil(request))
  t.match(await found(await open([revoke], by('O. Ruiz', 'olga@example.org'))), [{ matched_by: ['email'] }])
  t.same(await found(await open([revoke], by('A Lawyer', 'firm@example.org'))), [])
})

t.test('a DPO lists them, also by address; a form’s client learns of none; another tenant has none', async (t) => {
  await carriedOut(register([letters]), by('Kim Rask', 'kim@example.org'))
  const byAddress = await must(dpo('GET', '/v1/directives?email=KIM@example.org'))
  t.match(byAddress.data, [{ person: { name: 'Kim Rask' }, directives: [letters] }])
  const page = await must(dpo('GET', '/v1/directives?limit=1'))
  t.match(page, { has_more: true, data: [{ person: { name: 'Kim Rask' } }] })
  const next = await must(dpo('GET', `/v1/directives?limit=1&cursor=${page.next_cursor}`))
  t.not(next.data[0].id, page.data[0].id)
  t.equal((await dpo('GET', `/v1/directives?email=kim@example.org&cursor=${page.next_cursor}`)).status, 400)
  t.equal((await agent('GET', '/v1/directives')).status, 403)

  const other = await service.organisation('other')
  t.same((await other.admin('GET', '/v1/directives')).body.data, [])
  const acme = await service.organisation('intake')
  const intake = await acme.client('intake')
  const staff = await acme.client('dpo')
  const write = (right: object) => ({
    channel: 'web',
    requester: { name: 'Kim Rask', email: 'kim@example.org' },
    rights: [right],
  })
  const made = await must(staff('POST', '/v1/requests', write(register([letters]))))
  const place = `/v1/requests/${made.id}`
  await must(staff('POST', `${place}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await must(staff('POST', `${place}/rights/${made.rights[0].id}/decide`, { outcome: 'granted' }))
  await must(staff('POST', `${place}/rights/${made.rights[0].id}/fulfil`, { note: 'registered' }))
  const opened = await must(intake('POST', '/v1/requests', write(revoke)))
  t.same(opened.warnings, [])
  t.notOk(await warned(opened, intake))
  t.ok(await warned(opened, staff))
  t.ok(
    (await must(staff('GET', '/v1/requests'))).data[0].warnings.some(
      ({ code }: { code: string }) => code === 'directives_found',
    ),
  )
  t.equal((await intake('GET', `/v1/requests/${opened.id}/directives`)).status, 403)
})

t.test('the person sees their own behind their mailbox', async (t) => {
  const acme = await service.organisation('mine')
  const staff = await acme.client('dpo')
  const email = 'ida@example.org'
  const made = await must(
    staff('POST', '/v1/requests', {
      channel: 'web',
      requester: { name: 'Ida Vik', email },
      rights: [register([letters], { designated_person: { name: 'Bo' } })],
    }),
  )
  const place = `/v1/requests/${made.id}`
  await must(staff('POST', `${place}/confirm-identity`, { method: 'in_person', note: 'was here' }))
  await must(staff('POST', `${place}/rights/${made.rights[0].id}/decide`, { outcome: 'granted' }))
  await must(staff('POST', `${place}/rights/${made.rights[0].id}/fulfil`, { note: 'registered' }))
  const ida = await acme.person(email)
  const { data } = await must(ida('GET', '/v1/me/directives'))
  t.equal(data.length, 1)
  t.match(data[0], {
    object: 'my_directive',
    status: 'in_force',
    registered_on: '2026-03-02',
    ended_on: null,
    directives: [letters],
    designated_person: { name: 'Bo' },
  })
  t.notOk('person' in data[0] || 'registered_by' in data[0])
  t.same((await must((await acme.person('bo@example.org'))('GET', '/v1/me/directives'))).data, [])
})
