import { findDocument } from '../identity/documents.ts'
import { findMessage } from '../identity/messages.ts'
import { civilDateIn, type Instant } from '../law/calendar.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { type DocumentId, type MessageId, newId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { Act } from './act.ts'
import type { Command } from './action-schemas.ts'
import { type Case, happened, openAsk } from './case.ts'
import { arrivedAt } from './identity.ts'
import type { Ask } from './tables.ts'
import { tell } from './tell.ts'

/** Recital 63: the person may be asked to say what they want; only a large quantity of data stops the clock meanwhile. */
export const askClarification: Act<Command<'ask-clarification'>> = (c, { question, large_volume, told }, by) => {
  const ask: Ask = { id: newId('ask'), kind: 'clarification', asked_at: by.at, answers: [], large_volume }
  c.request.asks.push(ask)
  c.request.detail.questions[ask.id] = { question }
  happened(c, { type: 'clarification_asked', facts: { large_volume }, detail: { question } }, by)
  tell(c, told, { type: 'clarification_question', question }, { fact: 'ask', ask: ask.id }, by)
}

/** The person has answered: a sufficient answer ends the pause on the day it arrived; an insufficient one leaves it open. */
export const recordAnswer: Act<Command<'record-answer'>> = async (c, command, by, tx) => {
  const ask = openAsk(c, 'clarification')
  if (!ask) throw new Error('the state table lets record-answer through only while a clarification is open')
  const at = arrivedAt(c, command.answered_at ?? (await arrivalOf(c, command.in_reply_to, tx)), by)
  ask.answers.push({ at, sufficient: command.sufficient })
  const facts = { sufficient: command.sufficient, on: civilDateIn(c.organisation.timeZone, at) }
  happened(c, { type: 'answer_recorded', facts }, by)
}

async function arrivalOf(c: Case, id: MessageId | DocumentId | undefined, tx: Tx): Promise<Instant | undefined> {
  if (id === undefined) return undefined
  const [message, document] = await Promise.all([
    findMessage(tx, c, id as MessageId), // one of the two kinds; ids are unique across both
    findDocument(tx, c, id as DocumentId), // the same
  ])
  const answer = message?.author === 'requester' ? message : document
  if (!answer) throw problem('not_found', 'the request holds no such message or document of the person')
  return answer.createdAt
}
