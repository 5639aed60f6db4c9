import { z } from 'zod'
import { type CollectMode, collectModes } from '../law/collection.ts'
import type { OrganisationSettings } from './tables.ts'

const description =
  'When each active source gets its task for a request, and its owner a letter: `on_verification` (default) once who asks is proven at the level ' +
  'that a right needs and, for another, may act; `on_receipt` already when staff registers the request, names a right or acknowledges it; ' +
  '`by_staff` only where staff asks. Never for a form or a mail alone, and not for rights that nothing is searched for, such as a withdrawal'

export const collectSetting = z.enum(collectModes).meta({ description })

/** What the organisation decided, or the careful way: owners learn of a person once it is known that the person asks. */
export function collectModeOf({ settings }: { readonly settings: Pick<OrganisationSettings, 'collect'> }): CollectMode {
  return settings.collect ?? 'on_verification'
}
