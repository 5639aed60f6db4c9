import { z } from 'zod'
import { strictObject } from '../platform/http/schemas.ts'
import type { OrganisationSettings } from './tables.ts'

export const stepUpBody = strictObject({ required: z.boolean() }).meta({
  id: 'DownloadStepUp',
  examples: [{ required: true }],
})

export const stepUpSetting = z
  .object({ required: z.boolean() })
  .meta({ description: 'Whether a person types a fresh code before they download an export' })

/** What the organisation decided of codes before a download, or what is usual: none. */
export function stepUpOf({ settings }: { readonly settings: Pick<OrganisationSettings, 'download_step_up'> }) {
  return { required: settings.download_step_up?.required ?? false }
}
