import { createHash } from 'node:crypto'
import type { CivilDate, Instant } from '../law/calendar.ts'
import type { RequesterActor, StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { mapPage, type Page, type PageQuery, pageById } from '../platform/http/cursor.ts'
import { type DocumentId, newId, type RequestId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type Case, happened } from '../requests/case.ts'
import { changeCase, changeUnlessErased } from '../requests/change-case.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { mayLearn } from '../requests/on-behalf.ts'
import { demandOwn, getOwnRequest } from '../requests/requests-of-mailbox.ts'
import type { Ask } from '../requests/tables.ts'
import { announce } from './announce.ts'
import { downloadName, type MediaType, recogniseFile } from './document-file.ts'
import { type Answers, noteReply, withAnswers } from './reply.ts'
import {
  clearIdentity,
  type DocumentRow,
  documentsMeasured,
  documentsOf,
  findContent,
  findDocumentRow,
  insertDocument,
  keepIdentityUntil,
} from './store.ts'
import type { DocumentKind } from './tables.ts'

/**
 * What one side may put into one request. A person sends a few papers, and has no reason to fill a disk (attack 59); staff may
 * scan a whole correspondence.
 */
const roomFor = {
  requester: { documents: 50, bytes: 100 * 1024 * 1024 },
  staff: { documents: 1_000, bytes: 2 * 1024 * 1024 * 1024 },
} as const

/** What a door has read of an upload: nothing of it is believed yet. */
export type Upload = {
  readonly kind: DocumentKind
  readonly name: string | undefined
  readonly bytes: Buffer
  /** The open question to which the person says that this is their reply. */
  readonly answers?: Ask['kind'] | undefined
}
/** A document without its content, with what it answers. */
export type FiledDocument = DocumentRow & Answers
type DocumentDeps = Pick<Deps, 'keyring' | 'outbox'>

/** A document of this request, without its content; undefined where it holds none of that id. */
export function findDocument(tx: Tx, { safe }: Case, id: DocumentId): Promise<DocumentRow | undefined> {
  return findDocumentRow(tx, safe, id)
}

/** Deletes the content and the names of a request's identity documents; their ids, so that the caller records it. */
export function deleteIdentityDocuments(tx: Tx, { safe }: Case, now: Instant): Promise<DocumentId[]> {
  return clearIdentity(tx, safe, now)
}

/** Sets the last day on which a closed request keeps its identity documents; null once it is open again. */
export function keepIdentityDocumentsUntil(tx: Tx, { request }: Case, until: CivilDate | null): Promise<void> {
  return keepIdentityUntil(tx, request.id, until)
}

/**
 * Takes a document into a request, also into a closed one; size and hash are of what is kept. A letter that staff files waits at the
 * person's door, and they are told so. Throws `not_found` for a request that is not there, or not the person's own;
 * `unsupported_media_type` for a file of another type; `not_permitted` where there is no room or no need for it; `action_not_allowed`
 * where it answers a question that is not open.
 */
export async function addDocument(
  tx: Tx,
  deps: DocumentDeps,
  request: RequestId,
  upload: Upload,
  by: { readonly actor: StaffActor | RequesterActor; readonly at: Instant },
): Promise<FiledDocument> {
  const recognised = recogniseFile(upload.bytes, upload.name ?? '')
  if (!recognised.ok) throw unsupported(recognised.why)
  const { mediaType, filename, content } = recognised
  const row: DocumentRow = {
    organisationId: tx.organisation,
    id: newId('doc'),
    requestId: request,
    kind: upload.kind,
    mediaType,
    bytes: content.length,
    sha256: sha256(content),
    uploadedBy: by.actor.type === 'requester' ? 'requester' : 'staff',
    createdAt: by.at,
    deletedAt: null,
    keptUntil: null,
    detail: { filename },
  }
  await changeCase(tx, deps, { request, actor: by.actor, now: by.at }, async (c) => {
    if (by.actor.type === 'requester') demandOwn(deps.keyring, c, by.actor)
    demandNeed(c, upload.kind)
    noteReply(c, upload.answers, row, by)
    await demandRoom(tx, row)
    await insertDocument(tx, c.safe, row, content)
    const facts = { ...factsOf(row), ...(upload.answers && { answers: upload.answers }) }
    happened(c, { type: 'document_added', facts, detail: { sha256: row.sha256.toString('hex') } }, by)
    if (isForPerson(row)) announce(c, by)
  })
  return { ...row, answers: upload.answers ?? null }
}

/** What reaches the person. What they sent themselves is not handed back: a stolen token must not open a copy of their papers. */
function isForPerson({ kind, uploadedBy }: DocumentRow): boolean {
  return kind === 'letter' && uploadedBy === 'staff'
}

/** What is filed as a letter may carry any answer of the request: whoever may not learn one of them reads none (attack 5). */
function mayReadLetters(c: Case, at: Instant): boolean {
  return c.rights.every((right) => mayLearn(c, right, 'requester', at))
}

/**
 * The content for staff, or of a letter for the person, each look recorded. Throws `not_found` where there is no such document, or its
 * content is deleted, or the person is not who it is for.
 */
export async function viewDocument(
  tx: Tx,
  deps: DocumentDeps,
  place: { readonly request: RequestId; readonly document: DocumentId },
  by: { readonly actor: StaffActor | RequesterActor; readonly at: Instant },
): Promise<{ readonly content: Buffer; readonly mediaType: string; readonly filename: string }> {
  let viewed: { row: DocumentRow; content: Buffer } | undefined
  const isPerson = by.actor.type === 'requester'
  await changeUnlessErased(tx, deps, { request: place.request, actor: by.actor, now: by.at }, async (c) => {
    if (by.actor.type === 'requester') demandOwn(deps.keyring, c, by.actor)
    const [row, content] = await Promise.all([
      findDocumentRow(tx, c.safe, place.document),
      findContent(tx, c.safe, place.document),
    ])
    if (row === undefined || content === undefined || (isPerson && !(isForPerson(row) && mayReadLetters(c, by.at))))
      throw problem('not_found', 'the request holds no such document')
    viewed = { row, content }
    happened(c, { type: 'document_viewed', facts: { document: showId('doc', row.id), kind: row.kind } }, by)
  })
  if (viewed === undefined) throw problem('not_found', 'the request holds no such document')
  const { id, mediaType } = viewed.row
  const filename = downloadName(showId('doc', id), mediaType as MediaType) // written by addDocument only
  return { content: viewed.content, mediaType, filename }
}

/** A page of a request's documents, oldest first: all of them to staff, to the person their own and letters. */
export async function listDocuments(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  request: RequestId,
  query: PageQuery,
  actor: StaffActor | RequesterActor,
): Promise<Page<FiledDocument>> {
  const whose = actor.type === 'requester' ? 'person' : 'all'
  const c =
    actor.type === 'requester'
      ? await getOwnRequest(tx, deps, actor, request)
      : await getRequestToShow(tx, deps.keyring, request)
  const binding = { organisation: tx.organisation, scope: { list: 'documents', request, whose } }
  const found = await pageById<DocumentRow>(deps, binding, query, (onward) => documentsOf(tx, c.safe, onward, whose))
  return mapPage(found, (row) => withAnswers(c, row))
}

function factsOf({ id, kind, mediaType, bytes }: DocumentRow) {
  return { document: showId('doc', id), kind, media_type: mediaType, bytes }
}

/** LAW §5: no identity document is kept after closure, so none is taken then. A reopened request takes them again. */
function demandNeed(c: Case, kind: DocumentKind): void {
  if (kind !== 'identity' || c.request.closedAt === null) return
  throw problem('not_permitted', 'a closed request needs no proof of identity, and would keep the copy for no reason')
}

/** Counted under the lock of the request, so that many uploads at once find no more room than one after the other. */
async function demandRoom(tx: Tx, row: DocumentRow): Promise<void> {
  const room = roomFor[row.uploadedBy]
  if (hasRoom(row.uploadedBy, await documentsMeasured(tx, row.requestId, row.uploadedBy), row.bytes)) return
  const mebibytes = room.bytes / (1024 * 1024)
  throw problem(
    'not_permitted',
    `a request takes at most ${room.documents} documents and ${mebibytes} MiB from one side`,
  )
}

/** What one side has put into a request so far. */
export type Room = { readonly count: number; readonly bytes: number }

/** Whether one more document of so many bytes is taken from this side. */
export function hasRoom(side: DocumentRow['uploadedBy'], held: Room, bytes: number): boolean {
  const room = roomFor[side]
  return held.count < room.documents && held.bytes + bytes <= room.bytes
}

/** What the person has put into a request so far. Under its lock. */
export function measureRoom(tx: Tx, request: RequestId): Promise<Room> {
  return documentsMeasured(tx, request, 'requester')
}

function unsupported(why: string) {
  return problem('unsupported_media_type', 'a document is a PDF, PNG or JPEG file, by its content and its name', {
    errors: [{ location: 'body.file', message: why }],
  })
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** Stands for a streamed upload where two bodies are compared (Idempotency-Key). */
export function hashOfUpload({ kind, name, bytes, answers }: Upload): Buffer {
  return createHash('sha256')
    .update(`${kind}\0${name ?? ''}\0${answers ?? ''}\0`)
    .update(bytes)
    .digest()
}
