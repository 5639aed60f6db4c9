// What the demo's organisation does with personal data: facts of a real controller, as its published privacy policy has them (DASTRA SAS,
// 4 September 2025). `assumed` names what the policy does not state.

/** The body of `PUT /v1/register`. */
export const register = {
  categories: [
    {
      key: 'identity_contact',
      name: 'Identity and professional contact details',
      fields: ['name', 'surname', 'job_title', 'company', 'email', 'phone'],
    },
    {
      key: 'contract',
      name: 'Organisational and contractual information',
      fields: ['organisation', 'subscriptions', 'transactions', 'invoices'],
    },
    {
      key: 'technical',
      name: 'Technical and browsing data',
      fields: ['ip_address', 'logs', 'session_ids', 'cookies', 'trackers'],
    },
    {
      key: 'marketing',
      name: 'Commercial and marketing interactions',
      fields: [
        'contact_history',
        'campaign_responses',
        'open_click_rates',
        'sales_rooms',
        'prospecting_sequences',
        'scoring',
      ],
    },
    { key: 'recruitment', name: 'Applications and recruitment', fields: ['cv', 'cover_letter', 'interview_notes'] },
    { key: 'public_partner', name: 'Data from public or partner sources', fields: ['directory_contact_details'] },
  ],
  activities: [
    {
      key: 'prospecting',
      name: 'B2B prospecting',
      legal_basis: 'legitimate_interests',
      categories: ['identity_contact', 'marketing', 'public_partner'],
      retention: 'P3Y from last contact or end of the contractual relationship',
      direct_marketing: true,
    },
    {
      key: 'contact',
      name: 'Answering contact requests',
      legal_basis: 'legitimate_interests',
      categories: ['identity_contact', 'marketing'],
      retention: 'P1Y',
    },
    {
      key: 'applications_unsolicited',
      name: 'Unsolicited applications',
      legal_basis: 'legitimate_interests',
      categories: ['identity_contact', 'recruitment'],
      retention: 'P2Y from last contact',
    },
    {
      key: 'applications_offer',
      name: 'Applications to published offers',
      legal_basis: 'contract',
      categories: ['identity_contact', 'recruitment'],
      retention: 'P2Y from last contact',
    },
    {
      key: 'service',
      name: 'Providing the service: contracts and subscriptions',
      legal_basis: 'contract',
      categories: ['identity_contact', 'contract'],
      retention: 'contract + P5Y',
    },
    {
      key: 'partners',
      name: 'Partner relations',
      legal_basis: 'contract',
      categories: ['identity_contact', 'contract'],
      retention: 'contract + P5Y',
    },
    {
      key: 'rights_requests',
      name: 'Handling rights requests',
      legal_basis: 'legal_obligation',
      categories: ['identity_contact'],
      retention: 'P5Y',
      assumed: ['retention'],
    },
    {
      key: 'support',
      name: 'Support and chat',
      legal_basis: 'legitimate_interests',
      categories: ['identity_contact', 'technical'],
      retention: 'P1Y',
      assumed: ['retention'],
    },
    {
      key: 'analytics',
      name: 'Traffic and audience analysis',
      legal_basis: 'consent',
      otherwise: 'legitimate_interests where consent is not required',
      categories: ['technical'],
      retention: 'P13M',
    },
    {
      key: 'advertising',
      name: 'Measuring advertising campaigns',
      legal_basis: 'consent',
      categories: ['technical', 'marketing'],
      retention: 'P13M',
    },
    {
      key: 'newsletter',
      name: 'Newsletter',
      legal_basis: 'consent',
      categories: ['identity_contact', 'marketing'],
      retention: 'P3Y from last contact',
    },
    {
      key: 'security',
      name: 'Security, fraud and attack prevention',
      legal_basis: 'legitimate_interests',
      categories: ['technical'],
      retention: 'P12M',
    },
    {
      key: 'invoicing',
      name: 'Invoicing and accounting',
      legal_basis: 'legal_obligation',
      categories: ['identity_contact', 'contract'],
      retention: 'contract + P5Y',
    },
  ],
  recipients: [
    { name: 'Microsoft Azure', role: 'hosting', location: ['EU'], transfer: false },
    { name: 'Microsoft 365', role: 'office and messaging', location: ['EU'], transfer: false },
    { name: 'Brevo', role: 'newsletter sending', location: ['EU'], transfer: false, activities: ['newsletter'] },
    {
      name: 'Cloudflare',
      role: 'website access security',
      location: ['EU', 'US'],
      transfer: true,
      safeguards: ['DPF', 'SCC'],
      activities: ['security'],
    },
    { name: 'Piwik PRO', role: 'statistics', location: ['EU'], transfer: false, activities: ['analytics'] },
    {
      name: 'Google Analytics',
      role: 'statistics',
      location: ['US'],
      transfer: true,
      safeguards: ['DPF', 'SCC', 'IP anonymisation'],
      activities: ['analytics'],
    },
    {
      name: 'Zoho CRM',
      role: 'CRM',
      location: ['EU', 'IN'],
      transfer: true,
      safeguards: ['SCC'],
      activities: ['prospecting', 'service'],
    },
    {
      name: 'HubSpot',
      role: 'CRM, chat',
      location: ['US'],
      transfer: true,
      safeguards: ['DPF', 'SCC'],
      activities: ['prospecting', 'support'],
    },
    { name: 'Lemlist', role: 'B2B prospecting', location: ['EU'], transfer: false, activities: ['prospecting'] },
    {
      name: 'Lusha',
      role: 'B2B prospecting',
      location: ['US', 'IL'],
      transfer: true,
      safeguards: ['SCC'],
      activities: ['prospecting'],
    },
    { name: 'Topo', role: 'B2B prospecting', location: ['FR'], transfer: false, activities: ['prospecting'] },
    { name: 'Dropcontact', role: 'B2B prospecting', location: ['FR'], transfer: false, activities: ['prospecting'] },
    {
      name: 'Microsoft Clarity',
      role: 'behaviour analysis',
      location: ['US'],
      transfer: true,
      safeguards: ['DPF', 'SCC'],
      activities: ['advertising'],
    },
    {
      name: 'Google Ads',
      role: 'advertising',
      location: ['US'],
      transfer: true,
      safeguards: ['DPF', 'SCC'],
      activities: ['advertising'],
    },
    {
      name: 'Welcome to the Jungle',
      role: 'recruitment',
      location: ['FR'],
      transfer: false,
      activities: ['applications_offer', 'applications_unsolicited'],
    },
    { name: 'YouTube', role: 'embedded video', location: ['US'], transfer: true, safeguards: ['DPF', 'SCC'] },
  ],
  sources: {
    direct: [
      'contact form',
      'business inquiry',
      'events',
      'newsletter',
      'account or subscription',
      'partnership',
      'job application',
    ],
    indirect: ['browsing', 'partners', 'public professional sources', 'B2B enrichment'],
  },
} as const

type Recipient = { readonly name: string; readonly activities?: readonly string[] }

export type Category = (typeof register.categories)[number]['key']
export type ActivityKey = (typeof register.activities)[number]['key']

/** Whom to tell when data of these activities are corrected, erased or restricted (art. 19): each recipient once, by name; one of no activity receives whatever is held. */
export function recipientsOf(...keys: readonly ActivityKey[]): string[] {
  const named: readonly Recipient[] = register.recipients
  return named
    .filter(({ activities }) => activities?.some((key) => keys.some((each) => each === key)) ?? true)
    .map(({ name }) => name)
}
