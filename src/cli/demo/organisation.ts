import type { ActivityKey, Category } from './processing.ts'

// The organisation of the demo: a real controller, as its published privacy policy describes it (DASTRA SAS, 4 September 2025).
// The people who write to it, and what it holds about them, are invented.

/** What `POST /v1/organisations` is told, but for the slug. Calendar, zone and authority (CNIL) follow the country. */
export const controller = {
  name: 'DASTRA SAS',
  country: 'FR',
  locale: 'en', // its desk works in English here, so that whoever reads the demo can follow; people are answered in their own language
  contact: {
    dpo_email: 'contact@dastra.eu',
    postal_address: '14 Avenue du Général de Gaulle\n94160 Saint-Mandé\nFrance',
  },
} as const

/** One piece of a person's data as a source hands it over: `PUT /v1/requests/{id}/records/{source}`. */
export type SourceRecord = {
  readonly category: Category
  readonly purpose: ActivityKey
  readonly provided_by: 'subject' | 'observed' | 'inferred' | 'third_party'
  readonly collected_at: string
  readonly data: Readonly<Record<string, unknown>>
}
