import { type CivilDate, instantFrom, isCivilDate } from '../../src/law/calendar.ts'
import { rightNames } from '../../src/law/rights.ts'
import { digestKinds, type OwnerSearch } from '../../src/letters/letter-content.ts'
import type { LetterContent, LetterOrder, LetterType, Sender } from '../../src/letters/write-letter.ts'
import { newId } from '../../src/platform/identifiers.ts'

/** A word that may stand in no e-mail: every free text below holds it. */
export const canary = 'Kanarienvogel'

export function day(text: string): CivilDate {
  if (isCivilDate(text)) return text
  throw new Error(`${text} is no day`)
}

export const now = instantFrom('2026-03-02T09:30:00Z') ?? (0 as never) // it is an instant

export const sender: Sender = {
  id: newId('org'),
  name: 'Société Exemple',
  locale: 'fr',
  regime: 'gdpr',
  contact: { dpo_email: 'dpo@exemple.fr', postal_address: '1 rue de la Paix\n75002 Paris' },
  supervisoryAuthority: { name: 'CNIL', url: 'https://www.cnil.fr' },
  settings: { four_eyes: { required: true } },
}

/** Lines of a digest: due, paused, and moved both ways. */
const line = { reference: 'HB-7F3K-92QD', rights: [{ right: 'access' as const }], strictDueOn: day('2026-02-27') }
const lines = [
  { ...line, dueOn: day('2026-03-03'), days: 1, from: null },
  { ...line, rights: [...line.rights, { right: 'erasure' as const }], dueOn: null, days: 31, from: day('2026-03-01') },
]

