import type { Desk } from './desk.ts'
import type { ActivityKey } from './processing.ts'

/** A system that holds data of people. `activities`: absent, it holds data of every one. */
type System = {
  readonly key: string
  readonly name: string
  readonly owner_email: string
  readonly activities?: readonly ActivityKey[]
}

/** Where the organisation would search for somebody's data, and in which of its activities each system is used. */
const systems: readonly System[] = [
  { key: 'office', name: 'Mail and files', owner_email: 'office@dastra.example' },
  {
    key: 'crm',
    name: 'Zoho CRM',
    owner_email: 'sales@dastra.example',
    activities: ['prospecting', 'contact', 'service', 'partners'],
  },
  { key: 'helpdesk', name: 'Help desk', owner_email: 'support@dastra.example', activities: ['support'] },
  { key: 'platform', name: 'The application', owner_email: 'ops@dastra.example', activities: ['service', 'security'] },
  {
    key: 'mailings',
    name: 'Mailing tool',
    owner_email: 'marketing@dastra.example',
    activities: ['newsletter', 'advertising', 'analytics'],
  },
  { key: 'accounts', name: 'Accounting', owner_email: 'accounts@dastra.example', activities: ['invoicing'] },
  {
    key: 'hiring',
    name: 'Applications',
    owner_email: 'hr@dastra.example',
    activities: ['applications_unsolicited', 'applications_offer'],
  },
]

/** Names the systems. Their owners are asked where staff wants it: in this story the records are brought in by hand. */
export async function namesSystems({ telling, dpo }: Desk): Promise<void> {
  for (const { activities = [], ...system } of systems) {
    await dpo.post('/v1/sources', { body: { ...system, activities: [...activities] } })
  }
  telling.says(
    dpo.name,
    `names the ${systems.length} systems that hold personal data, who answers for each, and the activities that it is used in.`,
  )
}

/** The keys of the systems to search for a right, reasoned from what was named: those of what it reaches, and those used for everything. */
export function systemsOf(reached: readonly string[]): string[] {
  return systems
    .filter(({ activities }) => activities === undefined || activities.some((key) => reached.includes(key)))
    .map(({ key }) => key)
}
