import { isGrant } from '../law/lifecycle.ts'
import type { RightRow } from '../requests/case.ts'

/** What an owner corrects, and keeps with the data. */
export type ToRectify = {
  corrections: { field: string; current: string | null; wanted: string | null }[]
  statements: string[]
}

/** What a rectification asks for, as its schema lets it in. */
type Rectification = {
  readonly corrections?: readonly { readonly field: string; readonly current?: string; readonly wanted?: string }[]
  readonly supplementary_statement?: string
}

/**
 * Art. 16: an owner corrects, and keeps the person's statement with the data, once that is granted: before, nobody but who decides needs either
 * (art. 5(1)(c)). Granted in part, what is to be corrected is staff's to say.
 */
export function toRectify(rights: readonly RightRow[]): ToRectify {
  const granted = rights.filter(({ right, status, outcome }) => {
    return right === 'rectification' && status !== 'lapsed' && isGrant(outcome)
  })
  const asked = granted.map(({ outcome, detail }) => ({ outcome, fields: detail.fields as Rectification })) // by the schema of this right
  return {
    corrections: asked
      .filter(({ outcome }) => outcome === 'granted')
      .flatMap(({ fields }) => fields.corrections ?? [])
      .map(({ field, current = null, wanted = null }) => ({ field, current, wanted })),
    statements: asked.flatMap(({ fields }) => fields.supplementary_statement ?? []),
  }
}
