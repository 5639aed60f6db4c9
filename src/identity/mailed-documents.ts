import { createHash } from 'node:crypto'
import type { Tx } from '../platform/database/transaction.ts'
import { type DocumentId, newId, showId } from '../platform/identifiers.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened } from '../requests/case.ts'
import type { MailNote, Unfiled } from '../requests/tables.ts'
import { largestDocument, type RecognisedFile, recogniseFile } from './document-file.ts'
import { hasRoom, measureRoom, type Room } from './documents.ts'
import { type DocumentRow, insertDocument } from './store.ts'

/** What came with a mail, looked at under the rules of uploads. */
export type Attachment = { readonly name: string } & (
  | { readonly file: Extract<RecognisedFile, { ok: true }> }
  | { readonly refused: Unfiled }
)

/** An attachment under the rules of uploads: by its content and its name, an image without what only describes it. */
export function lookAt({ name, content }: { readonly name: string; readonly content: Buffer }): Attachment {
  if (content.length > largestDocument) return { name, refused: 'size' }
  const file = recogniseFile(content, name)
  return file.ok ? { name, file } : { name, refused: 'type' }
}

/** Documents to be stored with a request, and what is said of every attachment. */
export type Filing = {
  readonly documents: readonly { readonly row: DocumentRow; readonly content: Buffer }[]
  readonly notes: MailNote['attachments']
}

export const emptyRoom: Room = { count: 0, bytes: 0 }
export { measureRoom }

/** Files what may be filed, as evidence of the person's, with an event each; what finds no room or is refused is named. */
export function fileAttachments(c: Case, attachments: readonly Attachment[], held: Room, by: By): Filing {
  let room = held
  const documents: { row: DocumentRow; content: Buffer }[] = []
  const notes = attachments.map((attachment): MailNote['attachments'][number] => {
    const { name } = attachment
    if ('refused' in attachment) return { name, refused: attachment.refused }
    const { content, mediaType, filename } = attachment.file
    if (!hasRoom('requester', room, content.length)) return { name, refused: 'room' }
    room = { count: room.count + 1, bytes: room.bytes + content.length }
    const id = newId('doc')
    const sha256 = createHash('sha256').update(content).digest()
    documents.push({
      row: {
        organisationId: c.request.organisationId,
        id,
        requestId: c.request.id,
        kind: 'evidence',
        mediaType,
        bytes: content.length,
        sha256,
        uploadedBy: 'requester',
        createdAt: by.at,
        deletedAt: null,
        keptUntil: null,
        detail: { filename },
      },
      content,
    })
    const facts = { document: showId('doc', id), kind: 'evidence', media_type: mediaType, bytes: content.length }
    happened(c, { type: 'document_added', facts, detail: { sha256: sha256.toString('hex') } }, by)
    return { name, document: id satisfies DocumentId }
  })
  return { documents, notes }
}

export async function storeFiling(tx: Tx, { safe }: Case, { documents }: Filing): Promise<void> {
  for (const { row, content } of documents) await insertDocument(tx, safe, row, content)
}
