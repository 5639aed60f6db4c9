import { longestInboundName } from '../letters/thread-address.ts'
import { email } from '../platform/http/schemas.ts'
import type { OrganisationSettings } from './tables.ts'

const said =
  'Where people write to by mail, whose gateway hands it in: answers to letters go there, with a tag by which they join their thread. Null: to the contact'

/** Its local part leaves room for the tag, and has none of its own. */
export const inboundBody = email()
  .refine(
    (address) => !address.includes('+') && address.lastIndexOf('@') <= longestInboundName,
    `expected an address of at most ${longestInboundName} characters before the @, without a +`,
  )
  .nullish()
  .meta({ description: said })

export const inboundSetting = email().nullable().meta({ description: said })

export function inboundOf({ settings }: { readonly settings: Pick<OrganisationSettings, 'inbound_address'> }) {
  return settings.inbound_address ?? null
}
