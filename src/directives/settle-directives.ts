import { type DirectiveStatus, mayInstruct, takesThePlaceOf } from '../law/directives.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type DirectiveId, newId, type RightId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import type { By } from '../requests/act.ts'
import { type Case, happened, type RightRow } from '../requests/case.ts'
import { missingFrom } from '../requests/missing-directives.ts'
import { wordsOf } from '../requests/words.ts'
import { directivesFor, type FoundDirective, termsOf, tracesOfPerson } from './find-directives.ts'
import {
  type DirectiveRow,
  type DirectiveToShow,
  endDirective,
  insertDirective,
  registeredBy,
  reviveDirectives,
} from './store.ts'
import type { DirectiveDetail, DirectivePerson } from './tables.ts'

/** The right that was carried out, and the directives which staff says it concerns. */
export type Settlement = { readonly right: RightId; readonly named: readonly DirectiveId[] | undefined }

/**
 * What carrying out a right does to somebody's directives (LIL 85): those given are registered, revoked ones end, and executed ones are
 * carried out. Which end is certain by a name together with an address or an identifier; by one of these alone it is not: then staff names them. Throws `directives_unnamed`
 * where they don't, `not_found` for what was not found for this request, `not_permitted` where the right concerns no directives, or states none to register.
 */
export async function settleDirectives(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  c: Case,
  { right: id, named }: Settlement,
  by: By,
): Promise<void> {
  const right = c.rights.find((each) => each.id === id)
  if (right !== undefined) demandDirectives(right)
  const purpose = right?.right === 'post_mortem' ? right.detail.fields.purpose : undefined
  if (right === undefined || (purpose !== 'register' && purpose !== 'revoke' && purpose !== 'execute')) {
    if (named === undefined) return
    throw problem('not_permitted', 'only a right about directives concerns any', {
      errors: [{ location: 'body.directives', message: 'expected with purpose register, revoke or execute' }],
    })
  }
  const found = (await directivesFor(tx, keyring, c)).filter(({ row }) => row.status === 'in_force')
  const chosen = chosenOf(found, named)
  if (purpose === 'register')
    return register(tx, keyring, c, { right, earlier: chosen ?? certain(found), isNamed: named !== undefined }, by)
  const status = purpose === 'revoke' ? 'revoked' : 'carried_out'
  for (const { row } of chosen ?? demandCertain(found)) await end(tx, c, row, { status, right: right.id }, by)
}

/** Nobody is told that it is done where there was nothing to do. */
function demandDirectives(right: RightRow): void {
  const missing = missingFrom(right)
  if (missing === undefined) return
  const what = missing === 'purpose' ? 'does not say what it is for' : 'states no directives to register'
  throw problem('not_permitted', `the right ${what}: take the decision back, amend the right, and decide it anew`)
}

/** A right is taken back: so is what it did to directives. What it registered ends, what it ended is in force again. */
export async function undoSettlement(tx: Tx, c: Case, id: RightId, by: By): Promise<void> {
  if (c.rights.find((right) => right.id === id)?.right !== 'post_mortem') return
  for (const revived of await reviveDirectives(tx, id)) {
    happened(c, { type: 'directive_restored', facts: { directive: showId('dir', revived) } }, by)
  }
  for (const own of await registeredBy(tx, id)) {
    const ending = { id: own, status: 'revoked', request: c.request.id, right: null, at: by.at } as const
    if (!(await endDirective(tx, ending))) continue
    happened(
      c,
      { type: 'directive_revoked', facts: { directive: showId('dir', own), cause: 'registration_taken_back' } },
      by,
    )
  }
}

function chosenOf(
  found: readonly FoundDirective[],
  named: readonly DirectiveId[] | undefined,
): readonly FoundDirective[] | undefined {
  return named?.map((id) => {
    const one = found.find(({ row }) => row.id === id)
    if (one === undefined) throw problem('not_found', 'no such directive in force was found for this request')
    return one
  })
}

