import type { z } from 'zod'
import type { VerificationId } from '../platform/identifiers.ts'
import { showMail } from '../requests/mail-view.ts'
import type { MediaType } from './document-file.ts'
import type { FiledDocument } from './documents.ts'
import type { Message } from './messages.ts'
import type { documentView, messageView, sessionView } from './schemas.ts'
import type { SessionRow } from './session-store.ts'

/** A message as both sides see it: staff speaks for the organisation and stays unnamed (API §6). */
export function messageToView(row: Message): z.output<typeof messageView> {
  const { id, author, detail, answers, createdAt } = row
  return {
    id,
    object: 'message',
    author,
    text: detail.text,
    email: showMail(detail.mail),
    answers,
    created_at: createdAt,
  }
}

/** A document without its content. */
export function documentToView(row: FiledDocument): z.output<typeof documentView> {
  return {
    id: row.id,
    object: 'document',
    kind: row.kind,
    media_type: row.mediaType as MediaType, // written by addDocument only
    filename: row.detail.filename ?? null,
    bytes: row.bytes,
    sha256: row.sha256.toString('hex'),
    uploaded_by: row.uploadedBy,
    answers: row.answers,
    created_at: row.createdAt,
    deleted_at: row.deletedAt,
  }
}

/** A session as its person sees it; `current` is the one they come by. */
export function sessionToView(row: SessionRow, current: VerificationId): z.output<typeof sessionView> {
  const { id, createdAt, expiresAt } = row
  return { id, object: 'session', created_at: createdAt, expires_at: expiresAt, current: id === current }
}
