import type { Schema } from '../../../openapi/client/habeas.ts'
import { assesses } from './assessment.ts'
import {
  act,
  actOn,
  byReference,
  closes,
  type Desk,
  type Person,
  receives,
  rightOf,
  sendsForm,
  signsIn,
  tellClock,
} from './desk.ts'
import { recipientsOf } from './processing.ts'
import { tellsRecipients } from './recipients.ts'

// Rectification and erasure: what is changed here must be changed wherever it was passed on (art. 19).

const malik: Person = { name: 'Malik Benali', email: 'malik.benali@example.org', locale: 'en' }
const ines: Person = { name: 'Inès Garnier', email: 'ines.garnier@example.org', locale: 'fr' }

/** Letter 2 arrives as an e-mail, and an agent registers it. */
export async function rectificationArrives(desk: Desk): Promise<string> {
  const { telling, agent } = desk
  telling.letter('Letter 2: rectification (art. 16), by e-mail')
  telling.says(malik.name, 'has written an e-mail at 10:05: “I have changed jobs. Please correct my record.”')
  const body: Schema<'OpenRequest'> = {
    channel: 'email',
    received_at: '2026-02-03T10:05:00+01:00',
    requester: { name: malik.name, email: malik.email },
    rights: [
      {
        right: 'rectification',
        corrections: [
          { field: 'job_title', current: 'Buyer', wanted: 'Head of procurement' },
          { field: 'company', current: 'Nordlys SA', wanted: 'Halden SAS' },
        ],
      },
    ],
    locale: 'en',
  }
  const request = await agent.post('/v1/requests', { body })
  telling.says(
    agent.name,
    `registers it as ${request.reference}. It counts from when it arrived, not from when somebody read it.`,
  )
  await tellClock(desk, request)
  telling.expect('due on Tuesday 3 March, the day with the same number', request.due_on, '2026-03-03')
  return request.reference
}

/** Letter 2 is answered, and the recipients of the data are told. */
export async function rectificationIsAnswered(desk: Desk, reference: string): Promise<void> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 2: rectification')
  const request = await byReference(desk, reference)
  await act(agent, request, 'confirm-identity', {
    method: 'address_on_file',
    note: 'He writes from the address on file.',
  })
  await assesses(desk, request, { rectification: { applies: 13, recipients: 16 } })
  await actOn(dpo, request, {
    right: 'rectification',
    name: 'decide',
    body: {
      outcome: 'granted',
      items: [
        { activity: 'service', legal_basis: 'contract', outcome: 'granted' },
        { activity: 'newsletter', legal_basis: 'consent', outcome: 'granted' },
      ],
    },
  })
  telling.says(
    dpo.name,
    'grants it, for the service and the newsletter, which use what is wrong. He writes from the address on file, which settles who he is.',
  )
  await receives(desk, malik)
  const done = await actOn(agent, request, {
    right: 'rectification',
    name: 'fulfil',
    body: {
      note: 'Job title and company corrected in the CRM and in the newsletter list.',
      corrections: [
        { field: 'job_title', system: 'Zoho CRM', former: 'Buyer', corrected: 'Head of procurement' },
        { field: 'company', system: 'Zoho CRM', former: 'Nordlys SA', corrected: 'Halden SAS' },
        { field: 'company', system: 'Brevo', former: 'Nordlys SA', corrected: 'Halden SAS' },
      ],
    },
  })
  telling.says(agent.name, 'corrects the record.')
  await receives(desk, malik)
  telling.expect(
    'whoever received the data must be told (art. 19), and nobody is yet',
    done.warnings.some(({ code }) => code === 'recipients_untold'),
    true,
  )
  await tellsRecipients(desk, done, {
    about: 'rectification',
    person: malik,
    names: recipientsOf('service', 'newsletter'),
    activities: ['service'],
    on: '2026-02-05',
  })
  telling.expect('answered on 5 February', rightOf(done, 'rectification').answered_on, '2026-02-05')
  await closes(desk, done)
}

/** Letter 3 arrives, from an address nobody knows. */
export async function erasureArrives(desk: Desk): Promise<string> {
  const { telling } = desk
  telling.letter('Letter 3: erasure (art. 17), by the web form, in French')
  const sent = await sendsForm(desk, ines, {
    rights: [{ right: 'erasure', ground: 'c', scope: 'Mes coordonnées professionnelles' }],
    message: 'Je n’ai jamais été votre cliente : effacez mes coordonnées.',
  })
  telling.expect('due on Thursday 5 March', sent.receipt.due_on, '2026-03-05')
  return sent.receipt.reference
}

/** Letter 3: who is she? The question pauses the clock. */
export async function erasureIsQuestioned(desk: Desk, reference: string): Promise<void> {
  const { telling, agent } = desk
  telling.letter('Letter 3: erasure')
  const request = await byReference(desk, reference)
  const asked = await act(agent, request, 'ask-identity', {
    doubt: 'The address is not on file; the CRM holds a person of this name under an address at work.',
    question: 'À quelle adresse professionnelle vous avons-nous écrit, et pour le compte de quelle entreprise ?',
    accepted_methods: ['known_facts', 'address_on_file'],
  })
  telling.says(
    agent.name,
    'has a reasonable doubt (art. 12(6)): the CRM knows this name, under another address. She writes the doubt down, and asks.',
  )
  telling.quote((await receives(desk, ines)).text, 24)
  await tellClock(desk, asked)
  telling.expect(
    'while the question is open there is no due date; the safe date, were no pause admitted, stays',
    [asked.status, asked.clock_state, asked.due_on, asked.strict_due_on],
    ['awaiting_requester', 'paused', null, '2026-03-05'],
  )
}

