import { civilDateIn } from '../law/calendar.ts'
import { newId } from '../platform/identifiers.ts'
import type { Act } from './act.ts'
import type { Command } from './action-schemas.ts'
import { arrivalOf } from './arrival.ts'
import { happened, openAsk } from './case.ts'
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
  const at = await arrivalOf(c, command, by, tx)
  ask.answers.push({ at, sufficient: command.sufficient })
  const facts = { sufficient: command.sufficient, on: civilDateIn(c.organisation.timeZone, at) }
  happened(c, { type: 'answer_recorded', facts }, by)
}
