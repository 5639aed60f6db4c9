import { civilDateIn, type Instant } from '../law/calendar.ts'
import { isUnanswered } from '../law/lifecycle.ts'
import { type WordsOnPage, wordsOnPage } from '../letters/words-on-page.ts'
import type { RequesterActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { type Case, kindOf, openAsk, type RightRow, rightState } from '../requests/case.ts'
import { changeCase } from '../requests/change-case.ts'
import { cancelRequest } from '../requests/close-request.ts'
import { itemsTold } from '../requests/decided-items.ts'
import { mayLearn, type Part } from '../requests/on-behalf.ts'
import { demandOwn } from '../requests/requests-of-mailbox.ts'
import type { Remainder } from '../requests/right-detail.ts'
import { ownActionsOf } from './own-actions.ts'
import type { MyRequestView } from './schemas.ts'

/** A request as the person sees it (API §6): what was asked, decided and is waited for, and nothing of the desk's own. */
export function toMyRequest(c: Case, { part, now }: { readonly part: Part; readonly now: Instant }): MyRequestView {
  const { request, organisation } = c
  const words = wordsOnPage(organisation, request.locale)
  return {
    id: request.id,
    object: 'my_request',
    reference: request.reference,
    status: request.status,
    rights: c.rights.map((right) =>
      mayLearn(c, right, part, now) ? toMyRight(c, right, words) : untold(right, words),
    ),
    received_on: request.receivedOn,
    due_on: request.dueOn,
    // What is asked, and may be done, is the part of who wrote.
    asks: part === 'requester' ? openAsks(c) : [],
    allowed_actions: part === 'requester' ? ownActionsOf(c) : [],
  }
}

/** The person gives up the request. Throws `not_found` where it is not theirs, `action_not_allowed` where nothing is left to give up. */
export async function cancelOwnRequest(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  cancel: { readonly request: RequestId; readonly reason: string | undefined },
  by: By & { readonly actor: RequesterActor },
): Promise<Case> {
  return changeCase(tx, deps, { request: cancel.request, actor: by.actor, now: by.at }, async (c) => {
    demandOwn(deps.keyring, c, by.actor)
    const allowed = ownActionsOf(c)
    if (!allowed.includes('cancel')) {
      throw problem('action_not_allowed', 'cannot cancel a request in this state', { allowedActions: allowed })
    }
    await cancelRequest(c, { reason: cancel.reason, told: undefined }, by, tx)
  })
}

function toMyRight(c: Case, right: RightRow, words: WordsOnPage): MyRequestView['rights'][number] {
  return {
    id: right.id,
    right: right.right,
    title: words.title(kindOf(right)),
    status: right.status,
    outcome: right.outcome,
    reasons: right.detail.reasons ?? (right.grounds.length > 0 ? words.refusal(right.grounds, right.right) : null),
    remedies: isContestable(c, right) ? words.remedies() : null,
    due_on: isUnanswered(rightState(right)) ? right.dueOn : null,
    ...itemsFor(right, words),
    ...fulfilmentFor(right, words),
    ...recipientsFor(c, right),
    ...(right.detail.lifted === undefined ? {} : { lifted: right.detail.lifted }),
  }
}

/** Art. 19, second sentence: who was told of it, or why not. That somebody looks is asking. */
function recipientsFor(c: Case, { detail }: RightRow): Pick<MyRequestView['rights'][number], 'recipients'> {
  const recipients = (detail.recipients ?? []).flatMap(({ name, about, standing }) => {
    const { status } = standing
    if (about === 'lift' || status === 'open' || status === 'under_way' || status === 'not_needed') return []
    const on = status === 'told' ? civilDateIn(c.organisation.timeZone, standing.at) : null
    return [{ name, status, told_on: on }]
  })
  return recipients.length === 0 ? {} : { recipients }
}

/** What was decided for each activity that the decision names. */
function itemsFor(right: RightRow, words: WordsOnPage): Pick<MyRequestView['rights'][number], 'items'> {
  const items = itemsTold(right).map(({ name, outcome, grounds }) => ({
    name,
    outcome,
    reasons: grounds.length > 0 ? words.refusal(grounds, right.right) : null,
  }))
  return items.length === 0 ? {} : { items }
}

/** The sentences of the grounds, and what staff adds to them. */
function reasonsOf(
  { grounds, reasons }: Pick<Remainder, 'grounds' | 'reasons'>,
  { right }: RightRow,
  words: WordsOnPage,
): string | null {
  const said = grounds.length > 0 ? [words.refusal(grounds, right)] : []
  const all = reasons === undefined ? said : [...said, reasons]
  return all.length === 0 ? null : all.join('\n')
}

/** What was done, where the note of staff is not all that was said of it. */
function fulfilmentFor(right: RightRow, words: WordsOnPage): Pick<MyRequestView['rights'][number], 'fulfilment'> {
  const done = right.detail.fulfilment
  if (done === undefined) return {}
  const { systems = [], corrections = [], statement_kept_in = [], remains = [] } = done
  const { consents = null, withdrawn_on = null, stopped_on = null } = done
  const isSaid = [systems, corrections, statement_kept_in, remains].some(({ length }) => length > 0)
  if (!isSaid && withdrawn_on === null) return {}
  return {
    fulfilment: {
      systems: systems.map(({ system, what, on = null }) => ({ system, what, on })),
      corrections: corrections.map(({ field, system = null, corrected = null }) => ({ field, system, corrected })),
      statement_kept_in,
      remains: remains.map(({ name = null, what = null, grounds, reasons, until = null, retention }) => ({
        name,
        what,
        reasons: reasonsOf({ grounds, reasons }, right, words),
        until,
        retention: retention === undefined ? null : words.durations(retention),
      })),
      consents,
      withdrawn_on,
      stopped_on,
    },
  }
}

/** A right of which who looks may not learn how it was decided: that it was, and nothing of the person (attack 5). */
function untold(right: RightRow, words: WordsOnPage): MyRequestView['rights'][number] {
  return {
    id: right.id,
    right: right.right,
    title: words.title(kindOf(right)),
    status: right.status === 'fulfilled' ? 'decided' : right.status,
    outcome: null,
    reasons: null,
    remedies: null,
    due_on: isUnanswered(rightState(right)) ? right.dueOn : null,
  }
}

/** Art. 12(4): wherever no action is taken, wholly or in part, the person is told where to turn. */
function isContestable({ request }: Case, { outcome, status, detail }: RightRow): boolean {
  if (outcome === 'refused' || outcome === 'partially_granted' || detail.fulfilment?.remains !== undefined) return true
  const { closedReason } = request
  return status === 'lapsed' && (closedReason === 'duplicate' || closedReason === 'not_a_rights_request')
}

function openAsks(c: Case): MyRequestView['asks'] {
  return (['identity', 'clarification'] as const).flatMap((kind) => {
    const ask = openAsk(c, kind)
    if (!ask) return []
    const question = c.request.detail.questions[ask.id]?.question ?? ''
    const { accepted_methods = null, asked_at, replies = [] } = ask
    return [{ kind, question, accepted_methods, asked_at, replied_at: replies.at(-1)?.at ?? null }]
  })
}
