import type { RightName } from '../../law/rights.ts'
import type { Desk, Request } from './desk.ts'
import { systemsOf } from './systems.ts'

/** What is expected of one right: how many activities it reaches, and how many recipients are to be told (art. 19). */
export type Reach = { readonly applies: number; readonly recipients: number }

/** Says what the register makes of each right in a request, activity by activity, with the reason and the article. */
export async function assesses(
  { auditor, telling }: Desk,
  { id }: Request,
  expected: { readonly [R in RightName]?: Reach },
): Promise<void> {
  const { rights } = await auditor.get('/v1/requests/{id}/assessment', { path: { id } })
  for (const { right, activities, recipients, needs_search: isSearched, sources } of rights) {
    telling.says('The register', `says of ${right}:`)
    const verdicts = new Map<string, string[]>()
    for (const { activity, applies, why, article } of activities) {
      const verdict = `${applies.replace('_', ' ')}, ${article.text}. ${why}`
      verdicts.set(verdict, [...(verdicts.get(verdict) ?? []), activity])
    }
    const whichOf = (keys: readonly string[]) =>
      keys.length === activities.length ? `all ${keys.length} activities` : keys.join(', ')
    const told = recipients.map(({ name }) => name)
    const searched = sources.map(({ key }) => key)
    telling.because([
      ...[...verdicts].map(([verdict, keys]) => `${whichOf(keys)}: ${verdict}`),
      ...(told.length === 0 ? [] : [`to be told (art. 19): ${told.join(', ')}.`]),
      ...(searched.length === 0 ? [] : [`to be searched: ${searched.join(', ')}.`]),
    ])
    const reached = activities.flatMap(({ activity, applies }) => (applies === 'no' ? [] : [activity]))
    const reach = { applies: reached.length, recipients: recipients.length, searched }
    telling.expect(
      `it reaches ${reach.applies} of ${activities.length} activities; ${reach.recipients === 0 ? 'nobody is to be told of it' : `granted for all of them, it is to be told to ${reach.recipients} recipients`}`,
      reach,
      { ...expected[right], searched: isSearched ? systemsOf(reached) : [] },
    )
  }
}