/** Letter 3: she answers. */
export async function erasureIsExplained(desk: Desk): Promise<void> {
  const { telling } = desk
  telling.letter('Letter 3: erasure')
  const me = await signsIn(desk, ines)
  const [mine] = (await me.get('/v1/me/requests')).data
  if (mine === undefined) throw new Error('the person does not find her request')
  telling.expect(
    'the question waits for her in her own space; no e-mail has carried it',
    mine.asks.map(({ kind }) => kind),
    ['identity'],
  )
  const text = 'Vous m’écriviez à i.garnier@cobalt.example ; je travaillais alors pour Cobalt SAS.'
  await me.post('/v1/me/requests/{id}/messages', { path: { id: mine.id }, body: { text } })
  telling.says(ines.name, `answers there: “${text}”`)
}

/** Letter 3: her answer is read two days later, and counts from the day it came. */
export async function erasureIsGranted(desk: Desk, reference: string): Promise<void> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 3: erasure')
  const request = await byReference(desk, reference)
  const { data: messages } = await agent.get('/v1/requests/{id}/messages', { path: { id: request.id } })
  const answer = messages.findLast(({ author }) => author === 'requester')
  if (answer === undefined) throw new Error('her message has not arrived')
  const proven = await act(agent, request, 'confirm-identity', {
    method: 'known_facts',
    note: 'Address at work and employer agree with the CRM.',
    answered_at: answer.created_at,
  })
  telling.says(agent.name, 'reads her answer only now, and is convinced.')
  const clock = await tellClock(desk, proven)
  telling.expect(
    'the pause ended on 16 February, when the answer arrived, not today: seven days',
    [clock.pauses, clock.paused_days],
    [[{ from: '2026-02-09', until: '2026-02-16', reason: 'identity', days: 7 }], 7],
  )
  telling.expect('5 March and seven days: due on Thursday 12 March', proven.due_on, '2026-03-12')
  // All but rights requests and invoicing, which a law asks for
  await assesses(desk, request, { erasure: { applies: 11, recipients: 16 } })
  await actOn(dpo, request, {
    right: 'erasure',
    name: 'decide',
    body: {
      outcome: 'granted',
      items: [{ activity: 'prospecting', legal_basis: 'legitimate_interests', outcome: 'granted' }],
    },
  })
  telling.says(dpo.name, 'grants the erasure, for prospecting alone: she was a prospect, never a customer.')
  await receives(desk, ines)
}

/** Letter 3 is carried out. */
export async function erasureIsAnswered(desk: Desk, reference: string): Promise<void> {
  const { telling, agent } = desk
  telling.letter('Letter 3: erasure')
  const request = await byReference(desk, reference)
  const hosts = ['Microsoft Azure', 'Microsoft 365']
  const done = await actOn(agent, request, {
    right: 'erasure',
    name: 'fulfil',
    body: {
      note: 'Erased in the CRM and in the prospecting sequences.',
      systems: [
        { system: 'Zoho CRM', what: 'The contact, its notes and its score.', on: '2026-02-20' },
        { system: 'Lemlist', what: 'The contact in every sequence.', on: '2026-02-20' },
      ],
      remains: [{ what: 'Backups, which are overwritten after 90 days.', until: '2026-05-21' }],
      recipients: hosts.map((name) => ({ name, told_at: '2026-02-20T10:00:00+01:00' })),
    },
  })
  telling.says(agent.name, 'erases her data, and writes down that the two hosts have done so, too, an hour ago.')
  await receives(desk, ines)
  const told = await tellsRecipients(desk, done, {
    about: 'erasure',
    person: ines,
    names: recipientsOf('prospecting'),
    activities: ['prospecting'],
    on: '2026-02-20',
  })
  const me = await signsIn(desk, ines)
  const mine = await me.get('/v1/me/requests/{id}', { path: { id: request.id } })
  const shown = mine.rights.flatMap(({ fulfilment }) => fulfilment ?? [])
  telling.says(ines.name, 'reads in her own space what was erased where, and what remains until when.')
  telling.expect(
    'two systems were erased; the backups remain until 21 May',
    shown.map(({ systems, remains }) => [systems.map(({ system }) => system), remains.map(({ until }) => until)]),
    [[['Zoho CRM', 'Lemlist'], ['2026-05-21']]],
  )
  telling.expect(
    'who asks is told to whom the data had gone (art. 19): nine recipients; and the file has nothing open any more',
    [
      mine.rights.flatMap(({ recipients = [] }) => recipients.map(({ name }) => name)).toSorted(),
      told.warnings.map(({ code }) => code),
    ],
    [recipientsOf('prospecting').toSorted(), []],
  )
  telling.expect('answered on 20 February', rightOf(done, 'erasure').answered_on, '2026-02-20')
  await closes(desk, done)
}
