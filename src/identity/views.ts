import type { z } from 'zod'
import type { MediaType } from './document-file.ts'
import type { documentView, messageView } from './schemas.ts'
import type { DocumentRow, MessageRow } from './store.ts'

/** A message as both sides see it: staff speaks for the organisation and stays unnamed (API §6). */
export function messageToView(row: MessageRow): z.output<typeof messageView> {
  return { id: row.id, object: 'message', author: row.author, text: row.detail.text, created_at: row.createdAt }
}

/** A document without its content. */
export function documentToView(row: DocumentRow): z.output<typeof documentView> {
  return {
    id: row.id,
    object: 'document',
    kind: row.kind,
    media_type: row.mediaType as MediaType, // written by addDocument only
    filename: row.detail.filename ?? null,
    bytes: row.bytes,
    sha256: row.sha256.toString('hex'),
    uploaded_by: row.uploadedBy,
    created_at: row.createdAt,
    deleted_at: row.deletedAt,
  }
}
