import { z } from 'zod'
import { isTimeZone } from '../law/calendar.ts'
import { regimes } from '../law/clock-facts.ts'
import { usualReminders } from '../law/reminders.ts'
import { defaultRetention, type RetentionPolicy, retentionBounds } from '../law/retention.ts'
import { roles } from '../platform/actor.ts'
import {
  email,
  httpsUrl,
  instantText,
  listOf,
  localeTag,
  maybe,
  origin,
  strictObject,
  text,
  typeId,
} from '../platform/http/schemas.ts'
import { challengeBody, challengeOf, challengeSetting } from './challenge-settings.ts'
import { collectModeOf, collectSetting } from './collect-setting.ts'
import { identityBody, identityView } from './identity-schemas.ts'
import { identityInOrder } from './identity-settings.ts'
import { inboundBody, inboundOf, inboundSetting } from './inbound-setting.ts'
import { showRetention } from './retention-settings.ts'
import { stepUpBody, stepUpOf, stepUpSetting } from './step-up-setting.ts'
import type { Client, Organisation } from './store.ts'

/** A shop's own domains, test sites among them; more would be a list that nobody reads. */
const mostOrigins = 50

const name = () => text({ max: 200 }).meta({ examples: ['Example SAS'] })
const slug = z
  .string()
  .regex(/^[a-z0-9-]{2,63}$/, 'expected 2 to 63 of the characters a-z 0-9 -') // one label of a host name (RFC 1035 section 2.3.4)
  .meta({ examples: ['example'], description: 'Names the organisation in public URLs; it never changes' })
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'expected a country code of two capitals (ISO 3166-1)')
  .meta({ examples: ['FR'] })
const calendar = text({ max: 20 }).meta({
  examples: ['FR', 'FR-67', 'GB-ENG'],
  description: 'Whose public holidays move a last day (Reg. 1182/71)',
})
const timeZone = z
  .string()
  .refine(isTimeZone, 'expected a time zone of the IANA database, such as Europe/Paris')
  .meta({ examples: ['Europe/Paris'] })
const regime = z.enum(regimes)
const contact = strictObject({
  dpo_email: email(),
  postal_address: maybe(text({ max: 500, multiline: true })),
  phone: maybe(text({ max: 64 })),
}).meta({ id: 'Contact', examples: [{ dpo_email: 'dpo@example.org', phone: '+33 1 23 45 67 89' }] })
const authority = strictObject({ name: name(), url: httpsUrl() }).meta({
  id: 'SupervisoryAuthority',
  examples: [{ name: 'CNIL', url: 'https://www.cnil.fr/' }],
})
const allowedOrigins = z
  .array(origin())
  .max(mostOrigins)
  .transform((list) => [...new Set(list)])
  .meta({ description: 'Web sites whose pages may call this API from a browser' })

export const createOrganisationBody = strictObject({
  slug,
  name: name(),
  country,
  calendar: maybe(calendar),
  time_zone: maybe(timeZone),
  locale: maybe(localeTag),
  regime: maybe(regime),
  contact,
  supervisory_authority: maybe(authority),
  allowed_origins: maybe(allowedOrigins),
}).meta({
  id: 'CreateOrganisation',
  examples: [
    {
      slug: 'example',
      name: 'Example SAS',
      country: 'FR',
      contact: { dpo_email: 'dpo@example.org' },
      allowed_origins: ['https://www.example.org'],
    },
  ],
})
export type CreateOrganisation = z.output<typeof createOrganisationBody>

const fourEyes = strictObject({
  required: z.boolean(),
  reason: maybe(text({ max: 1_000, multiline: true })),
}).refine((given) => given.required || given.reason !== undefined, {
  path: ['reason'],
  message: 'expected why nobody else looks at an export before it leaves: it is kept',
})

/** Reminders further ahead than the longest month would be told at receipt; more of them nobody reads. */
const longestNotice = 60
const mostReminders = 10
const deadlineWatch = strictObject({
  days_before: z
    .array(z.int().min(1).max(longestNotice))
    .max(mostReminders)
    .transform((days) => [...new Set(days)].sort((a, b) => b - a))
    .meta({ description: 'Reminded of so many calendar days before the last day, besides the day itself' }),
  unanswered_days: z
    .int()
    .min(1)
    .max(365)
    .meta({ description: 'A question that is unanswered for so many days is told once a week' }),
}).meta({
  id: 'DeadlineWatch',
  examples: [{ days_before: [14, 7, 3, 1], unanswered_days: 30 }],
})
type Kept = keyof RetentionPolicy
const lengthOf = (kind: Kept) => z.int().min(retentionBounds[kind].least).max(retentionBounds[kind].most)
const why = () => maybe(text({ max: 1_000, multiline: true }))
/** Longer than the default needs a reason (art. 5(1)(e)). */
const isReasoned = (kind: Kept, length: number, reason: string | undefined) =>
  length <= defaultRetention[kind] || reason !== undefined
