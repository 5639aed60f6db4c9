import { and, asc, eq, getTableColumns, gt, isNull, or, sql } from 'drizzle-orm'
import type { CivilDate, Instant } from '../law/calendar.ts'
import type { CaseSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import { placeholdersOf } from '../platform/database/placeholders.ts'
import type { Opened } from '../platform/database/sealed-rows.ts'
import { insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { Onward } from '../platform/http/cursor.ts'
import type { DocumentId, MessageId, OrganisationId, RequestId } from '../platform/identifiers.ts'
import { documentBoxes, documents, messageBoxes, messages } from './tables.ts'

export type MessageRow = Opened<typeof messages.$inferSelect>
/** A document without its content, which only its own route reads. */
export type DocumentRow = Omit<Opened<typeof documents.$inferSelect>, 'content'>

const { content: _content, ...documentColumns } = getTableColumns(documents)
/** Before every UUIDv7. */
const first = '00000000-0000-0000-0000-000000000000'

// Documents

const ofRequest = (table: typeof documents | typeof messages) =>
  and(eq(table.organisationId, sql.placeholder('organisation')), eq(table.requestId, sql.placeholder('request')))
const onward = (table: typeof documents | typeof messages) => gt(table.id, sql.placeholder('after'))
const ownOfPerson = or(eq(documents.uploadedBy, 'requester'), eq(documents.kind, 'letter'))

const insertDocumentRow = statement('insert_document', (db) => db.insert(documents).values(placeholdersOf(documents)))
const selectDocument = statement('select_document', (db) =>
  db
    .select(documentColumns)
    .from(documents)
    .where(and(ofRequest(documents), eq(documents.id, sql.placeholder('id')))),
)
const selectContent = statement('select_document_content', (db) =>
  db
    .select({ id: documents.id, content: documents.content })
    .from(documents)
    .where(and(ofRequest(documents), eq(documents.id, sql.placeholder('id')))),
)
const selectDocuments = statement('select_documents', (db) =>
  db
    .select(documentColumns)
    .from(documents)
    .where(and(ofRequest(documents), onward(documents)))
    .orderBy(asc(documents.id))
    .limit(sql.placeholder('limit')),
)
const selectDocumentsOfPerson = statement('select_documents_of_person', (db) =>
  db
    .select(documentColumns)
    .from(documents)
    .where(and(ofRequest(documents), ownOfPerson, onward(documents)))
    .orderBy(asc(documents.id))
    .limit(sql.placeholder('limit')),
)
const measureDocuments = rawStatement<
  { organisation: OrganisationId; request: RequestId; uploadedBy: DocumentRow['uploadedBy'] },
  { count: number; bytes: number }
>(
  'measure_documents',
  `select count(*)::int as count, coalesce(sum(bytes), 0)::float8 as bytes from habeas.documents
   where organisation_id = $1 and request_id = $2 and uploaded_by = $3`,
  ({ organisation, request, uploadedBy }) => [organisation, request, uploadedBy],
)
const selectIdentityDocuments = statement('select_identity_documents', (db) =>
  db
    .select({ id: documents.id })
    .from(documents)
    .where(and(ofRequest(documents), eq(documents.kind, 'identity'), isNull(documents.deletedAt)))
    .orderBy(asc(documents.id)),
)
const clearDocument = statement('clear_document', (db) =>
  db
    .update(documents)
    .set({
      content: null,
      keptUntil: null,
      deletedAt: sql`${sql.placeholder('now')}`,
      detail: sql`${sql.param(sql.placeholder('detail'), documents.detail)}`,
    })
    .where(and(ofRequest(documents), eq(documents.id, sql.placeholder('id')))),
)

export async function insertDocument(tx: Tx, safe: CaseSafe, row: DocumentRow, content: Buffer): Promise<void> {
  await tx.run(insertDocumentRow, documentBoxes.seal(safe, { ...row, content }))
}

export async function findDocumentRow(tx: Tx, safe: CaseSafe, id: DocumentId): Promise<DocumentRow | undefined> {
  const [row] = await tx.run(selectDocument, { organisation: tx.organisation, request: safe.request, id })
  return row && documentBoxes.open(safe, row)
}

/** The bytes of a document, or undefined where they are deleted or there never was one. */
export async function findContent(tx: Tx, safe: CaseSafe, id: DocumentId): Promise<Buffer | undefined> {
  const [row] = await tx.run(selectContent, { organisation: tx.organisation, request: safe.request, id })
  return row && (documentBoxes.open(safe, row).content ?? undefined)
}

/** A page of a request's documents, oldest first; to the person only what they sent, and letters. */
export async function documentsOf(
  tx: Tx,
  safe: CaseSafe,
  { after = first as DocumentId, limit }: Onward<DocumentId>, // no document, but before every one
  whose: 'all' | 'person',
): Promise<DocumentRow[]> {
  const select = whose === 'all' ? selectDocuments : selectDocumentsOfPerson
  const rows = await tx.run(select, { organisation: tx.organisation, request: safe.request, after, limit })
  return rows.map((row) => documentBoxes.open(safe, row))
}

/** How much one side has put into a request so far, deleted documents included. */
export async function documentsMeasured(
  tx: Tx,
  request: RequestId,
  uploadedBy: DocumentRow['uploadedBy'],
): Promise<{ count: number; bytes: number }> {
  const [measured] = await tx.run(measureDocuments, { organisation: tx.organisation, request, uploadedBy })
  return measured ?? { count: 0, bytes: 0 }
}

/** Deletes content and names of the identity documents; their ids. Under the lock of the request, so nobody adds one meanwhile. */
export async function clearIdentity(tx: Tx, safe: CaseSafe, now: Instant): Promise<DocumentId[]> {
  const place = { organisation: tx.organisation, request: safe.request }
  const found = await tx.run(selectIdentityDocuments, place)
  // The name a person gave the file may say as much as the file.
  const cleared = found.map(({ id }) => documentBoxes.seal(safe, { id, detail: {} }))
  await Promise.all(cleared.map((part) => tx.run(clearDocument, { ...place, ...part, now })))
  return found.map(({ id }) => id)
}

const keepIdentityRows = rawStatement<
  { organisation: OrganisationId; request: RequestId; until: CivilDate | null },
  Record<string, never>
>(
  'keep_identity_documents',
  `update habeas.documents set kept_until = $3
   where organisation_id = $1 and request_id = $2 and kind = 'identity' and deleted_at is null`,
  ({ organisation, request, until }) => [organisation, request, until],
)

/** Sets the last day on which the identity documents of a closed request are kept; null once it is open again. */
export async function keepIdentityUntil(tx: Tx, request: RequestId, until: CivilDate | null): Promise<void> {
  await tx.run(keepIdentityRows, { organisation: tx.organisation, request, until })
}

const lookupDocuments = rawStatement<
  { asOf: Instant; most: number },
  { organisation: OrganisationId; request: RequestId }
>(
  'lookup_due_documents',
  'select organisation_id as organisation, request_id as request from habeas.lookup_due_documents($1, $2)',
  ({ asOf, most }) => [instantToText(asOf), most],
)

/** Of every tenant: requests with identity documents whose last day is over, in the zone of each, and that nobody holds. */
export function findDueDocuments(database: Deps['database'], asOf: Instant, most: number) {
  return database.lookup(lookupDocuments, { asOf, most })
}

const deleteSomeDocuments = rawStatement<
  { organisation: OrganisationId; request: RequestId; most: number },
  { id: DocumentId }
>(
  'delete_documents',
  `delete from habeas.documents where organisation_id = $1 and id in (
     select id from habeas.documents where organisation_id = $1 and request_id = $2 order by id limit $3)
   returning id`,
  ({ organisation, request, most }) => [organisation, request, most],
)
/** Of one statement: a hundred MiB at most, which is far from the time a statement has. */
const documentsAtATime = 10
const deleteMessageRows = rawStatement<{ organisation: OrganisationId; request: RequestId }, { id: MessageId }>(
  'delete_messages',
  'delete from habeas.messages where organisation_id = $1 and request_id = $2 returning id',
  ({ organisation, request }) => [organisation, request],
)

/** Deletes the documents and messages of a request, under its lock; how many there were. */
export async function deleteThread(tx: Tx, request: RequestId): Promise<{ documents: number; messages: number }> {
  const place = { organisation: tx.organisation, request }
  const messagesGone = await tx.run(deleteMessageRows, place)
  let count = 0
  for (;;) {
    const { length } = await tx.run(deleteSomeDocuments, { ...place, most: documentsAtATime })
    count += length
    if (length < documentsAtATime) return { documents: count, messages: messagesGone.length }
  }
}

// Messages

const insertMessageRow = insertionOf('insert_message', messages)
const selectMessage = statement('select_message', (db) =>
  db
    .select()
    .from(messages)
    .where(and(ofRequest(messages), eq(messages.id, sql.placeholder('id')))),
)
const selectMessages = statement('select_messages', (db) =>
  db
    .select()
    .from(messages)
    .where(and(ofRequest(messages), onward(messages)))
    .orderBy(asc(messages.id))
    .limit(sql.placeholder('limit')),
)
const countMessages = rawStatement<
  { organisation: OrganisationId; request: RequestId; author: MessageRow['author'] },
  { count: number }
>(
  'count_messages',
  `select count(*)::int as count from habeas.messages
   where organisation_id = $1 and request_id = $2 and author = $3`,
  ({ organisation, request, author }) => [organisation, request, author],
)

export async function insertMessage(tx: Tx, safe: CaseSafe, row: MessageRow): Promise<void> {
  await tx.run(insertMessageRow, messageBoxes.seal(safe, row))
}

export async function findMessageRow(tx: Tx, safe: CaseSafe, id: MessageId): Promise<MessageRow | undefined> {
  const [row] = await tx.run(selectMessage, { organisation: tx.organisation, request: safe.request, id })
  return row && messageBoxes.open(safe, row)
}

/** A page of a request's thread, oldest first. */
export async function messagesOf(
  tx: Tx,
  safe: CaseSafe,
  { after = first as MessageId, limit }: Onward<MessageId>, // no message, but before every one
): Promise<MessageRow[]> {
  const rows = await tx.run(selectMessages, { organisation: tx.organisation, request: safe.request, after, limit })
  return rows.map((row) => messageBoxes.open(safe, row))
}

export async function messagesCounted(tx: Tx, request: RequestId, author: MessageRow['author']): Promise<number> {
  const [counted] = await tx.run(countMessages, { organisation: tx.organisation, request, author })
  return counted?.count ?? 0
}
