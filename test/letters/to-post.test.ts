import t from 'tap'
import { getLetter } from '../../src/letters/change-letter.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { uuidOf } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

// Answers on paper: what waits to be posted is found in one place, and what was overtaken before it was posted is not posted any more.

const service = await testService(t)
service.at('2026-03-02T09:00:00Z')
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const dpo = await acme.client('dpo')
const auditor = await acme.client('auditor')

type Shown = { readonly id: string; readonly type: string; readonly state: string; readonly request_id: string }

async function byPost(rights: readonly object[] = [{ right: 'access' }]) {
  const { status, body } = await agent('POST', '/v1/requests', {
    channel: 'post',
    received_at: '2026-03-02T08:00:00Z',
    requester: { name: 'Zoé Łukasiewicz', postal_address: '3 rue des Lilas\n75011 Paris' },
    rights,
  })
  if (status !== 201) throw new Error(`opened: ${status} ${body.code}`)
  return body
}

const act = async (request: { id: string }, action: string, body: object = {}) => {
  const { status, body: after } = await dpo('POST', `/v1/requests/${request.id}/${action}`, body)
  if (status !== 200) throw new Error(`${action}: ${status} ${after.code}`)
  return after
}
const refusal = { outcome: 'refused', grounds: ['rights_of_others'], reasons: 'Elles concernent un tiers.' }
const decide = (request: { id: string; rights: { id: string }[] }, outcome: object = refusal) =>
  act(request, `rights/${request.rights[0]?.id}/decide`, outcome)
const revise = (request: { id: string; rights: { id: string }[] }) =>
  act(request, `rights/${request.rights[0]?.id}/revise`, { reason: 'Relu.' })

async function lettersOf(request: { id: string }): Promise<Shown[]> {
  return (await auditor('GET', `/v1/requests/${request.id}/letters`)).body.data
}
const states = async (request: { id: string }) =>
  (await lettersOf(request)).map(({ type, state }) => `${type} ${state}`)
const post = ({ id }: Shown) => agent('POST', `/v1/letters/${id}/record-posted`, { posted_on: '2026-03-02' })
/** The words on the paper. */
async function printed({ id }: Shown): Promise<string> {
  const letter = parseId('ltr', id)
  if (letter === undefined) throw new Error('a letter has an id')
  return service.deps.database.transaction(
    acme.id,
    async (tx) => (await getLetter(tx, service.deps.keyring, letter)).detail.text,
  )
}

t.test('what waits to be posted is one list, oldest first, from which it goes with its posting', async (t) => {
  const waiting = async (query = '') => (await auditor('GET', `/v1/letters?state=queued&by=post${query}`)).body
  t.same(await waiting(), { object: 'list', data: [], has_more: false })
  const [one, two] = [await byPost(), await byPost()]
  await act(one, 'acknowledge')
  await act(two, 'acknowledge')
  await decide(one)
  const found = (await waiting()).data
  t.same(
    found.map(({ type, request_id }: Shown) => [type, request_id]),
    [
      ['acknowledgement', one.id],
      ['acknowledgement', two.id],
      ['decision', one.id],
    ],
  )
  const first = await waiting('&limit=2')
  t.match(first, { has_more: true, data: { length: 2 } })
  t.same((await waiting(`&limit=2&cursor=${first.next_cursor}`)).data, found.slice(2))
  t.equal((await post(found[0])).status, 200)
  t.same((await waiting()).data, found.slice(1))
  const byMail = await agent('POST', '/v1/requests', {
    channel: 'web',
    requester: { name: 'Ana', email: 'ana@example.net' },
    rights: [{ right: 'access' }],
  })
  await act(byMail.body, 'acknowledge')
  t.same((await waiting()).data, found.slice(1), 'e-mails leave by themselves')
})

t.test('the list asks for what it can find, and says so', async (t) => {
  for (const query of [
    '',
    '?state=queued',
    '?by=post',
    '?state=sent&by=post',
    '?state=queued&by=email',
    '?state=queued&by=post&type=x',
  ]) {
    t.equal((await auditor('GET', `/v1/letters${query}`)).status, 400, query)
  }
  const other = await (await service.organisation('other')).client('auditor')
  t.same((await other('GET', '/v1/letters?state=queued&by=post')).body.data, [])
})

