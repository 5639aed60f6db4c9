import type { Schema } from '../../../openapi/client/habeas.ts'
import { assesses } from './assessment.ts'
import { act, actOn, byReference, closes, type Desk, type Person, receives, rightOf } from './desk.ts'
import { recipientsOf } from './processing.ts'
import { tellsRecipients } from './recipients.ts'

// Restriction: what is not to be used stands still wherever it was passed on (art. 19), and until the person is told otherwise.

const yann: Person = { name: 'Yann Le Goff', email: 'yann.legoff@example.org', locale: 'en' }
/** A customer, whom the CRM knows by his number. */
const knownAs = { 'Zoho CRM': 'C-30417' }

/** Letter 4 is a telephone call, answered on the same day. */
export async function restrictionIsAnswered(desk: Desk): Promise<string> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 4: restriction (art. 18), by telephone')
  telling.says(yann.name, 'has called at 11:00: “Your score of me is wrong. Stop using it until you have checked.”')
  const body: Schema<'OpenRequest'> = {
    channel: 'phone',
    received_at: '2026-02-11T11:00:00+01:00',
    requester: { name: yann.name, email: yann.email, phone: '+33 6 39 98 00 01' },
    rights: [{ right: 'restriction', ground: 'a', scope: 'The score that prospecting works with.' }],
    locale: 'en',
  }
  const request = await agent.post('/v1/requests', { body })
  telling.says(
    agent.name,
    `registers the call as ${request.reference}, and has him name his customer number and his last invoice.`,
  )
  telling.expect('due on Wednesday 11 March', request.due_on, '2026-03-11')
  await act(agent, request, 'confirm-identity', {
    method: 'known_facts',
    note: 'Customer number and amount of the last invoice.',
  })
  await assesses(desk, request, { restriction: { applies: 13, recipients: 16 } })
  const items = [{ activity: 'prospecting', legal_basis: 'legitimate_interests', outcome: 'granted' as const }]
  await actOn(dpo, request, { right: 'restriction', name: 'decide', body: { outcome: 'granted', items } })
  telling.says(
    dpo.name,
    'grants it at once, for prospecting alone: of the sixteen, those who have the data for that are to be told.',
  )
  await receives(desk, yann)
  const fulfil = { note: 'The score is frozen while it is checked (art. 18(1)(a)).' }
  const done = await actOn(agent, request, { right: 'restriction', name: 'fulfil', body: fulfil })
  telling.says(agent.name, 'freezes the score.')
  await receives(desk, yann)
  await tellsRecipients(desk, done, {
    about: 'restriction',
    person: yann,
    names: recipientsOf('prospecting'),
    activities: ['prospecting'],
    knownAs,
    on: '2026-02-11',
  })
  telling.expect('answered on the day of the call', rightOf(done, 'restriction').answered_on, '2026-02-11')
  telling.expect(
    'a system that is about to use his data is told that they are restricted, on which ground and by which letter',
    await restrictionsOf(desk, yann),
    { restricted: true, restrictions: [{ reference: request.reference, ground: 'a' }] },
  )
  await closes(desk, done)
  return request.reference
}

/** Letter 4: the score was checked; before anything is used again, he is told (art. 18(3)). */
export async function restrictionIsLifted(desk: Desk, reference: string): Promise<void> {
  const { telling, dpo } = desk
  telling.letter('Letter 4: restriction')
  const request = await byReference(desk, reference)
  const lift = { on: '2026-03-23', reasons: 'The score was checked and put right.' }
  const lifted = await actOn(dpo, request, { right: 'restriction', name: 'lift', body: lift })
  telling.says(dpo.name, 'lifts the restriction from Monday 23 March on, and has him told before (art. 18(3)).')
  await receives(desk, yann)
  telling.expect('that works on a closed request, which stays closed', lifted.status, 'closed')
  telling.expect('until that Monday it holds', (await restrictionsOf(desk, yann)).restricted, true)
}

/** Letter 4: the day has come, on which letters to recipients may say that the restriction has ended. */
export async function restrictionHasEnded(desk: Desk, reference: string): Promise<void> {
  const { telling } = desk
  telling.letter('Letter 4: restriction')
  telling.says(yann.name, 'was told on Friday, before anything of his was used again.')
  telling.expect('the systems are told that nothing of his is restricted any more', await restrictionsOf(desk, yann), {
    restricted: false,
    restrictions: [],
  })
  const request = await tellsRecipients(desk, await byReference(desk, reference), {
    about: 'lift',
    person: yann,
    names: recipientsOf('prospecting').filter((name) => name !== 'YouTube'), // who has never been told of it
    activities: ['prospecting'],
    knownAs,
    endsOn: '2026-03-23',
    on: '2026-03-23',
  })
  telling.expect(
    'nobody is left who would go on restricting what is free again',
    request.warnings.map(({ code }) => code),
    [],
  )
}

/** What a system of the organisation is told of a person's data before it uses them. */
async function restrictionsOf({ agent }: Desk, { email }: Person) {
  const checked = await agent.post('/v1/restrictions/check', { body: { email } })
  if (checked.object !== 'restriction_check') throw new Error('one person was asked for')
  const { restricted, restrictions } = checked
  return { restricted, restrictions: restrictions.map(({ reference, ground }) => ({ reference, ground })) }
}
