import { civilDateIn } from '../law/calendar.ts'
import type { RightName } from '../law/rights.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { registerToCompare } from '../register/read-register.ts'
import { emptyRegister, type Register } from '../register/register.ts'
import type { By } from './act.ts'
import type { Command } from './action-schemas.ts'
import { documentsOf } from './authority.ts'
import { type Case, demandRight, kindOf, type RightRow } from './case.ts'
import { itemsDecided } from './decided-items.ts'
import { demandFitting } from './demand-grounds.ts'
import type { CarriedOut, Remainder } from './right-detail.ts'

type Fulfil = Command<'fulfil'>

/** What belongs to the carrying out of one right alone. */
const belongsTo = {
  corrections: 'rectification',
  evidence: 'rectification',
  statement_kept_in: 'rectification',
  remains: 'erasure',
  consents: 'withdrawal',
  stopped_on: 'withdrawal',
} as const satisfies { readonly [F in keyof Fulfil]?: RightName }

/**
 * What staff says was done to carry out a right, as it is kept. Throws 400 for what belongs to another right or names a day on which it can't have
 * been done, `not_found` and `not_permitted` for documents, `unknown_activity` and `ground_does_not_fit` for what remains.
 */
export async function carriedOut(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  c: Case,
  { right: id, command }: { readonly right: RightId; readonly command: Fulfil },
  by: By,
): Promise<CarriedOut> {
  const right = demandRight(c, id, 'fulfil')
  demandOfThisRight(right, command)
  demandDays(c, command, by)
  const { systems, corrections } = command
  const done: CarriedOut = { ...(systems && { systems }), ...(corrections && { corrections }) }
  if (right.right === 'rectification') return { ...done, ...(await rectified(tx, c, right, command)) }
  if (right.right === 'withdrawal') return { ...done, ...withdrawn(c, right, command, by) }
  if (right.right === 'erasure') {
    const register = (await registerToCompare(tx, deps))?.register ?? emptyRegister
    const remains = remainsOf(right, command, register)
    return { ...done, ...(remains.length > 0 && { remains }) }
  }
  return done
}

function demandOfThisRight({ right }: RightRow, command: Fulfil): void {
  const errors = Object.entries(belongsTo).flatMap(([field, owner]) =>
    owner === right || command[field as keyof typeof belongsTo] === undefined // a key of the table
      ? []
      : [{ location: `body.${field}`, message: `expected for ${owner} only` }],
  )
  if (errors.length > 0) throw problem('invalid', 'this belongs to the carrying out of another right', { errors })
}

/** Nothing was done before the request came, and nothing will have been done. */
function demandDays({ request, organisation }: Case, { systems = [], stopped_on }: Fulfil, { at }: By): void {
  const today = civilDateIn(organisation.timeZone, at)
  const days = [
    ...systems.map(({ on }, i) => ({ location: `body.systems.${i}.on`, on })),
    { location: 'body.stopped_on', on: stopped_on },
  ]
  const errors = days.flatMap(({ location, on }) =>
    on === undefined || (on >= request.receivedOn && on <= today)
      ? []
      : [{ location, message: 'expected a day between the receipt of the request and today' }],
  )
  if (errors.length > 0) throw problem('invalid', 'it cannot have been carried out then', { errors })
}

/** Art. 16: the statement of the person is kept where the data are. */
async function rectified(tx: Tx, c: Case, right: RightRow, command: Fulfil): Promise<CarriedOut> {
  const { evidence, statement_kept_in } = command
  if (statement_kept_in !== undefined && right.detail.fields.supplementary_statement === undefined) {
    throw problem('invalid', 'the person gave no supplementary statement', {
      errors: [{ location: 'body.statement_kept_in', message: 'expected where the right has a statement' }],
    })
  }
  const shown = await documentsOf(c, evidence, tx)
  const strange = shown.flatMap(({ kind }, i) => (kind === 'evidence' ? [] : [i]))
  if (strange.length > 0) {
    throw problem('not_permitted', 'a rectification rests on documents of the kind evidence', {
      errors: strange.map((i) => ({ location: `body.evidence.${i}`, message: 'expected a document of kind evidence' })),
    })
  }
  return {
    ...(shown.length > 0 && { evidence: shown.map((document) => showId('doc', document.id)) }),
    ...(statement_kept_in && { statement_kept_in }),
  }
}

/**
 * Art. 7(3): a consent ends by the person's word, and not by anybody's decision: it counts from the day on which that word arrived, whenever
 * it was read. What came after it was unlawful until the day on which it stopped, so both are kept.
 */
function withdrawn({ request, organisation }: Case, right: RightRow, command: Fulfil, { at }: By): CarriedOut {
  const { consents: named } = right.detail.fields
  const consents = command.consents ?? (Array.isArray(named) && named.length > 0 ? named.map(String) : undefined)
  return {
    ...(consents && { consents }),
    withdrawn_on: request.receivedOn,
    stopped_on: command.stopped_on ?? civilDateIn(organisation.timeZone, at),
  }
}

/** What staff says remains, and whatever activity the decision refused that they do not speak of. */
function remainsOf(right: RightRow, { remains = [] }: Fulfil, { activities }: Register): Remainder[] {
  const items = itemsDecided(right)
  const stated = remains.map(({ activity: key, grounds, ...said }, i): Remainder => {
    demandFitting(kindOf(right), 'refused', grounds ?? [], `remains.${i}.grounds`)
    const item = items.find(({ activity }) => activity === key)
    const known = activities.find((activity) => activity.key === key)
    if (key !== undefined && item === undefined && known === undefined && activities.length > 0) {
      throw problem('unknown_activity', 'the register has no such activity', {
        errors: [
          { location: `body.remains.${i}.activity`, message: 'expected the key of an activity of the register' },
        ],
      })
    }
    return {
      ...said,
      ...(key !== undefined && { activity: key, name: item?.name ?? known?.name ?? key }),
      grounds: [...new Set(grounds ?? groundsOf(right, item))],
      ...(known?.retention !== undefined && { retention: known.retention }),
    }
  })
  const refused = items.filter(
    ({ activity, outcome }) => outcome === 'refused' && !remains.some((each) => each.activity === activity),
  )
  return [
    ...stated,
    ...refused.map((item): Remainder => {
      const retention = activities.find(({ key }) => key === item.activity)?.retention
      const { activity, name } = item
      return { activity, name, grounds: groundsOf(right, item), ...(retention !== undefined && { retention }) }
    }),
  ]
}

/** Those of the item, else those of the decision. */
function groundsOf(right: RightRow, item: ReturnType<typeof itemsDecided>[number] | undefined) {
  return item === undefined || item.grounds.length === 0 ? right.grounds : item.grounds
}