const unreasoned = { path: ['reason'], message: 'expected why it is kept for longer than the default: that is kept' }

const retention = strictObject({
  identity_documents: maybe(
    strictObject({ days: lengthOf('identityDocumentDays'), reason: why() })
      .refine(({ days, reason }) => isReasoned('identityDocumentDays', days, reason), unreasoned)
      .meta({ description: 'Copies of identity documents, after closure; gone at confirmation anyway. Default 0' }),
  ),
  exports: maybe(
    strictObject({ days: lengthOf('exportDays'), reason: why() })
      .refine(({ days, reason }) => isReasoned('exportDays', days, reason), unreasoned)
      .meta({ description: 'The content of an export, after its release. Default 30' }),
  ),
  case_files: maybe(
    strictObject({ months: lengthOf('caseFileMonths'), reason: why() })
      .refine(({ months, reason }) => isReasoned('caseFileMonths', months, reason), unreasoned)
      .meta({ description: 'Everything personal of a case, after closure. Default 60' }),
  ),
  objection_fingerprints: maybe(
    strictObject({ years: lengthOf('objectionYears'), reason: why() })
      .refine(({ years, reason }) => isReasoned('objectionYears', years, reason), unreasoned)
      .meta({
        description: 'Who objected to marketing, as a keyed fingerprint, also once the case is erased. Default 3',
      }),
  ),
}).meta({ description: 'How long what is kept. What is absent stays as it is' })

export const changeOrganisationBody = strictObject({
  name: maybe(name()),
  contact: maybe(contact).meta({ description: 'Replaces the contact as a whole' }),
  supervisory_authority: authority.nullish().meta({ description: 'Null: none is named' }),
  allowed_origins: maybe(allowedOrigins),
  locale: maybe(localeTag),
  calendar: maybe(calendar),
  time_zone: maybe(timeZone),
  regime: maybe(regime),
  settings: maybe(
    strictObject({
      four_eyes: maybe(fourEyes),
      deadline_watch: maybe(deadlineWatch),
      retention: maybe(retention),
      identity: maybe(identityBody),
      challenge: maybe(challengeBody),
      download_step_up: maybe(stepUpBody),
      collect: maybe(collectSetting),
      inbound_address: inboundBody,
    }),
  ),
}).meta({
  id: 'ChangeOrganisation',
  examples: [
    { calendar: 'FR-67' },
    { settings: { four_eyes: { required: false, reason: 'A team of one' } } },
    { settings: { retention: { case_files: { months: 36 } } } },
    {
      settings: {
        identity: { levels: { access: { level: 'mailbox', reason: 'A newsletter: an address, nothing else.' } } },
      },
    },
  ],
})
export type ChangeOrganisation = z.output<typeof changeOrganisationBody>

const organisationFields = {
  id: typeId('org'),
  object: z.literal('organisation'),
  slug: z.string(),
  name: z.string(),
  country: z.string(),
  calendar: z.string(),
  time_zone: z.string(),
  locale: z.string(),
  regime,
  contact: z.object({ dpo_email: z.string(), postal_address: z.string().nullable(), phone: z.string().nullable() }),
  supervisory_authority: z.object({ name: z.string(), url: z.string() }).nullable(),
  allowed_origins: z.array(z.string()),
  settings: z.object({
    four_eyes: z
      .object({ required: z.boolean(), reason: z.string().nullable() })
      .meta({ description: 'Whether an export is released by another than who asked for it' }),
    deadline_watch: z
      .object({ days_before: z.array(z.int()), unanswered_days: z.int() })
      .meta({ description: 'When staff is reminded of deadlines' }),
    challenge: challengeSetting,
    download_step_up: stepUpSetting,
    collect: collectSetting,
    inbound_address: inboundSetting,
    retention: z
      .object({
        identity_documents: z.object({ days: z.int(), reason: z.string().nullable() }),
        exports: z.object({ days: z.int(), reason: z.string().nullable() }),
        case_files: z.object({ months: z.int(), reason: z.string().nullable() }),
        objection_fingerprints: z.object({ years: z.int(), reason: z.string().nullable() }),
      })
      .meta({ description: 'How long what is kept, after closure, release, closure and objection' }),
    identity: identityView,
  }),
  version: z.int(),
  created_at: instantText,
  updated_at: instantText,
}
const organisationExample = {
  id: 'org_01h2xcejqtf2nbrexx3vqjhp41',
  object: 'organisation',
  slug: 'example',
  name: 'Example SAS',
  country: 'FR',
  calendar: 'FR',
  time_zone: 'Europe/Paris',
  locale: 'fr',
  regime: 'gdpr',
  contact: { dpo_email: 'dpo@example.org', postal_address: null, phone: null },
  supervisory_authority: { name: 'CNIL', url: 'https://www.cnil.fr/' },
  allowed_origins: ['https://www.example.org'],
  settings: {
    four_eyes: { required: true, reason: null },
    deadline_watch: { days_before: [14, 7, 3, 1], unanswered_days: 30 },
    challenge: challengeOf({ settings: {} }),
    download_step_up: stepUpOf({ settings: {} }),
    collect: collectModeOf({ settings: {} }),
    inbound_address: 'rights@example.org',
    retention: {
      identity_documents: { days: 0, reason: null },
      exports: { days: 30, reason: null },
      case_files: { months: 60, reason: null },
      objection_fingerprints: { years: 3, reason: null },
    },
    identity: {
      levels: {},
      methods: ['mailbox_code', 'address_on_file', 'known_facts', 'document', 'in_person'],
      issuer: null,
    },
  },
  version: 1,
  created_at: '2026-03-02T09:30:00Z',
  updated_at: '2026-03-02T09:30:00Z',
}
export const organisationView = z
  .object(organisationFields)
  .meta({ id: 'Organisation', examples: [organisationExample] })

