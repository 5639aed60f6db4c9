import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequesterActor, StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, mapPage, type PageQuery } from '../platform/http/cursor.ts'
import type { DocumentId, RequestId } from '../platform/identifiers.ts'
import { listDocuments, viewDocument } from './documents.ts'
import { listMessages } from './messages.ts'
import { sendFile } from './send-file.ts'
import { documentToView, messageToView } from './views.ts'

type Read<Actor> = <T>(request: FastifyRequest, work: (tx: Tx, actor: Actor) => Promise<T>) => Promise<T>
/** Of staff, or of the person: each sees what their actor may. */
type Door<Actor extends StaffActor | RequesterActor> = {
  readonly read: Read<Actor>
  readonly readLogged: Read<Actor>
}
type AskingForPage = FastifyRequest & { readonly params: { readonly id: RequestId }; readonly query: PageQuery }
type AskingForFile = FastifyRequest & { readonly params: { readonly id: RequestId; readonly doc: DocumentId } }

/** How both sides read the thread of a request, each through their own door: its messages, its documents, and what is in one. */
export function threadReads<Actor extends StaffActor | RequesterActor>(deps: Deps, door: Door<Actor>) {
  return {
    messages: async (request: AskingForPage, reply: FastifyReply) => {
      const { params, query } = request
      const found = await door.read(request, (tx, actor) => listMessages(tx, deps, params.id, query, actor))
      linkNext(reply, found)
      return mapPage(found, messageToView)
    },
    documents: async (request: AskingForPage, reply: FastifyReply) => {
      const { params, query } = request
      const found = await door.read(request, (tx, actor) => listDocuments(tx, deps, params.id, query, actor))
      linkNext(reply, found)
      return mapPage(found, documentToView)
    },
    content: async (request: AskingForFile, reply: FastifyReply) => {
      const place = { request: request.params.id, document: request.params.doc }
      const at = deps.now()
      return sendFile(
        reply,
        await door.readLogged(request, (tx, actor) => viewDocument(tx, deps, place, { actor, at })),
      )
    },
  }
}
