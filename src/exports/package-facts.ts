import type { Signer } from '../evidence/signing-key.ts'
import type { Instant } from '../law/calendar.ts'
import type { Locale } from '../law/wording.ts'
import type { CurrentRegister } from '../register/register.ts'
import type { Case } from '../requests/case.ts'
import { staffLocale } from '../requests/view.ts'
import { chooseLanguage } from '../words/languages.ts'
import { type Words, wordsIn } from '../words/words.ts'
import type { ExportRow } from './store.ts'
import type { ExportKind } from './tables.ts'

/** What a package says of the request it answers, whatever its format. */
export type PackageFacts = {
  readonly controller: Controller
  readonly reference: string
  readonly kind: ExportKind
  readonly generatedAt: Instant
  /** What the person reads; names the law of the organisation's regime. */
  readonly words: Words
  readonly timeZone: string
  readonly regime: 'gdpr' | 'uk_gdpr'
  /** What those who release it are told in. */
  readonly staffLocale: Locale
  /** As it was when the compile began. */
  readonly register: CurrentRegister
  /** Signs the manifest. */
  readonly signer: Signer
  /** Where people and tools reach this service. */
  readonly publicUrl: string
}
export type Controller = {
  readonly name: string
  readonly contact: {
    readonly dpo_email: string
    readonly postal_address: string | null
    readonly phone: string | null
  }
  readonly supervisory_authority: { readonly name: string; readonly url: string } | null
}

type Known = {
  readonly register: CurrentRegister
  readonly signer: Signer
  readonly publicUrl: string
  readonly now: Instant
}

export function packageFacts({ organisation, request }: Case, { kind }: ExportRow, known: Known): PackageFacts {
  const { register, signer, publicUrl, now } = known
  const { dpo_email, postal_address = null, phone = null } = organisation.contact
  return {
    controller: {
      name: organisation.name,
      contact: { dpo_email, postal_address, phone },
      supervisory_authority: organisation.supervisoryAuthority,
    },
    reference: request.reference,
    kind,
    generatedAt: now,
    words: wordsIn(chooseLanguage(request.locale, organisation.locale), organisation.regime),
    timeZone: organisation.timeZone,
    regime: organisation.regime,
    staffLocale: staffLocale(organisation),
    register,
    signer,
    publicUrl,
  }
}
