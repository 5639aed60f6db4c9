import { assesses } from './assessment.ts'
import { actOn, byReference, closes, type Desk, type Person, receives, rightOf, sendsForm, tellClock } from './desk.ts'
import { until } from './doors.ts'

// What stops at receipt: an objection to direct marketing (art. 21(3)) and a withdrawal of consent (art. 7(3)). Nobody has to prove
// who they are for that, and neither a pause nor an extension touches it.

const sofia: Person = { name: 'Sofia Marques', email: 'sofia.marques@example.org', locale: 'en' }
const lea: Person = { name: 'Léa Morin', email: 'lea.morin@example.org', locale: 'fr' }

/** Letter 5: ten minutes from the form to the answer. */
export async function marketingObjection(desk: Desk): Promise<void> {
  const { telling } = desk
  telling.letter('Letter 5: objection to direct marketing (art. 21(2)), by the web form')
  const sent = await sendsForm(desk, sofia, {
    rights: [{ right: 'objection', direct_marketing: true }],
    message: 'No more sales calls and e-mails, please.',
  })
  telling.expect('an answer is due on Thursday 12 March', sent.receipt.due_on, '2026-03-12')
  telling.expect(
    'nobody has read it yet, and the mailing tool is told to leave her out: an objection to marketing holds from its receipt (art. 21(3))',
    await isSuppressed(desk, sofia),
    true,
  )
  await stopsAtOnce(desk, sent.receipt.reference, {
    person: sofia,
    right: 'objection',
    receivedOn: '2026-02-12',
    note: 'Taken out of every prospecting sequence and put on the suppression list.',
    says: 'takes her out of every sequence. To refuse prospecting no reason is needed, and no proof of identity.',
  })
}

/** Letter 8: a consent is withdrawn as easily as it was given. */
export async function withdrawal(desk: Desk): Promise<void> {
  const { telling } = desk
  telling.letter('Letter 8: withdrawal of consent (art. 7(3)), by the web form, in French')
  const sent = await sendsForm(desk, lea, {
    rights: [{ right: 'withdrawal', consents: ['newsletter', 'advertising'] }],
    message: 'Je retire mon consentement à la lettre d’information et à la mesure publicitaire.',
  })
  telling.expect('an answer is due on Thursday 26 March', sent.receipt.due_on, '2026-03-26')
  await stopsAtOnce(desk, sent.receipt.reference, {
    person: lea,
    right: 'withdrawal',
    receivedOn: '2026-02-26',
    note: 'Unsubscribed; trackers of the campaigns switched off.',
    says: 'unsubscribes her and switches the trackers off. What was done before stays lawful; from now on it stops.',
  })
}

/** Whether the tool that sends mailings is told to leave this person out. */
async function isSuppressed({ sender }: Desk, { email }: Person): Promise<boolean> {
  const checked = await sender.post('/v1/suppressions/check', { body: { email } })
  if (checked.object !== 'suppression') throw new Error('one address was asked for')
  return checked.suppressed
}

/** More than a year later nothing of her letter is left, but that she wants no marketing. */
export async function objectionIsRemembered(desk: Desk): Promise<void> {
  const { telling, auditor, sender } = desk
  const left = await until('the files to be erased', async () => {
    const { data } = await auditor.get('/v1/requests', { query: { limit: 100 } })
    return data.every(({ erased_at }) => erased_at !== null) ? data : undefined
  })
  const found = await auditor.get('/v1/requests', { query: { email: [sofia.email] } })
  telling.says(
    'Habeas',
    `has erased ${left.length} files, each a year after it was closed: the keys they were sealed with are gone.`,
  )
  telling.expect(
    'no name is left in the register, and no search by her address finds her letter',
    [left.filter(({ requester }) => requester !== null).length, found.data.length],
    [0, 0],
  )
  telling.says(sender.name, 'is about to send a campaign, and asks whom to leave out.')
  telling.expect(
    'her objection has outlived its file, as a fingerprint that leads back to nobody; who objected to nothing is not on the list',
    [await isSuppressed(desk, sofia), await isSuppressed(desk, lea)],
    [true, false],
  )
}

async function stopsAtOnce(
  desk: Desk,
  reference: string,
  story: {
    readonly person: Person
    readonly right: 'objection' | 'withdrawal'
    readonly receivedOn: string
    readonly note: string
    readonly says: string
  },
): Promise<void> {
  const { telling, agent, dpo } = desk
  const { right, receivedOn } = story
  const request = await byReference(desk, reference)
  await tellClock(desk, request)
  telling.expect(
    'to be acted on the day it came; no identity is needed for it',
    [rightOf(request, right).act_by, request.identity.needed],
    [receivedOn, 'none'],
  )
  // Prospecting, and what rests on consent: analytics, advertising, newsletter
  await assesses(desk, request, { [right]: { applies: right === 'objection' ? 1 : 3, recipients: 0 } })
  await actOn(dpo, request, { right, name: 'decide', body: { outcome: 'granted' } })
  telling.says(dpo.name, 'grants it without asking anything.')
  await receives(desk, story.person)
  const done = await actOn(agent, request, { right, name: 'fulfil', body: { note: story.note } })
  telling.says(agent.name, story.says)
  await receives(desk, story.person)
  telling.expect('answered on the same day', rightOf(done, right).answered_on, receivedOn)
  const { fulfilment } = rightOf(done, right)
  if (right === 'withdrawal') {
    telling.expect(
      'a withdrawal counts from its receipt; it is written down which consents have ended, and when that processing stopped',
      [fulfilment?.withdrawn_on, fulfilment?.stopped_on, fulfilment?.consents],
      [receivedOn, receivedOn, ['newsletter', 'advertising']],
    )
  }
  await closes(desk, done)
}
