import { addDays, type CivilDate, civilDateIn, type Instant } from '../law/calendar.ts'
import type { RetentionPolicy } from '../law/retention.ts'
import { retentionOf } from '../organisations/retention-settings.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { OrganisationId } from '../platform/identifiers.ts'
import { allOrganisations, type DuePart, dueParts, type PartPlace } from './store.ts'

/** What would go, under which rule, since when. */
export type PreviewedPart = Omit<DuePart, 'lastDay'> & {
  readonly rule: { readonly after: 'closure' | 'release'; readonly days?: number; readonly months?: number }
  readonly dueFrom: CivilDate
}

/**
 * What retention would erase of this tenant on a day (today where none is given), request by request. It reads what the jobs read, and
 * changes nothing. What is held is not in it.
 */
export async function previewRetention(
  tx: Tx,
  {
    asOf,
    now,
    after,
    limit,
  }: { asOf: CivilDate | undefined; now: Instant; after: PartPlace | undefined; limit: number },
): Promise<PreviewedPart[]> {
  const organisation = await getOrganisation(tx)
  const policy = retentionOf(organisation)
  const day = asOf ?? civilDateIn(organisation.timeZone, now)
  const found = await dueParts(tx, { day, zone: organisation.timeZone, after, limit })
  return found.map(({ lastDay, ...part }) => ({
    ...part,
    rule: ruleOf(policy, part.part),
    dueFrom: addDays(lastDay, 1),
  }))
}

function ruleOf(policy: RetentionPolicy, part: DuePart['part']): PreviewedPart['rule'] {
  if (part === 'case_file') return { after: 'closure', months: policy.caseFileMonths }
  if (part === 'export') return { after: 'release', days: policy.exportDays }
  return { after: 'closure', days: policy.identityDocumentDays }
}

/** Of one page. */
const atATime = 100

/** The same for every tenant, today: for an operator. */
export async function* previewEveryone(
  database: Database,
  now: Instant,
): AsyncGenerator<readonly [OrganisationId, PreviewedPart]> {
  for (const organisation of await allOrganisations(database)) {
    let after: PartPlace | undefined
    for (;;) {
      const query = { asOf: undefined, now, after, limit: atATime }
      const page: PreviewedPart[] = await database.transaction(organisation, (tx) => previewRetention(tx, query))
      for (const part of page) yield [organisation, part]
      after = page.at(-1)
      if (page.length < atATime) break
    }
  }
}
