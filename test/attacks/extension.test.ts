import t from 'tap'
import { openDesk } from '../requests/desk.ts'

const { service, open, act, dpo, eventTypes } = await openDesk(t)
const complexity = { ground: 'complexity', reasons: 'Forty systems.' }
const extensionsIn = async (request: { id: string }) =>
  (await eventTypes(request)).filter((type) => type === 'extension_decided').length
const lettersOf = async ({ id }: { id: string }) =>
  (await dpo('GET', `/v1/requests/${id}/letters`)).body.data.filter(
    ({ type }: { type: string }) => type === 'extension_notice',
  ).length

t.test('61: of twenty extensions at once one is granted, and the person gets one letter', async (t) => {
  const request = await open([{ right: 'access' }])
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      dpo('POST', `/v1/requests/${request.id}/extend`, complexity, { 'idempotency-key': `extension-${at}` }),
    ),
  )
  t.same(answers.map(({ status, body }) => (status === 200 ? body.due_on : body.code)).sort(), [
    '2026-06-02',
    ...Array(19).fill('already_extended'),
  ])
  t.equal(await extensionsIn(request), 1)
  t.equal(await lettersOf(request), 1)
})

t.test('61: a right is extended once, whatever else is named with it, or was done to it since', async (t) => {
  const request = await open([{ right: 'access' }, { right: 'erasure' }])
  const [access, erasure] = request.rights.map(({ id }) => id)
  t.equal((await act(request, 'extend', { ...complexity, rights: [access] })).status, 200)
  for (const rights of [[access], [access, erasure], [erasure, access], [access, access]]) {
    t.equal((await act(request, 'extend', { ...complexity, rights })).body.code, 'already_extended')
  }
  await act(request, `rights/${access}/amend`, { details: { scope: 'All of it.' }, reason: 'misread' })
  t.equal((await act(request, 'extend', { ...complexity, rights: [access] })).body.code, 'already_extended')
  const twice = await act(request, 'extend', { ...complexity, rights: [erasure, erasure] })
  t.equal(twice.status, 200, 'named twice is named')
  t.same(
    twice.body.rights.map(({ due_on }: { due_on: string }) => due_on),
    ['2026-06-02', '2026-06-02'],
  )
  t.equal(await extensionsIn(request), 2)
  t.equal((await act(request, 'extend', complexity)).body.code, 'already_extended')
})

t.test('61: neither a reopening nor a correction of the receipt gives a second one', async (t) => {
  const request = await open([{ right: 'access' }])
  const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
  t.equal((await act(request, 'extend', { ...complexity, told })).body.due_on, '2026-06-02')
  await act(request, 'cancel')
  await act(request, 'reopen', { reason: 'a mistake' })
  t.equal((await act(request, 'extend', complexity)).body.code, 'already_extended')
  service.at('2026-03-04T09:00:00Z')
  const corrected = await act(request, 'correct', { received_on: '2026-02-27', reason: 'The stamp.' })
  t.equal(corrected.body.due_on, '2026-05-27', 'three months from the real receipt, not from the first end')
  t.equal((await act(request, 'extend', complexity)).body.code, 'already_extended')
  t.equal(await extensionsIn(request), 1)
  service.at('2026-03-02T09:00:00Z')
})
