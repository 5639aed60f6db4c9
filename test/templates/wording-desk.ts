import type { Test } from 'tap'
import { letterParts, letterTypes } from '../../src/letters/letter-parts.ts'
import type { LetterType } from '../../src/letters/write-letter.ts'
import { testService } from '../support/service.ts'

export { letterTypes }

/** A service, and as many organisations as a test wants, each with its own words. */
export async function wordingDesk(t: Test, prefix: string) {
  const service = await testService(t)
  service.at('2026-03-02T09:30:00Z')
  let made = 0
  const fresh = async () => {
    made += 1
    const organisation = await service.organisation(`${prefix}-${made}`, {
      country: 'FR',
      contact: { dpo_email: 'dpo@exemple.fr' },
      allowed_origins: ['https://www.exemple.com'],
    })
    return { organisation, admin: organisation.admin, auditor: await organisation.client('auditor') }
  }
  return { service, fresh }
}

export const path = (type: string, locale = 'fr') => `/v1/letters/wordings/${type}/${locale}`

export function partsOf(type: LetterType): [string, { readonly at: string } | null][] {
  return Object.entries<{ readonly at: string } | null>(letterParts[type])
}

/** Every part of a letter, each on its own. */
export const whole = (type: LetterType) => partsOf(type).map(([name]) => `{${name}}`)

export const said = (texts: readonly string[]) => texts.join('\n\n')

/** What a refusal names, or nothing. */
export function faultsOf({ body }: { body: { errors?: { location: string; message: string }[] } }) {
  return body.errors ?? []
}