/** One letter of each type at least, with everything in it that a letter of the type can hold. */
export const everyLetter: { [T in LetterType]: Extract<LetterContent, { type: T }>[] } = {
  receipt: [
    {
      type: 'receipt',
      receivedOn: day('2026-03-02'),
      dueOn: day('2026-04-02'),
      rights: [{ right: 'access' }, { right: 'objection', directMarketing: true }, { right: 'withdrawal' }],
    },
    { type: 'receipt', receivedOn: day('2026-03-02'), dueOn: day('2026-04-02'), rights: [] },
  ],
  code: [
    { type: 'code', purpose: 'sign_in' },
    { type: 'code', purpose: 'contact' },
    { type: 'code', purpose: 'download' },
  ],
  acknowledgement: [
    { type: 'acknowledgement', receivedOn: day('2026-03-02'), dueOn: day('2026-04-02') },
    { type: 'acknowledgement', receivedOn: day('2026-03-02'), dueOn: null },
  ],
  identity_question: [
    {
      type: 'identity_question',
      question: `${canary} ?\nDeux lignes.`,
      methods: ['mailbox_code', 'account', 'address_on_file', 'known_facts', 'document', 'in_person'],
    },
  ],
  identity_rejected: [{ type: 'identity_rejected', reason: canary }],
  authority_rejected: [{ type: 'authority_rejected' }],
  answered_to_person: [
    { type: 'answered_to_person', rights: [{ right: 'access' }, { right: 'objection', directMarketing: true }] },
  ],
  clarification_question: [{ type: 'clarification_question', question: canary }],
  answer_received: [
    { type: 'answer_received', to: 'identity' },
    { type: 'answer_received', to: 'clarification' },
  ],
  extension_notice: [
    {
      type: 'extension_notice',
      ground: 'complexity',
      reasons: canary,
      dueOn: day('2026-06-02'),
      rights: [{ right: 'access' }],
    },
    {
      type: 'extension_notice',
      ground: 'number_of_requests',
      reasons: canary,
      dueOn: null,
      rights: [{ right: 'erasure' }],
    },
  ],
  decision: [
    {
      type: 'decision',
      replaces: true,
      rights: [
        { kind: { right: 'access' }, outcome: 'granted', grounds: [] },
        {
          kind: { right: 'erasure' },
          outcome: 'partially_granted',
          grounds: ['legal_obligation'],
          reasons: canary,
          items: [
            { name: canary, outcome: 'granted', grounds: [] },
            { name: `${canary} 2`, outcome: 'refused', grounds: ['legal_obligation'] },
          ],
        },
        {
          kind: { right: 'objection' },
          outcome: 'refused',
          grounds: ['compelling_legitimate_grounds'],
          reasons: canary,
        },
        { kind: { right: 'portability' }, outcome: 'no_data_held', grounds: [] },
      ],
    },
  ],
  fulfilment: [
    ...rightNames.flatMap((right) =>
      [false, true].map((isInPart) => {
        return { type: 'fulfilment' as const, right: { right }, isInPart, remains: [], replaces: right === 'erasure' }
      }),
    ),
    ...[false, true].map((isInPart) => ({
      type: 'fulfilment' as const,
      right: { right: 'erasure' as const },
      isInPart,
      remains: [
        { name: canary, what: canary, grounds: ['legal_claims' as const], reasons: canary, until: day('2031-03-02') },
        { activity: canary, name: `${canary} 2`, grounds: ['legal_obligation' as const], retention: 'contract + P5Y' },
        { what: `${canary} 3`, grounds: [] },
      ],
      replaces: false,
    })),
  ],
  withdrawal_taken: [
    { type: 'withdrawal_taken', what: 'consent', isInPart: true, replaces: false },
    { type: 'withdrawal_taken', what: 'direct_marketing', isInPart: false, replaces: true },
  ],
  export_ready: [
    { type: 'export_ready', kind: 'access', isInPart: true, expiresOn: day('2026-04-30') },
    { type: 'export_ready', kind: 'portability', isInPart: false, expiresOn: day('2026-05-01') },
  ],
  export_transmitted: [false, true].map((isInPart) => ({
    type: 'export_transmitted',
    isInPart,
    on: day('2026-03-09'),
  })),
  contact_changed: [{ type: 'contact_changed' }],
  restriction_lifted: [{ type: 'restriction_lifted', on: day('2026-05-11'), reasons: canary }],
  recipient_notice: (['rectification', 'erasure', 'restriction', 'lift'] as const).map((about) => {
    return { type: 'recipient_notice', about, person: 'Ana', knownAs: canary }
  }),
  closure: (
    [
      'completed',
      'cancelled',
      'duplicate',
      'identity_not_established',
      'not_controller',
      'not_a_rights_request',
    ] as const
  ).map((reason) => ({ type: 'closure' as const, reason })),
  cancellation: [true, false].map((endsRestriction) => ({ type: 'cancellation' as const, endsRestriction })),
  new_message: [{ type: 'new_message' }],
  assignment: [
    { type: 'assignment', rights: [{ right: 'access' }, { right: 'erasure' }], dueOn: day('2026-04-02') },
    { type: 'assignment', rights: [], dueOn: null },
  ],
  flood_notice: [{ type: 'flood_notice', on: day('2026-03-02'), perHour: 1_000 }],
  webhooks_ended: (['gone', 'failing'] as const).map((reason) => ({
    type: 'webhooks_ended' as const,
    host: 'tool.example.net',
    reason,
    on: day('2026-03-02'),
  })),
  bounce: [
    { takesBackAnswer: true },
    { takesBackAnswer: false },
    ...[true, false].flatMap((isGiven) =>
      [day('2026-04-02'), undefined].map((until) => ({ takesBackAnswer: false, notice: { isGiven, until } })),
    ),
  ].map((told) => ({
    type: 'bounce',
    letter: 'ltr_01h2xcejqtf2nbrexx3vqjhp41',
    writtenOn: day('2026-03-02'),
    status: 'bounced 5.1.1',
    ...told,
  })),
  mail_after_closing: [{ type: 'mail_after_closing', on: day('2026-03-02') }],
  collection_task: [false, true].flatMap((reminder) => [
    { type: 'collection_task', searches: [search('CRM')], reminder },
    { type: 'collection_task', searches: [search('CRM'), search('Archive')], reminder },
  ]),
  rectification_task: [{ type: 'rectification_task', source: 'CRM', expiresOn: day('2026-04-01') }],
  deadline_digest: [
    { type: 'deadline_digest', on: day('2026-03-02'), sections: digestKinds.map((kind) => ({ kind, lines, more: 3 })) },
  ],
}

function search(source: string): OwnerSearch {
  return {
    reference: 'HB-7F3K-92QD',
    source,
    rights: [{ right: 'access' }, { right: 'objection', directMarketing: true }],
    dueOn: day('2026-03-23'),
    expiresOn: day('2026-04-01'),
  }
}

export const allLetters: readonly LetterContent[] = Object.values(everyLetter).flat()

/** An order for a letter, to a person whose postal address may stand in no e-mail either. */
export function order(letter: LetterContent, given: Partial<LetterOrder> = {}): LetterOrder {
  return {
    organisation: sender,
    request: { id: newId('req'), reference: 'HB-7F3K-92QD' },
    letter,
    by: 'email',
    to: { name: 'Zoé Łukasiewicz', email: 'zoe@example.net' },
    locale: 'fr',
    tells: { fact: 'nothing' },
    now,
    ...given,
  }
}
