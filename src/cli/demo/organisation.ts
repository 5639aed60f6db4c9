import type { LegalBasis } from '../../law/legal-basis.ts'

// The organisation of the demo: a real controller, as its published privacy policy describes it (DASTRA SAS, 4 September 2025).
// The people who write to it, and what it holds about them, are invented.

/** What `POST /v1/organisations` is told, but for the slug. Calendar, zone and authority (CNIL) follow the country. */
export const controller = {
  name: 'DASTRA SAS',
  country: 'FR',
  locale: 'en', // its desk works in English here, so that whoever reads the demo can follow; people are answered in their own language
  contact: {
    dpo_email: 'contact@dastra.eu',
    postal_address: '14 Avenue du Général de Gaulle\n94160 Saint-Mandé\nFrance',
  },
} as const

/** The kinds of data that the register of processing tells apart. */
export const categories = {
  identity_contact: 'Identity and professional contact details',
  contract: 'Organisational and contractual information',
  technical: 'Technical and browsing data',
  marketing: 'Commercial and marketing interactions',
  recruitment: 'Applications and recruitment',
  public_partner: 'Data from public or partner sources',
} as const
export type Category = keyof typeof categories

type Activity = { readonly name: string; readonly basis: LegalBasis; readonly categories: readonly Category[] }

/** The register of processing (art. 30): what data are used for, and on which legal basis. */
export const activities = {
  prospecting: {
    name: 'B2B prospecting',
    basis: 'legitimate_interests',
    categories: ['identity_contact', 'marketing', 'public_partner'],
  },
  contact: {
    name: 'Answering contact requests',
    basis: 'legitimate_interests',
    categories: ['identity_contact', 'marketing'],
  },
  applications_unsolicited: {
    name: 'Unsolicited applications',
    basis: 'legitimate_interests',
    categories: ['identity_contact', 'recruitment'],
  },
  applications_offer: {
    name: 'Applications to published offers',
    basis: 'contract',
    categories: ['identity_contact', 'recruitment'],
  },
  service: {
    name: 'Providing the service: contracts and subscriptions',
    basis: 'contract',
    categories: ['identity_contact', 'contract'],
  },
  partners: { name: 'Partner relations', basis: 'contract', categories: ['identity_contact', 'contract'] },
  rights_requests: { name: 'Handling rights requests', basis: 'legal_obligation', categories: ['identity_contact'] },
  support: { name: 'Support and chat', basis: 'legitimate_interests', categories: ['identity_contact', 'technical'] },
  analytics: { name: 'Traffic and audience analysis', basis: 'consent', categories: ['technical'] },
  advertising: { name: 'Measuring advertising campaigns', basis: 'consent', categories: ['technical', 'marketing'] },
  newsletter: { name: 'Newsletter', basis: 'consent', categories: ['identity_contact', 'marketing'] },
  security: {
    name: 'Security, fraud and attack prevention',
    basis: 'legitimate_interests',
    categories: ['technical'],
  },
  invoicing: {
    name: 'Invoicing and accounting',
    basis: 'legal_obligation',
    categories: ['identity_contact', 'contract'],
  },
} as const satisfies Record<string, Activity>
export type ActivityKey = keyof typeof activities

type Recipient = { readonly name: string; readonly activities: readonly ActivityKey[] }

/** To whom data are disclosed, and for which activities; the host, the office suite and the video player serve all of them. */
const recipients: readonly Recipient[] = [
  { name: 'Microsoft Azure', activities: [] },
  { name: 'Microsoft 365', activities: [] },
  { name: 'Brevo', activities: ['newsletter'] },
  { name: 'Cloudflare', activities: ['security'] },
  { name: 'Piwik PRO', activities: ['analytics'] },
  { name: 'Google Analytics', activities: ['analytics'] },
  { name: 'Zoho CRM', activities: ['prospecting', 'service'] },
  { name: 'HubSpot', activities: ['prospecting', 'support'] },
  { name: 'Lemlist', activities: ['prospecting'] },
  { name: 'Lusha', activities: ['prospecting'] },
  { name: 'Topo', activities: ['prospecting'] },
  { name: 'Dropcontact', activities: ['prospecting'] },
  { name: 'Microsoft Clarity', activities: ['advertising'] },
  { name: 'Google Ads', activities: ['advertising'] },
  { name: 'Welcome to the Jungle', activities: ['applications_offer', 'applications_unsolicited'] },
  { name: 'YouTube', activities: [] },
]

/** Whom to tell when data of these activities are corrected, erased or restricted (art. 19): each recipient once, by name. */
export function recipientsOf(...keys: readonly ActivityKey[]): string[] {
  return recipients.filter(({ activities: served }) => served.some((key) => keys.includes(key))).map(({ name }) => name)
}

/** One piece of a person's data as a source hands it over: `PUT /v1/requests/{id}/records/{source}`. */
export type SourceRecord = {
  readonly category: Category
  readonly purpose: ActivityKey
  readonly provided_by: 'subject' | 'observed' | 'inferred' | 'third_party'
  readonly collected_at: string
  readonly data: Readonly<Record<string, unknown>>
}