function certain(found: readonly FoundDirective[]): FoundDirective[] {
  return found.filter(({ isCertain }) => isCertain)
}

/** A revocation that ends nothing, though a directive that may be the person's is there, must not pass unseen. */
function demandCertain(found: readonly FoundDirective[]): FoundDirective[] {
  const sure = certain(found)
  if (sure.length > 0 || found.length === 0) return sure
  throw problem(
    'directives_unnamed',
    'it is not certain whose the directives are that were found: name those that are meant, or none',
    {
      errors: [
        { location: 'body.directives', message: 'expected the ids of the directives that are meant, or an empty list' },
      ],
    },
  )
}

async function register(
  tx: Tx,
  keyring: Deps['keyring'],
  c: Case,
  {
    right,
    earlier,
    isNamed,
  }: { readonly right: RightRow; readonly earlier: readonly FoundDirective[]; readonly isNamed: boolean },
  by: By,
): Promise<void> {
  if (!mayInstruct(c.request.capacity)) {
    throw problem('not_permitted', 'directives are given by the person, not by who acts after their death')
  }
  const detail = detailOf(c, right)
  const traces = tracesOfPerson(detail.person)
  const row: DirectiveRow = {
    organisationId: c.request.organisationId,
    id: newId('dir'),
    status: 'in_force',
    registeredBy: c.request.id,
    registeredByRight: right.id,
    registeredAt: by.at,
    identityLevel: c.request.identityLevel,
    endedBy: null,
    endedByRight: null,
    endedAt: null,
    nameWords: new Set(traces.names.flatMap(wordsOf)).size,
    detail,
  }
  await insertDirective(tx, keyring, row, termsOf(keyring, tx.organisation, traces))
  happened(c, { type: 'directive_registered', facts: { directive: showId('dir', row.id) } }, by)
  for (const { row: former } of earlier) {
    // Of one that does not open only its name says that it is meant
    if (!isNamed && ('refusal' in former || !takesThePlaceOf(detail, former.detail))) continue
    await end(tx, c, former, { status: 'changed', right: right.id, replacedBy: row.id }, by)
  }
}

const endings = {
  changed: 'directive_changed',
  revoked: 'directive_revoked',
  carried_out: 'directive_carried_out',
} as const satisfies Record<Exclude<DirectiveStatus, 'in_force'>, string>

async function end(
  tx: Tx,
  c: Case,
  { id }: DirectiveToShow,
  how: { readonly status: keyof typeof endings; readonly right: RightId; readonly replacedBy?: DirectiveId },
  by: By,
): Promise<void> {
  const { status, right, replacedBy } = how
  if (!(await endDirective(tx, { id, status, request: c.request.id, right, at: by.at }))) return
  const facts = {
    directive: showId('dir', id),
    ...(replacedBy === undefined ? {} : { replaced_by: showId('dir', replacedBy) }),
  }
  happened(c, { type: endings[status], facts }, by)
}

function detailOf(c: Case, { detail: { fields } }: RightRow): DirectiveDetail {
  const { directives: instructions, designated_person: designated } = fields as RegisteredFields // as their own schema let them in
  return { person: personOf(c), instructions: instructions ?? [], ...(designated === undefined ? {} : { designated }) }
}
type RegisteredFields = {
  directives?: DirectiveDetail['instructions']
  designated_person?: DirectiveDetail['designated']
}

/** Who writes, for themselves; else whose data it is, with the address that their mandate gives. */
function personOf({ request: { capacity, detail } }: Case): DirectivePerson {
  const { requester, data_subject: subject, authority } = detail
  const identifiers = subject?.identifiers === undefined ? {} : { identifiers: subject.identifiers }
  const name = subject?.name ?? requester.name
  const email = capacity === 'self' ? requester.email : authority?.contact?.email
  const isOtherName = capacity === 'self' && requester.name !== name
  return {
    name,
    ...(isOtherName ? { other_name: requester.name } : {}),
    ...(email === undefined ? {} : { email }),
    ...identifiers,
  }
}