t.test(
  'a printed answer that is taken back before it was posted is not to be posted; the next replaces nothing',
  async (t) => {
    const request = await byPost()
    await decide(request)
    await revise(request)
    t.same(await states(request), ['decision withdrawn'])
    const [withdrawn] = await lettersOf(request)
    const { data } = (await auditor('GET', `/v1/requests/${request.id}/events`)).body
    t.match(data.at(-2), { type: 'right_revised' })
    t.match(data.at(-1), { type: 'letter_withdrawn', details: { letter: withdrawn?.id, type: 'decision' } })
    await decide(request, { ...refusal, grounds: ['excessive'] })
    const answer = (await lettersOf(request)).at(-1)
    if (answer === undefined) throw new Error('there is an answer')
    t.notMatch(await printed(answer), /remplace/)
    t.equal((await post(answer)).status, 200)
    t.match((await auditor('GET', `/v1/requests/${request.id}`)).body.rights, [{ answered_on: '2026-03-02' }])
  },
)

t.test(
  'what was in the post by then is recorded all the same, and answers nothing; what follows replaces it',
  async (t) => {
    const request = await byPost()
    await decide(request)
    await revise(request)
    const [withdrawn] = await lettersOf(request)
    if (withdrawn === undefined) throw new Error('there is a letter')
    t.match(await post(withdrawn), { status: 200, body: { state: 'posted' } })
    t.match((await auditor('GET', `/v1/requests/${request.id}`)).body.rights, [
      { status: 'pending', answered_on: null },
    ])
    await decide(request)
    const next = (await lettersOf(request)).at(-1)
    t.match(next === undefined ? '' : await printed(next), /remplace/)
  },
)

t.test('an answer that was posted, or e-mailed, is replaced by the next', async (t) => {
  const posted = await byPost()
  await decide(posted)
  const [letter] = await lettersOf(posted)
  if (letter === undefined) throw new Error('there is a letter')
  await post(letter)
  await revise(posted)
  t.same(await states(posted), ['decision posted'])
  await decide(posted)
  const next = (await lettersOf(posted)).at(-1)
  t.match(next === undefined ? '' : await printed(next), /remplace/)
})

t.test('one refusal of several rights goes on standing for those that are not looked at again', async (t) => {
  const request = await byPost([{ right: 'access' }, { right: 'erasure' }])
  await act(request, 'close', { reason: 'not_controller' })
  t.same(await states(request), ['decision queued'])
  await act(request, 'reopen', { reason: 'Si.' })
  t.same(await states(request), ['decision withdrawn'], 'opened again, it answers neither')
  await act(request, 'close', { reason: 'not_a_rights_request' })
  await act(request, 'reopen', { reason: 'Si.' })
  t.same(await states(request), ['decision withdrawn', 'closure withdrawn'])
})

t.test('who may have read of a decision at their door is told that the next replaces it', async (t) => {
  const { body: request } = await agent('POST', '/v1/requests', {
    channel: 'post',
    received_at: '2026-03-02T08:00:00Z',
    requester: { name: 'Zoé Łukasiewicz', postal_address: '3 rue des Lilas\n75011 Paris', email: 'zoe@example.net' },
    rights: [{ right: 'access' }],
  })
  await decide(request)
  await revise(request)
  await decide(request)
  t.same(await states(request), ['decision withdrawn', 'decision queued'])
  const next = (await lettersOf(request)).at(-1)
  t.match(next === undefined ? '' : await printed(next), /remplace/)
})

t.test('a letter that does not open is in the list, with why it cannot be printed', async (t) => {
  const other = await service.organisation('damaged')
  const [clerk, reader] = [await other.client('agent'), await other.client('auditor')]
  const { body } = await clerk('POST', '/v1/requests', {
    channel: 'phone',
    received_at: '2026-03-02T08:00:00Z',
    reply_by: 'post',
    requester: { name: 'Bo', postal_address: '1 rue Haute, Paris' },
    rights: [{ right: 'access' }],
  })
  await clerk('POST', `/v1/requests/${body.id}/acknowledge`, {})
  await runAs(
    service.database.superuser,
    'update habeas.letters set detail = set_byte(detail, 20, get_byte(detail, 20) # 1) where request_id = $1',
    [uuidOf('req', body.id)],
  )
  const { status, body: list } = await reader('GET', '/v1/letters?state=queued&by=post')
  t.equal(status, 200)
  t.match(list.data, [{ type: 'acknowledgement', subject: null, warnings: [{ code: 'unreadable' }] }])
})
