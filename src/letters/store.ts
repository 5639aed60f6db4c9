import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { BoxRefused, type CaseSafe, caseSafe, organisationSafe, type Safe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { LetterId, OrganisationId, RecipientId, RequestId, RightId } from '../platform/identifiers.ts'
import { type LetterDetail, letterBoxes, letters } from './tables.ts'
import type { LetterRow, LetterType } from './write-letter.ts'

const columns = placeholdersOf(letters)
const ofTenant = eq(letters.organisationId, sql.placeholder('organisation'))
const thisLetter = and(ofTenant, eq(letters.id, sql.placeholder('id')))

const insertLetterRow = insertionOf('insert_letter', letters)
const selectLetter = statement('select_letter', (db) => db.select().from(letters).where(thisLetter))
const lockLetterRow = statement('lock_letter', (db) => db.select().from(letters).where(thisLetter).for('update'))
const updateLetterRow = statement('update_letter', (db) => db.update(letters).set(columns).where(thisLetter))
const selectLettersOfRequest = statement('select_letters_of_request', (db) =>
  db
    .select()
    .from(letters)
    .where(and(ofTenant, eq(letters.requestId, sql.placeholder('request')), gt(letters.id, sql.placeholder('after'))))
    .orderBy(asc(letters.id))
    .limit(sql.placeholder('limit')),
)
// In words of the index `letters_to_post`, which holds these alone
const selectLettersToPost = statement('select_letters_to_post', (db) =>
  db
    .select()
    .from(letters)
    .where(
      and(
        ofTenant,
        sql`${letters.by} = 'post' and ${letters.state} = 'queued'`,
        gt(letters.id, sql.placeholder('after')),
      ),
    )
    .orderBy(asc(letters.id))
    .limit(sql.placeholder('limit')),
)
/** The keys of the requests that letters are about; no row for a letter that is about none. */
const selectKeysOfLetters = rawStatement<
  { organisation: OrganisationId; ids: readonly LetterId[] },
  { letter_id: LetterId; data_key: Buffer | null; request_id: RequestId }
>(
  'select_keys_of_letters',
  `select l.id as letter_id, r.data_key, r.id as request_id from habeas.letters l
   join habeas.requests r on r.organisation_id = l.organisation_id and r.id = l.request_id
   where l.organisation_id = $1 and l.id = any ($2::uuid[])`,
  ({ organisation, ids }) => [organisation, ids],
)
/** Puts letters of one request, or of none, into the outbox; not awaited one by one, so that they go out with the rest. */
export function insertLetters(tx: Tx, safe: Safe, rows: readonly LetterRow[]): Promise<unknown>[] {
  return rows.map((row) => tx.run(insertLetterRow, letterBoxes.seal(safe, row)))
}

type StoredLetter = typeof letters.$inferSelect

/** What a letter of an erased case says: nothing. */
const erasedDetail: LetterDetail = { to: {}, from: { name: '', reply_to: '' }, subject: '', text: '', html: '' }

/** Whether what the letter said was erased with its case. */
export function isErasedLetter({ detail }: LetterRow): boolean {
  return detail === erasedDetail
}

function opened(safe: Safe, row: StoredLetter): LetterRow {
  return safe.isErased ? { ...row, detail: erasedDetail } : letterBoxes.open(safe, row)
}

/** A letter with its safe; or as it is stored, and why it does not open. */
type OpenedLetter =
  | { readonly row: LetterRow; readonly safe: Safe }
  | { readonly id: LetterId; readonly stored: StoredLetter; readonly refusal: BoxRefused }

/** What finds letters, with the keys to open them, in one trip. */
export async function openLetters(
  tx: Tx,
  keyring: Keyring,
  ids: readonly LetterId[],
  found: Promise<StoredLetter[]>,
): Promise<OpenedLetter[]> {
  const [rows, keys] = await Promise.all([found, tx.run(selectKeysOfLetters, { organisation: tx.organisation, ids })])
  return rows.map((row): OpenedLetter => {
    const { organisationId, id } = row
    const key = keys.find(({ letter_id }) => letter_id === id)
    try {
      const safe = key
        ? caseSafe(keyring, { organisationId, id: key.request_id, dataKey: key.data_key })
        : organisationSafe(keyring, organisationId)
      return { row: opened(safe, row), safe }
    } catch (error) {
      if (error instanceof BoxRefused) return { id, stored: row, refusal: error }
      throw error
    }
  })
}

/** The same for one. Throws `BoxRefused`. */
async function openLetter(
  tx: Tx,
  keyring: Keyring,
  id: LetterId,
  found: Promise<StoredLetter[]>,
): Promise<{ row: LetterRow; safe: Safe } | undefined> {
  const [letter] = await openLetters(tx, keyring, [id], found)
  if (letter !== undefined && 'refusal' in letter) throw letter.refusal
  return letter
}

/** A letter as it is listed: of one that does not open everything but its words, with why. */
export type LetterToShow = LetterRow & { readonly refusal?: BoxRefused }

/** What is on paper and waits to be posted, oldest first, from after one of them. */
export async function lettersToPost(
  tx: Tx,
  keyring: Keyring,
  { after, limit }: { readonly after: LetterId | undefined; readonly limit: number },
): Promise<LetterToShow[]> {
  const found = await tx.run(selectLettersToPost, { organisation: tx.organisation, after: after ?? firstId, limit })
  const ids = found.map(({ id }) => id)
  const opened = await openLetters(tx, keyring, ids, Promise.resolve(found))
  return opened.map((letter) => {
    return 'refusal' in letter ? { ...letter.stored, detail: erasedDetail, refusal: letter.refusal } : letter.row
  })
}

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000'

const selectIdByMessageId = rawStatement<{ organisation: OrganisationId; messageId: string }, { id: LetterId }>(
  'select_letter_by_message_id',
  'select id from habeas.letters where organisation_id = $1 and message_id = $2',
  ({ organisation, messageId }) => [organisation, messageId],
)
const countTellings = rawStatement<{ organisation: OrganisationId; since: Instant }, { count: number }>(
  'count_bounces_told',
  `select count(*)::int as count from habeas.letters where organisation_id = $1 and type = 'bounce' and created_at > $2`,
  ({ organisation, since }) => [organisation, instantToText(since)],
)

/** The letter that went, or goes, out under this Message-ID. */
export async function findByMessageId(tx: Tx, messageId: string): Promise<LetterId | undefined> {
  return (await tx.run(selectIdByMessageId, { organisation: tx.organisation, messageId }))[0]?.id
}

/** How many letters that came back staff was told of since then. */
export async function bouncesToldSince(tx: Tx, since: Instant): Promise<number> {
  return (await tx.run(countTellings, { organisation: tx.organisation, since }))[0]?.count ?? 0
}

export async function findLetter(tx: Tx, keyring: Keyring, id: LetterId): Promise<LetterRow | undefined> {
  return (await openLetter(tx, keyring, id, tx.run(selectLetter, { organisation: tx.organisation, id })))?.row
}

/** A letter that is held for a change, and how the change is written. */
export type LockedLetter = { readonly letter: LetterRow; save(changed: LetterRow): Promise<void> }

/** For a change. A letter of a request is locked behind its request, always in this order. */
export async function lockLetter(tx: Tx, keyring: Keyring, id: LetterId): Promise<LockedLetter | undefined> {
  const found = await openLetter(tx, keyring, id, tx.run(lockLetterRow, { organisation: tx.organisation, id }))
  if (found === undefined) return undefined
  return {
    letter: found.row,
    save: async (changed) => {
      await tx.run(updateLetterRow, { ...letterBoxes.seal(found.safe, changed), organisation: tx.organisation })
    },
  }
}

/** The letters of a request, oldest first, from after one of them. */
export async function lettersOfRequest(
  tx: Tx,
  safe: CaseSafe,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<LetterRow[]> {
  const place = { organisation: tx.organisation, request: safe.request, after: after ?? firstId, limit }
  const rows = await tx.run(selectLettersOfRequest, place)
  return rows.map((row) => opened(safe, row))
}

/* Paper that waits to be posted. An answer to several rights goes on standing for the others, so it is not taken from them. */
const isUnposted = `organisation_id = $1 and request_id = $2 and by = 'post' and state = 'queued'`

type OfRight = { readonly request: RequestId; readonly right: RightId }
export type Withdrawn = { readonly id: LetterId; readonly type: LetterType }

const withdrawAnswerRows = rawStatement<OfRight & { organisation: OrganisationId }, Withdrawn>(
  'withdraw_answers',
  `update habeas.letters set state = 'withdrawn'
   where ${isUnposted} and tells ->> 'fact' in ('answer', 'lift', 'nothing')
     and coalesce(tells -> 'rights', tells -> 'about', tells -> 'answered') = jsonb_build_array($3::text)
   returning id, type`,
  ({ organisation, request, right }) => [organisation, request, right],
)
const countAnswers = rawStatement<OfRight & { organisation: OrganisationId }, { count: number }>(
  'count_answers',
  `select count(*)::int as count from habeas.letters
   where organisation_id = $1 and request_id = $2 and state <> 'withdrawn' and tells ->> 'fact' in ('answer', 'lift', 'nothing')
     and coalesce(tells -> 'rights', tells -> 'about') @> jsonb_build_array($3::text)`,
  ({ organisation, request, right }) => [organisation, request, right],
)
const withdrawClosureRows = rawStatement<
  { readonly organisation: OrganisationId; readonly request: RequestId; readonly since: Instant },
  Withdrawn
>(
  'withdraw_closure',
  `update habeas.letters set state = 'withdrawn'
   where ${isUnposted} and created_at >= $3 and type in ('closure', 'cancellation', 'decision', 'answered_to_person')
   returning id, type`,
  ({ organisation, request, since }) => [organisation, request, instantToText(since)],
)
const withdrawNoticeRows = rawStatement<
  { readonly organisation: OrganisationId; readonly request: RequestId; readonly recipients: readonly RecipientId[] },
  Withdrawn
>(
  'withdraw_notices',
  `update habeas.letters set state = 'withdrawn'
   where ${isUnposted} and tells ->> 'fact' = 'recipient' and tells ->> 'recipient' = any ($3::text[])
   returning id, type`,
  ({ organisation, request, recipients }) => [organisation, request, recipients],
)

/**
 * Takes back what is printed about this right alone, and not posted yet; how many letters about it there are besides. Under the request's
 * lock.
 */
export async function withdrawAnswers(
  tx: Tx,
  given: OfRight,
): Promise<{ readonly withdrawn: readonly Withdrawn[]; readonly others: number }> {
  const place = { organisation: tx.organisation, ...given }
  // In one trip: what is sent first on a connection is done first
  const [withdrawn, [others]] = await Promise.all([tx.run(withdrawAnswerRows, place), tx.run(countAnswers, place)])
  return { withdrawn, others: others?.count ?? 0 }
}

/** Takes back what has told of a closure since then, and is not posted yet. Under the request's lock. */
export function withdrawClosure(
  tx: Tx,
  given: { readonly request: RequestId; readonly since: Instant },
): Promise<Withdrawn[]> {
  return tx.run(withdrawClosureRows, { organisation: tx.organisation, ...given })
}

/** Takes back what is printed to these recipients, and not posted yet. Under the request's lock. */
export function withdrawNotices(
  tx: Tx,
  given: { readonly request: RequestId; readonly recipients: readonly RecipientId[] },
): Promise<Withdrawn[]> {
  return tx.run(withdrawNoticeRows, { organisation: tx.organisation, ...given })
}

const selectLettersToErase = rawStatement<
  { organisation: OrganisationId; request: RequestId },
  { id: LetterId; detail: Buffer }
>(
  'select_letters_to_erase',
  'select id, detail from habeas.letters where organisation_id = $1 and request_id = $2',
  ({ organisation, request }) => [organisation, request],
)
// `failed`: of what was still to go out, nobody tries again.
const eraseLetterRows = rawStatement<
  { organisation: OrganisationId; request: RequestId; ids: readonly LetterId[]; prints: readonly (Buffer | null)[] },
  { was_open: boolean }
>(
  'erase_letters',
  `update habeas.letters l
   set detail = '\\x01', text_print = given.print, due_at = null, last_error = null,
     state = case when l.state in ('queued', 'deferred') then 'failed' else l.state end
   from (select id, state from habeas.letters where organisation_id = $1 and request_id = $2) before,
     unnest($3::uuid[], $4::bytea[]) as given (id, print)
   where l.organisation_id = $1 and l.request_id = $2 and l.id = before.id and given.id = l.id
   returning before.state in ('queued', 'deferred') as was_open`,
  ({ organisation, request, ids, prints }) => [organisation, request, ids, prints],
)

/**
 * Erases what the letters of a request said, and cancels those still to go out. What they were, when they went and under which Message-ID
 * stays, with a keyed fingerprint of their text. Under the request's lock. How many there were, and how many were cancelled.
 */
export async function eraseLettersOf(tx: Tx, safe: CaseSafe): Promise<{ letters: number; cancelled: number }> {
  const place = { organisation: tx.organisation, request: safe.request }
  const found = await tx.run(selectLettersToErase, place)
  const prints = found.map(({ id, detail }) => printOf(safe, id, detail))
  const erased = await tx.run(eraseLetterRows, { ...place, ids: found.map(({ id }) => id), prints })
  return { letters: erased.length, cancelled: erased.filter((letter) => letter.was_open).length }
}

/** Null where the letter does not open: that keeps nobody from erasing it. */
function printOf(safe: CaseSafe, id: LetterId, detail: Buffer): Buffer | null {
  if (safe.isErased) return null
  try {
    const content = safe.open({ table: 'letters', column: 'detail', row: id }, detail)
    const { text }: LetterDetail = JSON.parse(content.toString('utf8'))
    return safe.fingerprint('letter', text)
  } catch (error) {
    if (error instanceof BoxRefused) return null
    throw error
  }
}
