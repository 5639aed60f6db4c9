import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type Page, type PageQuery, pageById } from '../platform/http/cursor.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { type DirectiveRow, type DirectiveToShow, directivesPage } from './store.ts'

/** After every UUIDv7. */
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** A page of the organisation's directives, whatever of each opens, the newest first; `mailbox`: those of whoever holds it only. */
export async function listDirectives(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  { mailbox, ...query }: PageQuery & { readonly mailbox?: Buffer | undefined },
): Promise<Page<DirectiveToShow>> {
  const binding = {
    organisation: tx.organisation,
    scope: { list: 'directives', ...(mailbox === undefined ? {} : { mailbox: mailbox.toString('hex') }) },
  }
  const found = await pageById<DirectiveToShow>({ keyring }, binding, query, ({ after, limit }) =>
    directivesPage(tx, keyring, { mailbox, before: after ?? newest, limit }),
  )
  if (mailbox === undefined) return found
  // A term alone, pointed at another's row, shows nothing of what is in it.
  return { ...found, data: found.data.filter((row) => 'refusal' in row || isOf(keyring, row, mailbox)) }
}

function isOf(keyring: Keyring, { organisationId, detail: { person } }: DirectiveRow, mailbox: Buffer): boolean {
  return person.email !== undefined && mailboxOf(keyring, organisationId, person.email).equals(mailbox)
}
