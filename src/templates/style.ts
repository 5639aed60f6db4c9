import type { LetterStyle, OrganisationSettings } from '../organisations/tables.ts'
import { canonicalEmail } from '../platform/http/email.ts'
import { domainOf } from '../platform/mail/dkim-key.ts'

type WithSettings = { readonly settings: Pick<OrganisationSettings, 'letters'> }

/** How the letters of an organisation look, and from whom they come: version 0 where it has decided nothing. */
export function styleOf({ settings }: WithSettings): LetterStyle {
  return settings.letters?.style ?? { version: 0 }
}

/** By the slug of an organisation: the domains under which the operator lets it send. */
export type SenderDomains = ReadonlyMap<string, readonly string[]>

/** Whether letters may come from this address: its domain is one that the organisation was given, or stands below it. */
export function maySendFrom(domains: readonly string[], address: string): boolean {
  const domain = `.${domainOf(canonicalEmail(address))}`
  return domains.some((given) => domain.endsWith(`.${given}`))
}
