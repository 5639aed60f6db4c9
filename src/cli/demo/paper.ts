import type { Schema } from '../../../openapi/client/habeas.ts'
import { assesses } from './assessment.ts'
import {
  act,
  actOn,
  byReference,
  closes,
  type Desk,
  type Person,
  posts,
  type Request,
  receives,
  rightOf,
  tellClock,
} from './desk.ts'

// Whoever comes in person or writes by post is answered on paper: printed here, told on the day it is posted.

const marc: Person = { name: 'Marc Caron', email: 'marc.caron@example.org', locale: 'en' }

/** Letter 7: somebody comes in to say what shall become of her data after her death. */
export async function postMortemIsRegistered(desk: Desk): Promise<string> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 7: instructions for after death (French law of 6 January 1978, art. 84 to 86), in person')
  telling.says(
    'Odette Caron',
    'comes in: “When I die, erase what you know of my browsing, and give the contracts to my son.”',
  )
  const body: Schema<'OpenRequest'> = {
    channel: 'in_person',
    received_at: '2026-02-23T10:30:00+01:00',
    requester: { name: 'Odette Caron', postal_address: '8 rue de la Paix\n94300 Vincennes' },
    rights: [
      {
        right: 'post_mortem',
        purpose: 'register',
        directives: [
          { instruction: 'erase', scope: 'Technical and browsing data' },
          { instruction: 'disclose', scope: 'Contracts and invoices', recipient: 'Marc Caron' },
        ],
        designated_person: { name: 'Marc Caron', email: 'marc.caron@example.org' },
      },
    ],
    reply_by: 'post',
    locale: 'en',
  }
  const request = await agent.post('/v1/requests', { body })
  telling.says(agent.name, `registers it as ${request.reference}; who she is, one sees.`)
  telling.expect('due on Monday 23 March: these requests follow the month by analogy', request.due_on, '2026-03-23')
  await act(agent, request, 'confirm-identity', {
    method: 'in_person',
    note: 'Came in; the passport was shown, nothing was copied.',
  })
  await assesses(desk, request, { post_mortem: { applies: 13, recipients: 0 } })
  await actOn(dpo, request, { right: 'post_mortem', name: 'decide', body: { outcome: 'granted' } })
  telling.says(dpo.name, 'grants it.')
  const note = 'Directives recorded, with the person who shall carry them out.'
  const done = await actOn(agent, request, { right: 'post_mortem', name: 'fulfil', body: { note } })
  telling.says(agent.name, 'records the directives and the person she designates, and prints the answer.')
  telling.expect('on paper nothing is told before it is posted', rightOf(done, 'post_mortem').answered_on, null)
  return request.reference
}

export async function postMortemIsPosted(desk: Desk, reference: string): Promise<void> {
  const { telling, agent } = desk
  telling.letter('Letter 7: instructions for after death')
  const request = await byReference(desk, reference)
  const count = await posts(agent, request, '2026-02-24')
  telling.says(agent.name, `posts ${count} letters to Vincennes.`)
  const posted = await byReference(desk, reference)
  telling.expect('told, and so answered, on 24 February', rightOf(posted, 'post_mortem').answered_on, '2026-02-24')
  await closes(desk, posted)
}

