import { and, asc, eq, gt, inArray, isNotNull, lte, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { BoxRefused, type CaseSafe, caseSafe, organisationSafe, type Safe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Database, Tx } from '../platform/database/transaction.ts'
import type { LetterId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import { type LetterDetail, letterBoxes, letters } from './tables.ts'
import type { LetterRow } from './write-letter.ts'

const columns = placeholdersOf(letters)
const ofTenant = eq(letters.organisationId, sql.placeholder('organisation'))
const thisLetter = and(ofTenant, eq(letters.id, sql.placeholder('id')))

const insertLetterRow = insertionOf('insert_letter', letters)
const selectLetter = statement('select_letter', (db) => db.select().from(letters).where(thisLetter))
const lockLetterRow = statement('lock_letter', (db) => db.select().from(letters).where(thisLetter).for('update'))
const updateLetterRow = statement('update_letter', (db) => db.update(letters).set(columns).where(thisLetter))
const takeDueLetter = statement('take_due_letter', (db) =>
  db
    .update(letters)
    .set({ dueAt: columns.dueAt, attempts: sql`${letters.attempts} + 1` })
    .where(
      and(
        ofTenant,
        inArray(
          letters.id,
          db
            .select({ id: letters.id })
            .from(letters)
            .where(and(thisLetter, lte(letters.dueAt, sql`${sql.param(sql.placeholder('now'), letters.dueAt)}`)))
            .for('update', { skipLocked: true }),
        ),
      ),
    )
    .returning(),
)
const extendLeaseOfLetter = statement('extend_lease_of_letter', (db) =>
  db
    .update(letters)
    .set({ dueAt: columns.dueAt })
    .where(and(thisLetter, eq(letters.attempts, sql.placeholder('attempts')), isNotNull(letters.dueAt))),
)
const selectLettersOfRequest = statement('select_letters_of_request', (db) =>
  db
    .select()
    .from(letters)
    .where(and(ofTenant, eq(letters.requestId, sql.placeholder('request')), gt(letters.id, sql.placeholder('after'))))
    .orderBy(asc(letters.id))
    .limit(sql.placeholder('limit')),
)
/** The key of the request that a letter is about; no row where it is about none. */
const selectKeyOfLetter = rawStatement<
  { organisation: OrganisationId; id: LetterId },
  { data_key: Buffer | null; request_id: RequestId }
>(
  'select_key_of_letter',
  `select r.data_key, r.id as request_id from habeas.letters l
   join habeas.requests r on r.organisation_id = l.organisation_id and r.id = l.request_id
   where l.organisation_id = $1 and l.id = $2`,
  ({ organisation, id }) => [organisation, id],
)
/** Across tenants, by the lookup role: which letters are due, and whose they are. Nothing of what is in them. */
const lookupDueLetters = rawStatement<
  { now: Instant; lastServed: OrganisationId; limit: number },
  { organisation_id: OrganisationId; id: LetterId }
>(
  'lookup_due_letters',
  'select organisation_id, id from habeas.lookup_due_letters($1, $2, $3)',
  ({ now, lastServed, limit }) => [new Date(now), lastServed, limit],
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

/** What finds one letter, with the key to open it, in one trip; the letter and its safe. */
async function openLetter(
  tx: Tx,
  keyring: Keyring,
  id: LetterId,
  found: Promise<StoredLetter[]>,
): Promise<{ row: LetterRow; safe: Safe } | undefined> {
  const [[row], [key]] = await Promise.all([found, tx.run(selectKeyOfLetter, { organisation: tx.organisation, id })])
  if (row === undefined) return undefined
  const { organisationId } = row
  const safe = key
    ? caseSafe(keyring, { organisationId, id: key.request_id, dataKey: key.data_key })
    : organisationSafe(keyring, organisationId)
  return { row: opened(safe, row), safe }
}

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000'

/**
 * Letters that may be tried at this instant of real time: one of each organisation in turn, from after the one that was served last, its
 * longest due first. So a flood at one of them keeps no other waiting.
 */
export function dueLetters(
  database: Database,
  due: { readonly now: Instant; readonly lastServed: OrganisationId | undefined; readonly limit: number },
) {
  return database.lookup(lookupDueLetters, { ...due, lastServed: due.lastServed ?? (firstId as OrganisationId) }) // no organisation, but before every one
}

/**
 * Takes a due letter for one try, which is counted here, and keeps others from it until `until`. Undefined where another worker
 * was faster.
 */
export async function takeLetter(
  tx: Tx,
  keyring: Keyring,
  id: LetterId,
  { now, until }: { now: Instant; until: Instant },
): Promise<LetterRow | undefined> {
  const taken = tx.run(takeDueLetter, { organisation: tx.organisation, id, now, dueAt: until })
  return (await openLetter(tx, keyring, id, taken))?.row
}

const setAsideLetter = rawStatement<
  { organisation: OrganisationId; id: LetterId; reason: string },
  { request_id: RequestId | null; type: LetterRow['type']; created_at: Instant }
>(
  'set_letter_aside',
  `update habeas.letters set state = 'failed', due_at = null, last_error = $3
   where organisation_id = $1 and id = $2 and due_at is not null returning request_id, type, created_at`,
  ({ organisation, id, reason }) => [organisation, id, reason],
)

/** Ends the tries of a letter without opening it. Undefined where they had ended. */
export async function setLetterAside(tx: Tx, id: LetterId, reason: string) {
  const [row] = await tx.run(setAsideLetter, { organisation: tx.organisation, id, reason })
  return row && { id, requestId: row.request_id, type: row.type, createdAt: row.created_at }
}

const postponeLetterRow = rawStatement<
  { organisation: OrganisationId; id: LetterId; until: Instant; reason: string },
  Record<string, never>
>(
  'postpone_letter',
  `update habeas.letters set state = 'deferred', due_at = $3, last_error = $4, attempts = attempts - 1
   where organisation_id = $1 and id = $2 and due_at is not null`,
  ({ organisation, id, until, reason }) => [organisation, id, until, reason],
)

/** Lets a letter wait that was taken just now, in the same transaction: it was not tried. */
export async function postponeLetter(
  tx: Tx,
  { id }: Pick<LetterRow, 'id'>,
  { until, reason }: { readonly until: Instant; readonly reason: string },
): Promise<void> {
  await tx.run(postponeLetterRow, { organisation: tx.organisation, id, until, reason })
}

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

const spendReceiptRow = rawStatement<
  { organisation: OrganisationId; now: Instant; each: number; latest: Instant },
  { spentUntil: Instant }
>(
  'spend_receipt',
  `insert into habeas.receipt_budgets as budget (organisation_id, spent_until)
   values ($1, $2::timestamptz + $3::int * interval '1 millisecond')
   on conflict (organisation_id) do update
     set spent_until = greatest(budget.spent_until, $2::timestamptz) + $3::int * interval '1 millisecond'
     where budget.spent_until < $4
   returning spent_until as "spentUntil"`,
  ({ organisation, now, each, latest }) => [organisation, now, each, latest],
)
const tellOfWaitingRow = rawStatement<
  { organisation: OrganisationId; now: Instant; unlessSince: Instant },
  Record<string, never>
>(
  'tell_of_waiting',
  `update habeas.receipt_budgets set told_at = $2
   where organisation_id = $1 and (told_at is null or told_at < $3) returning organisation_id`,
  ({ organisation, now, unlessSince }) => [organisation, now, unlessSince],
)

/**
 * Takes the time of one receipt, `each` milliseconds, from the budget of this organisation, and tells until when it is spent then. Undefined
 * where that lies behind `latest`: nothing is taken. Whoever comes next waits for this transaction.
 */
export async function spendReceipt(
  tx: Tx,
  spending: { readonly now: Instant; readonly each: number; readonly latest: Instant },
): Promise<Instant | undefined> {
  const [spent] = await tx.run(spendReceiptRow, { organisation: tx.organisation, ...spending })
  return spent?.spentUntil
}

/** Notes that staff is told now that receipts wait; false where they were told since. */
export async function tellOfWaiting(
  tx: Tx,
  { now, unlessSince }: { readonly now: Instant; readonly unlessSince: Instant },
): Promise<boolean> {
  return (await tx.run(tellOfWaitingRow, { organisation: tx.organisation, now, unlessSince })).length > 0
}

/** Keeps a letter for longer, unless the try it was taken for is over. */
export async function keepLetter(
  tx: Tx,
  { id, attempts }: Pick<LetterRow, 'id' | 'attempts'>,
  until: Instant,
): Promise<void> {
  await tx.run(extendLeaseOfLetter, { organisation: tx.organisation, id, attempts, dueAt: until })
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
