import { enumeration, type Locale, type Text } from './wording.ts'

/** What whoever releases a package should look at first. Each code with what its sentence names. */
export type PackageWarning =
  | { readonly code: 'register_empty' }
  | { readonly code: 'purpose_not_in_register'; readonly records: number; readonly purposes: readonly string[] }
  | { readonly code: 'purpose_missing'; readonly records: number }
type Code = PackageWarning['code']

/** Of the purposes that are named; the others are counted. */
const mostNames = 10

const texts: { readonly [C in Code]: (warning: Extract<PackageWarning, { code: C }>) => Text } = {
  register_empty: () => ({
    fr: 'Le registre des traitements est vide\u00a0: rien n’a été écarté d’après la base légale (art. 20(1)), et les informations de l’article 15(1) n’ont pu être reprises.',
    en: 'The register of processing is empty: nothing was left out for its legal basis (art. 20(1)), and the information of article 15(1) could not be taken from it.',
  }),
  purpose_not_in_register: ({ records, purposes }) => ({
    fr: `${records} enregistrement(s) figurent dans le dossier sous une finalité que le registre ne connaît pas\u00a0: ${named(purposes, 'fr')}. Leur base légale n’a pas pu être vérifiée.`,
    en: `${records} record(s) are in the package under a purpose that the register does not know: ${named(purposes, 'en')}. Their legal basis could not be checked.`,
  }),
  purpose_missing: ({ records }) => ({
    fr: `${records} enregistrement(s) figurent dans le dossier sans finalité. Leur base légale n’a pas pu être vérifiée.`,
    en: `${records} record(s) are in the package without a purpose. Their legal basis could not be checked.`,
  }),
}

export const packageWarnings = Object.keys(texts) as readonly Code[] // the keys of the table above

/** A warning as a reader is told of it. */
export function explainPackageWarning(warning: PackageWarning, locale: Locale): string {
  const text: (warning: never) => Text = texts[warning.code]
  return text(warning as never)[locale] // the text of this very code: TypeScript does not follow the pair
}

function named(purposes: readonly string[], locale: Locale): string {
  const shown = purposes
    .slice(0, mostNames)
    .map((purpose) => (locale === 'fr' ? `«\u00a0${purpose}\u00a0»` : `“${purpose}”`))
  const others = purposes.length - shown.length
  if (others === 0) return enumeration(shown, locale)
  return enumeration([...shown, locale === 'fr' ? `${others} autre(s)` : `${others} more`], locale)
}
