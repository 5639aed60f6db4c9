import t from 'tap'
import { newId, type Prefix, showId } from '../../src/platform/identifiers.ts'
import { testService } from '../support/service.ts'
import { callerAt, type Desk, digestRows, done, openCase, openDesk, withPerson } from './desk.ts'
import { prepare, unknownOnEitherSide } from './errands.ts'
import { comparable, type Errand, type Operation, readDocument, send } from './operations.ts'

const service = await testService(t)
const document = await readDocument(service.call)
const acme = await openDesk(service, 'acme')
const otherTenant = await openDesk(service, 'other')
const otherPerson = await withPerson(acme, 'eve@acme.example')

t.test('the attacks know every operation of the document, and no other', async (t) => {
  t.same(unknownOnEitherSide(document), [])
})

for (const operation of document.operations.filter(namesSomething)) {
  t.test(
    `21–23: ${operation.id}: ids of another tenant, person or request, alone and mixed, are as absent`,
    async (t) => {
      const isPersonal = operation.door === 'requester'
      const own = await prepare(operation, acme)
      const tenants = await prepare(operation, otherTenant)
      const neighbours = await prepare(operation, isPersonal ? otherPerson : acme)
      const call = callerAt(acme, operation)
      const before = await digestRows(service.database)
      const [unknown] = mixtures(operation, own, [])
      const absent = comparable(await send(operation, { ...own, ...unknown }, call))
      t.equal(absent.status, isChallenge(operation) ? 401 : 404)
      for (const { ids, from } of mixtures(operation, own, [tenants, neighbours])) {
        // To staff, all that belongs to another request of their own desk is right again
        if (from.every((source) => source === 0) || (!isPersonal && from.every((source) => source === 2))) continue
        const answer = comparable(await send(operation, { ...own, ids }, call))
        if (isChallenge(operation) && from[0] === 'malformed') t.equal(answer.status, 404)
        else t.same(answer, absent, `${from}`)
      }
      if (!isChallenge(operation)) t.same(await digestRows(service.database), before, 'and nothing was changed')
      const { status } = await send(operation, own, call)
      t.ok(status < 300, `while the right ones open it: ${status}`)
    },
  )
}

t.test('21–23: the one 404 says the same wherever it is met', async (t) => {
  const bodies = new Set<string>()
  for (const operation of document.operations.filter(namesSomething).filter((each) => !isChallenge(each))) {
    const errand = withoutIds(operation, await prepare(operation, acme))
    bodies.add(comparable(await send(operation, errand, callerAt(acme, operation))).text)
  }
  bodies.add(comparable(await acme.staff.admin('GET', '/v1/no-such-path')).text)
  t.equal(bodies.size, 1, [...bodies].join('\n'))
})

t.test('21–23: a code of another tenant, of nobody and a wrong one are one and the same 401', async (t) => {
  const redeem = document.find('redeemCode')
  const own = await prepare(redeem, acme)
  const foreign = await prepare(redeem, otherTenant)
  const slug = acme.organisation.slug
  const answerTo = async ({ body = {} }: Errand, vrf = '') =>
    comparable(await send(redeem, { body, ids: { slug, vrf } }, service.call))
  const unknown = await answerTo(own, showId('vrf', newId('vrf')))
  t.equal(unknown.status, 401)
  t.same(await answerTo(foreign, foreign.ids?.vrf), unknown, 'the right code, at another organisation’s door')
  t.same(await answerTo({ body: { code: '00000000' } }, own.ids?.vrf), unknown)
})