const role = z.enum(roles).meta({
  description:
    'auditor < agent < dpo < admin; apart stand intake, which creates requests and reads what it created, and marketing, which asks who has objected to marketing',
})
const secret = z.string().meta({ description: 'Shown this once' })
const clientFields = {
  id: typeId('cli'),
  object: z.literal('client'),
  name: z.string(),
  role,
}
const clientExample = { id: 'cli_01h2xcejqtf2nbrexx3vqjhp41', object: 'client', name: 'DPO tool', role: 'dpo' }
const secretExample = 'hbs_Zk3vVZ1yqN0x8C4u2s6QpWmT9bLrEoYdHaJfXg7cBtI'

export const createClientBody = strictObject({ name: name(), role }).meta({
  id: 'CreateClient',
  examples: [{ name: 'DPO tool', role: 'dpo' }],
})
export type CreateClient = z.output<typeof createClientBody>

export const clientView = z
  .object({ ...clientFields, created_at: instantText })
  .meta({ id: 'Client', examples: [{ ...clientExample, created_at: '2026-03-02T09:30:00Z' }] })
export const newClientView = z.object({ ...clientFields, secret, created_at: instantText }).meta({
  id: 'NewClient',
  examples: [{ ...clientExample, secret: secretExample, created_at: '2026-03-02T09:30:00Z' }],
})
export const clientList = listOf(clientView, 'ClientList')

export const newOrganisationView = z
  .object({ ...organisationFields, client: z.object({ ...clientFields, secret }) })
  .meta({
    id: 'NewOrganisation',
    examples: [
      {
        ...organisationExample,
        client: { ...clientExample, name: 'First administrator', role: 'admin', secret: secretExample },
      },
    ],
  })

/** An organisation as clients see it. */
export function showOrganisation(row: Organisation): z.output<typeof organisationView> {
  const { dpo_email, postal_address, phone } = row.contact
  const { required, reason } = row.settings.four_eyes
  return {
    id: row.id,
    object: 'organisation',
    slug: row.slug,
    name: row.name,
    country: row.country,
    calendar: row.calendar,
    time_zone: row.timeZone,
    locale: row.locale,
    regime: row.regime,
    contact: { dpo_email, postal_address: postal_address ?? null, phone: phone ?? null },
    supervisory_authority: row.supervisoryAuthority,
    allowed_origins: row.allowedOrigins,
    settings: {
      four_eyes: { required, reason: reason ?? null },
      deadline_watch: deadlineWatchOf(row),
      challenge: challengeOf(row),
      download_step_up: stepUpOf(row),
      collect: collectModeOf(row),
      inbound_address: inboundOf(row),
      retention: showRetention(row),
      identity: identityInOrder(row),
    },
    version: row.version,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}

/** What the organisation decided of its reminders, or what is usual. */
export function deadlineWatchOf({ settings }: Pick<Organisation, 'settings'>) {
  const { days_before, unanswered_days } = settings.deadline_watch ?? {
    days_before: usualReminders.daysBefore,
    unanswered_days: usualReminders.unansweredDays,
  }
  return { days_before: [...days_before], unanswered_days }
}

/** A client as other clients see it: never its secret. */
export function showClient(row: Client): z.output<typeof clientView> {
  return { id: row.id, object: 'client', name: row.name, role: row.role, created_at: row.createdAt }
}
