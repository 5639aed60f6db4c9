import { type CivilDate, isCivilDate } from '../law/calendar.ts'
import { identityMethods } from '../law/identity-level.ts'
import type { RightKind } from '../law/rights.ts'
import { type DigestLine, digestKinds, type LetterContent, type LetterType } from '../letters/letter-content.ts'

/** Who the letters of a preview are for: nobody, as anybody can see. */
export const samplePerson = { name: 'Alex Example', reference: 'HB-0000-0000' } as const

/** What stands where a code or a link is filled in at sending. */
export const sampleCode = '00000000'
export const sampleLink = 'https://habeas.example/tasks#0000000000000000000000000000000000000000000'

/** Stands for what staff writes in their own words, which are of a case and in one language. */
const free = '[…]'

const rights: readonly RightKind[] = [{ right: 'access' }, { right: 'erasure' }]
const line: DigestLine = {
  reference: samplePerson.reference,
  rights,
  dueOn: day('2030-02-01'),
  strictDueOn: day('2030-01-31'),
  days: 3,
  from: day('2030-01-30'),
  sources: ['crm'],
}

/** One letter of each type, with every part that letters of that type can have, about a request that never was. */
export const sampleLetters: { readonly [T in LetterType]: Extract<LetterContent, { type: T }> } = {
  receipt: {
    type: 'receipt',
    receivedOn: day('2030-01-01'),
    dueOn: day('2030-02-01'),
    rights: [...rights, { right: 'objection', directMarketing: true }],
  },
  code: { type: 'code', purpose: 'sign_in' },
  acknowledgement: { type: 'acknowledgement', receivedOn: day('2030-01-01'), dueOn: day('2030-02-01') },
  identity_question: { type: 'identity_question', question: free, methods: identityMethods },
  identity_rejected: { type: 'identity_rejected', reason: free },
  authority_rejected: { type: 'authority_rejected' },
  answered_to_person: { type: 'answered_to_person', rights },
  clarification_question: { type: 'clarification_question', question: free },
  answer_received: { type: 'answer_received', to: 'identity' },
  extension_notice: {
    type: 'extension_notice',
    ground: 'complexity',
    reasons: free,
    dueOn: day('2030-04-01'),
    rights,
  },
  decision: {
    type: 'decision',
    replaces: true,
    rights: [
      { kind: { right: 'access' }, outcome: 'granted', grounds: [] },
      { kind: { right: 'erasure' }, outcome: 'partially_granted', grounds: ['legal_obligation'], reasons: free },
    ],
  },
  fulfilment: {
    type: 'fulfilment',
    right: { right: 'erasure' },
    isInPart: true,
    remains: [
      { name: free, what: free, grounds: ['legal_obligation'], reasons: free, until: day('2034-12-31') },
      { name: free, grounds: ['legal_claims'], retention: 'P5Y' },
    ],
    replaces: true,
  },
  withdrawal_taken: { type: 'withdrawal_taken', what: 'consent', isInPart: false, replaces: true },
  export_ready: { type: 'export_ready', kind: 'access', isInPart: false, expiresOn: day('2030-03-03') },
  export_transmitted: { type: 'export_transmitted', isInPart: false, on: day('2030-01-20') },
  contact_changed: { type: 'contact_changed' },
  restriction_lifted: { type: 'restriction_lifted', on: day('2030-03-15'), reasons: free },
  closure: { type: 'closure', reason: 'identity_not_established' },
  cancellation: { type: 'cancellation', endsRestriction: false },
  new_message: { type: 'new_message' },
  recipient_notice: { type: 'recipient_notice', about: 'erasure', person: samplePerson.name, knownAs: free },
  collection_task: {
    type: 'collection_task',
    searches: [
      {
        reference: samplePerson.reference,
        source: 'CRM',
        rights,
        dueOn: day('2030-01-22'),
        expiresOn: day('2030-01-31'),
      },
    ],
    reminder: false,
  },
  rectification_task: { type: 'rectification_task', source: 'CRM', expiresOn: day('2030-01-31') },
  assignment: { type: 'assignment', rights, dueOn: day('2030-02-01') },
  bounce: {
    type: 'bounce',
    letter: 'ltr_00000000000000000000000000',
    writtenOn: day('2030-01-10'),
    status: '550 5.1.1',
    takesBackAnswer: true,
  },
  mail_after_closing: { type: 'mail_after_closing', on: day('2030-03-01') },
  deadline_digest: {
    type: 'deadline_digest',
    on: day('2030-01-29'),
    sections: digestKinds.map((kind) => ({ kind, lines: [line], more: 0 })),
  },
  flood_notice: { type: 'flood_notice', on: day('2030-01-01'), perHour: 1_000 },
  webhooks_ended: { type: 'webhooks_ended', host: 'tool.example.net', reason: 'failing', on: day('2030-01-04') },
}

function day(text: string): CivilDate {
  if (isCivilDate(text)) return text
  throw new Error(`${text} is no day`)
}