t.test('21–23: ids in bodies and queries reach no further', async (t) => {
  const { admin } = acme.staff
  const [mine, another, theirs] = [await openCase(acme), await openCase(acme), await openCase(otherTenant)]
  const child = await openCase(acme, { capacity: 'parent', data_subject: { name: 'Léa' } })
  await done(admin('POST', `/v1/requests/${mine.id}/ask-clarification`, { question: 'Which?', large_volume: true }))
  const messageOf = async (desk: Desk, { id }: { id: string }): Promise<string> =>
    (await done(desk.person('POST', `/v1/me/requests/${id}/messages`, { text: 'All.' }))).id
  const documentOf = async (desk: Desk) => (await prepare(document.find('getDocumentContent'), desk)).ids?.doc
  const [near, far] = [await documentOf(acme), await documentOf(otherTenant)]
  const extension = { ground: 'complexity', reasons: 'Forty systems.' }
  const tries: readonly [string, object][] = [
    [`${mine.id}/record-answer`, { in_reply_to: await messageOf(acme, another), sufficient: true }],
    [`${mine.id}/record-answer`, { in_reply_to: await messageOf(otherTenant, theirs), sufficient: true }],
    [`${mine.id}/record-answer`, { in_reply_to: near, sufficient: true }],
    [`${mine.id}/record-answer`, { in_reply_to: far, sufficient: true }],
    [`${mine.id}/extend`, { ...extension, rights: [another.rights[0]?.id] }],
    [`${mine.id}/extend`, { ...extension, rights: [mine.rights[0]?.id, theirs.rights[0]?.id] }],
    [`${mine.id}/close`, { reason: 'duplicate', duplicate_of: theirs.id }],
    [`${child.id}/confirm-authority`, { note: 'mandate', documents: [near] }],
    [`${child.id}/reject-authority`, { note: 'mandate', documents: [far] }],
  ]
  const before = await digestRows(service.database)
  for (const [path, body] of tries) {
    const { status, body: answer } = await admin('POST', `/v1/requests/${path}`, body)
    t.ok([400, 404, 422].includes(status), `${path} ${JSON.stringify(body)}: ${status} ${answer.code}`)
  }
  const [{ id: foreign }] = (await done(otherTenant.staff.admin('GET', '/v1/events'))).data
  t.equal((await admin('GET', `/v1/events?after=${foreign}`)).status, 400, 'a position in the feed of another tenant')
  t.same(await digestRows(service.database), before, 'and nothing was changed')
})

/** Whether the path holds an id. What it holds else (a slug, a source, a code) opens nothing by itself. */
function namesSomething({ parameters }: Operation): boolean {
  return parameters.some(({ prefix }) => prefix !== undefined)
}

/** A code is refused in one way, whichever challenge it was for. */
function isChallenge({ id }: Operation): boolean {
  return id === 'redeemCode'
}

/** The same call for what was never there. */
function withoutIds(operation: Operation, errand: Errand): Errand {
  const [absent] = mixtures(operation, errand, [])
  return { ...errand, ...(absent && { ids: absent.ids }) }
}

type Mixture = { readonly ids: Readonly<Record<string, string>>; readonly from: readonly (string | number)[] }

/** What was never there, one id at a time; and every mix of one's own ids with the strangers', which are numbered from 1. */
function* mixtures(
  { parameters }: Operation,
  { ids: own = {} }: Errand,
  strangers: readonly Errand[],
): Generator<Mixture> {
  const named = parameters.filter(({ prefix }) => prefix !== undefined)
  for (const { name, prefix } of named) {
    const kind = prefix as Prefix // of the document: filtered above
    const mine = own[name] ?? ''
    const never = [
      showId(kind, newId(kind)),
      `${kind}_0`,
      mine.toUpperCase(),
      mine.replace(kind, kind === 'req' ? 'doc' : 'req'),
    ]
    for (const [at, id] of never.entries())
      yield { ids: { ...own, [name]: id }, from: [at === 0 ? 'absent' : 'malformed'] }
  }
  for (let choice = 0; choice < (strangers.length + 1) ** named.length; choice += 1) {
    const from = named.map((_, at) => Math.floor(choice / (strangers.length + 1) ** at) % (strangers.length + 1))
    const mixed = named.map(({ name }, at) => [
      name,
      [own, ...strangers.map(({ ids }) => ids)][from[at] ?? 0]?.[name] ?? '',
    ])
    yield { ids: { ...own, ...Object.fromEntries(mixed) }, from }
  }
}