/** Letter 10: she has died, and her son writes. What she registered is found by her name. */
export async function directivesAreCarriedOut(desk: Desk, registered: string): Promise<void> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 10: her son asks that her instructions be carried out (art. 85), by e-mail')
  telling.says(marc.name, 'has written on Monday: “My mother has died. She told me that she left you instructions.”')
  const body: Schema<'OpenRequest'> = {
    channel: 'email',
    received_at: '2026-04-20T09:30:00+02:00',
    requester: { name: marc.name, email: marc.email },
    data_subject: { name: 'Odette Caron' },
    capacity: 'designated_person',
    rights: [
      { right: 'post_mortem', purpose: 'execute', deceased: { name: 'Odette Caron', date_of_death: '2026-04-11' } },
    ],
    locale: 'en',
  }
  const request = await agent.post('/v1/requests', { body })
  telling.says(agent.name, `registers it as ${request.reference}.`)
  telling.expect('due on Wednesday 20 May', request.due_on, '2026-05-20')
  telling.expect(
    'the service has found instructions, and says so',
    request.warnings.some(({ code }) => code === 'directives_found'),
    true,
  )
  const [found, ...others] = await directivesOf(desk, request)
  telling.expect(
    'they are hers, by her name; what she wanted in February stands, and so does who shall see to it',
    [
      found?.person?.name,
      found?.matched_by,
      found?.directives.map(({ instruction, scope, stands }) => [instruction, scope, stands]),
      found?.designated_person?.name,
      others.length,
    ],
    [
      'Odette Caron',
      ['name'],
      [
        ['erase', 'Technical and browsing data', 'wholly'],
        ['disclose', 'Contracts and invoices', 'wholly'],
      ],
      marc.name,
      0,
    ],
  )
  await act(agent, request, 'confirm-identity', { method: 'in_person', note: 'Came in with his passport.' })
  await act(agent, request, 'confirm-authority', {
    checklist: { death: true, quality: true },
    note: 'Death certificate seen; her instructions name him.',
  })
  telling.says(agent.name, 'sees the death certificate and his passport; her instructions name him to carry them out.')
  await actOn(dpo, request, { right: 'post_mortem', name: 'decide', body: { outcome: 'granted' } })
  telling.says(dpo.name, 'grants it.')
  await receives(desk, marc)
  const fulfil = {
    note: `Browsing data erased; contracts and invoices handed to Marc Caron, as registered under ${registered}.`,
    directives: found === undefined ? [] : [found.id],
  }
  const done = await actOn(agent, request, { right: 'post_mortem', name: 'fulfil', body: fulfil })
  telling.says(agent.name, 'carries them out: a name alone is many people’s, so she says herself which they are.')
  await receives(desk, marc)
  telling.expect('answered on 22 April', rightOf(done, 'post_mortem').answered_on, '2026-04-22')
  telling.expect(
    'the instructions are carried out, and nobody finds them in force again',
    (await directivesOf(desk, request)).map(({ status }) => status),
    ['carried_out'],
  )
  await closes(desk, done)
}

async function directivesOf({ agent }: Desk, { id }: Request) {
  return (await agent.get('/v1/requests/{id}/directives', { path: { id } })).data
}

/** Letter 9: an envelope with three rights in it. Who writes is unclear, and only for two of them that matters. */
export async function threeRightsArrive(desk: Desk): Promise<string> {
  const { telling, postRoom, agent, dpo } = desk
  telling.letter('Letter 9: three rights in one envelope, by post')
  telling.says(
    'Georges Petit',
    'has written: “I withdraw my consent to the newsletter. Erase my account and my invoices. And stop analysing my support chats: I am a trade unionist, they say too much of me.”',
  )
  const body: Schema<'OpenRequest'> = {
    channel: 'post',
    received_on: '2026-02-27',
    requester: { name: 'Georges Petit', postal_address: '3 rue des Lilas\n75011 Paris' },
    rights: [
      { right: 'withdrawal', consents: ['newsletter'] },
      { right: 'erasure', scope: 'Account and invoices' },
      { right: 'objection', direct_marketing: false, situation: 'Trade unionist', scope: 'Analysis of support chats' },
    ],
    locale: 'en',
  }
  const request = await postRoom.post('/v1/requests', { body })
  telling.says(postRoom.name, `stamped it on Friday 27 February, and registers it today as ${request.reference}.`)
  telling.expect(
    'the clock runs from the stamp: due on Friday 27 March',
    [request.received_on, request.due_on],
    ['2026-02-27', '2026-03-27'],
  )

  await act(agent, request, 'ask-identity', {
    doubt: 'No signature, and two customers have this name.',
    question: 'Please send us a copy of a document that shows your name and address; cover all the rest.',
    accepted_methods: ['document'],
  })
  await posts(agent, request, '2026-03-02')
  telling.says(
    agent.name,
    'finds two customers of this name. She asks for a masked copy of a document, prints the question and posts it.',
  )
  const paused = await byReference(desk, request.reference)
  await tellClock(desk, paused)
  telling.expect(
    'the question pauses erasure and objection; the withdrawal keeps its day, and was to stop at receipt',
    paused.rights.map(({ right, due_on, act_by }) => [right, due_on, act_by]),
    [
      ['withdrawal', '2026-03-27', '2026-02-27'],
      ['erasure', null, null],
      ['objection', null, null],
    ],
  )
  await assesses(desk, request, {
    withdrawal: { applies: 3, recipients: 0 },
    erasure: { applies: 11, recipients: 16 },
    objection: { applies: 5, recipients: 0 },
  })
  await actOn(dpo, request, { right: 'withdrawal', name: 'decide', body: { outcome: 'granted' } })
  await actOn(agent, request, {
    right: 'withdrawal',
    name: 'fulfil',
    body: { note: 'Both customers of this name are unsubscribed.' },
  })
  await posts(agent, request, '2026-03-02')
  telling.says(agent.name, 'does not wait for the newsletter: both are unsubscribed, and told by the same post.')
  const withdrawn = await byReference(desk, request.reference)
  telling.expect(
    'the withdrawal is answered on 2 March, while the rest waits',
    [rightOf(withdrawn, 'withdrawal').answered_on, withdrawn.clock_state, withdrawn.status],
    ['2026-03-02', 'paused', 'awaiting_requester'],
  )
  return request.reference
}

