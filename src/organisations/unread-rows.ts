import type { Text } from '../law/wording.ts'
import type { BoxRefused } from '../platform/crypto/safe.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Log } from '../platform/http/log.ts'
import { explainedIn } from '../words/languages.ts'
import { getOrganisation } from './store.ts'

export type Warning = { code: string; message: string }
type Row = object | { readonly refusal: BoxRefused }

const unreadable: Text = {
  fr: 'Une partie de ceci ne se lit plus\u00a0: elle a été altérée dans la base de données, ou scellée sous une autre clé. Seul ce qui n’est pas scellé est affiché. Prévenez qui exploite le service\u00a0: une sauvegarde peut la rétablir.',
  en: 'Part of this can no longer be read: it was altered in the database, or sealed under another key. Only what is not sealed is shown. Tell whoever runs the service: a backup may restore it.',
}

/** Whoever runs the service hears of what does not open, whoever looked at it. Nothing of what is in it is told. */
export function logUnread(log: Log, rows: readonly Row[]): void {
  for (const row of rows) if ('refusal' in row) log.error(row.refusal, 'a row does not open, and is shown in part')
}

/** For rows that are shown to staff: the warning of each, where a box of it does not open (`ToShow`), in the language that staff reads. */
export async function warningsOfUnread(tx: Tx, log: Log, rows: readonly Row[]): Promise<(row: Row) => Warning[]> {
  if (!rows.some((row) => 'refusal' in row)) return () => []
  logUnread(log, rows)
  const message = unreadable[explainedIn((await getOrganisation(tx)).locale)]
  return (row) => ('refusal' in row ? [{ code: 'unreadable', message }] : [])
}