/** Letter 9: the masked copy came on Monday, and is checked on Wednesday. */
export async function threeRightsAreProven(desk: Desk, reference: string): Promise<void> {
  const { telling, agent } = desk
  telling.letter('Letter 9: three rights in one envelope')
  const request = await byReference(desk, reference)
  const path = { id: request.id }
  const file = new File([maskedCopy], 'masked-copy.pdf', { type: 'application/pdf' })
  await agent.post('/v1/requests/{id}/documents', { path, body: { kind: 'identity', file } })
  telling.says(agent.name, 'files the masked copy that came by post on Monday 16 March, compares it, and is sure.')
  const proven = await act(agent, request, 'confirm-identity', {
    method: 'document',
    note: 'Name and address agree with customer 20417.',
    answered_at: '2026-03-16T09:00:00+01:00',
  })
  await tellClock(desk, proven)
  telling.expect(
    'fourteen days of pause, from 2 to 16 March: 27 March becomes Friday 10 April',
    [proven.clock_state, proven.due_on, proven.strict_due_on],
    ['running', '2026-04-10', '2026-03-27'],
  )
  const [kept] = (await agent.get('/v1/requests/{id}/documents', { path })).data
  telling.expect(
    'the copy was deleted at once; that it was checked stays in the history',
    typeof kept?.deleted_at,
    'string',
  )
}

/** Letter 9 is decided: one right refused, with its ground and where to turn; one granted. */
export async function threeRightsAreDecided(desk: Desk, reference: string): Promise<void> {
  const { telling, agent, dpo } = desk
  telling.letter('Letter 9: three rights in one envelope')
  const request = await byReference(desk, reference)
  const refused = await actOn(dpo, request, {
    right: 'erasure',
    name: 'decide',
    body: {
      outcome: 'refused',
      grounds: ['legal_obligation'],
      reasons:
        'Invoices are kept for ten years (Code de commerce, art. L123-22), and the account names whom they are for.',
      items: [
        { activity: 'invoicing', legal_basis: 'legal_obligation', outcome: 'refused', grounds: ['legal_obligation'] },
      ],
    },
  })
  telling.says(
    dpo.name,
    'refuses the erasure: the law obliges the company to keep its invoices (art. 17(3)(b)). The letter says why, and where to complain: the CNIL, and the courts.',
  )
  telling.expect(
    'a refusal names its ground, and this one comes within the first month',
    [rightOf(refused, 'erasure').grounds, refused.warnings],
    [['legal_obligation'], []],
  )
  await actOn(dpo, request, { right: 'objection', name: 'decide', body: { outcome: 'granted' } })
  await actOn(agent, request, {
    right: 'objection',
    name: 'fulfil',
    body: { note: 'Chats of this customer are left out of the analysis.' },
  })
  telling.says(dpo.name, 'grants the objection: against his situation no compelling ground is shown (art. 21(1)).')
}

export async function threeRightsArePosted(desk: Desk, reference: string): Promise<void> {
  const { telling, agent } = desk
  telling.letter('Letter 9: three rights in one envelope')
  const count = await posts(agent, await byReference(desk, reference), '2026-04-03')
  telling.says(agent.name, `posts ${count} letters to Paris.`)
  const posted = await byReference(desk, reference)
  telling.expect(
    'all three are answered, each with its own outcome, and in time',
    posted.rights.map(({ right, outcome, answered_on, answered_in_time }) => [
      right,
      outcome,
      answered_on,
      answered_in_time,
    ]),
    [
      ['withdrawal', 'granted', '2026-03-02', true],
      ['erasure', 'refused', '2026-04-03', true],
      ['objection', 'granted', '2026-04-03', true],
    ],
  )
  await closes(desk, posted)
}

/** A page with nothing on it: all but name and address is covered, and these are invented. */
const maskedCopy = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'
