import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Instant } from '../law/calendar.ts'
import type { DirectiveStatus } from '../law/directives.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { organisationSafe } from '../platform/crypto/safe.ts'
import { instantToText } from '../platform/database/encoding.ts'
import type { Opened, ToShow } from '../platform/database/sealed-rows.ts'
import { insertion, insertionOf, rawStatement, statement } from '../platform/database/statement.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { DirectiveId, OrganisationId, RequestId, RightId } from '../platform/identifiers.ts'
import { directiveBoxes, directives, directiveTerms } from './tables.ts'

export type DirectiveRow = Opened<typeof directives.$inferSelect>
export type DirectiveToShow = ToShow<typeof directives.$inferSelect>
/** A keyed fingerprint by which a directive is found. */
export type DirectiveTerm = { readonly term: Buffer; readonly kind: 'email' | 'identifier' | 'word' }

const insertDirectiveRow = insertionOf('insert_directive', directives)
const insertTermRows = insertion<{
  organisation: OrganisationId
  directive: DirectiveId
  terms: readonly DirectiveTerm[]
}>(
  'insert_directive_terms',
  `insert into habeas.directive_terms (organisation_id, directive_id, term, kind)
   select $1, $2, decode(term, 'hex'), kind from jsonb_to_recordset($3) as given (term text, kind text)
   on conflict do nothing`,
  ({ organisation, directive, terms }) => [
    organisation,
    directive,
    JSON.stringify(terms.map(({ term, kind }) => ({ term: term.toString('hex'), kind }))),
  ],
)

export async function insertDirective(
  tx: Tx,
  keyring: Keyring,
  row: DirectiveRow,
  terms: readonly DirectiveTerm[],
): Promise<void> {
  await Promise.all([
    tx.run(insertDirectiveRow, directiveBoxes.seal(organisationSafe(keyring, tx.organisation), row)),
    tx.run(insertTermRows, { organisation: tx.organisation, directive: row.id, terms }),
  ])
}

/** Of one search: a person has a few, and a common name more than anybody reads. */
const mostFound = 100
const findByTerms = rawStatement<{ organisation: OrganisationId; terms: readonly Buffer[] }, { id: DirectiveId }>(
  'find_directives',
  `select d.id from habeas.directives d join (
     select directive_id, bool_or(kind <> 'word') as is_named, count(*) filter (where kind = 'word') as words
     from habeas.directive_terms
     where organisation_id = $1 and term in (select decode(given, 'hex') from unnest($2::text[]) as given)
     group by directive_id
   ) found on found.directive_id = d.id
   where d.organisation_id = $1 and (found.is_named or found.words >= least(2, d.name_words))
   order by found.is_named desc, d.id desc limit ${mostFound}`,
  ({ organisation, terms }) => [organisation, terms.map((term) => term.toString('hex'))],
)
const selectDirective = statement('select_directive', (db) =>
  db
    .select()
    .from(directives)
    .where(
      and(eq(directives.organisationId, sql.placeholder('organisation')), eq(directives.id, sql.placeholder('id'))),
    ),
)

/** Candidates, whatever of each opens: an address or identifier is theirs, or two words of the name, or its only one. The newest first. */
export async function findDirectives(tx: Tx, keyring: Keyring, terms: readonly Buffer[]): Promise<DirectiveToShow[]> {
  if (terms.length === 0) return []
  const ids = await tx.run(findByTerms, { organisation: tx.organisation, terms })
  const rows = await Promise.all(ids.map(({ id }) => tx.run(selectDirective, { organisation: tx.organisation, id })))
  const safe = organisationSafe(keyring, tx.organisation)
  return rows
    .flat()
    .map((row) => directiveBoxes.openToShow(safe, row))
    .sort((one, other) => (one.id < other.id ? 1 : -1))
}

type Ending = {
  readonly id: DirectiveId
  readonly status: Exclude<DirectiveStatus, 'in_force'>
  readonly request: RequestId
  readonly right: RightId | null
  readonly at: Instant
}
const endDirectiveRow = rawStatement<Ending & { organisation: OrganisationId }, { id: DirectiveId }>(
  'end_directive',
  `update habeas.directives set status = $3, ended_by = $4, ended_by_right = $5, ended_at = $6
   where organisation_id = $1 and id = $2 and status = 'in_force' returning id`,
  ({ organisation, id, status, request, right, at }) => [organisation, id, status, request, right, instantToText(at)],
)

/** Ends a directive; false where it was not in force any more. */
export async function endDirective(tx: Tx, ending: Ending): Promise<boolean> {
  return (await tx.run(endDirectiveRow, { ...ending, organisation: tx.organisation })).length === 1
}

type ByRight = { readonly organisation: OrganisationId; readonly right: RightId }
const reviveRows = rawStatement<ByRight, { id: DirectiveId }>(
  'revive_directives',
  `update habeas.directives set status = 'in_force', ended_by = null, ended_by_right = null, ended_at = null
   where organisation_id = $1 and ended_by_right = $2 returning id`,
  ({ organisation, right }) => [organisation, right],
)
const selectRegistered = rawStatement<ByRight, { id: DirectiveId }>(
  'select_directives_registered_by_right',
  `select id from habeas.directives where organisation_id = $1 and registered_by_right = $2 and status = 'in_force'`,
  ({ organisation, right }) => [organisation, right],
)

/** Puts back into force what a right had ended; which. */
export async function reviveDirectives(tx: Tx, right: RightId): Promise<DirectiveId[]> {
  return (await tx.run(reviveRows, { organisation: tx.organisation, right })).map(({ id }) => id)
}

/** What a right registered, as far as it is in force. */
export async function registeredBy(tx: Tx, right: RightId): Promise<DirectiveId[]> {
  return (await tx.run(selectRegistered, { organisation: tx.organisation, right })).map(({ id }) => id)
}

const deleteEndedTerms = rawStatement<{ organisation: OrganisationId; request: RequestId }, Record<string, never>>(
  'delete_ended_directive_terms',
  `delete from habeas.directive_terms where organisation_id = $1 and directive_id in (
     select id from habeas.directives where organisation_id = $1 and ended_by = $2)`,
  ({ organisation, request }) => [organisation, request],
)
const deleteEndedRows = rawStatement<{ organisation: OrganisationId; request: RequestId }, { id: DirectiveId }>(
  'delete_ended_directives',
  'delete from habeas.directives where organisation_id = $1 and ended_by = $2 returning id',
  ({ organisation, request }) => [organisation, request],
)

/** Deletes the directives that a request has ended; how many there were. */
export async function deleteEnded(tx: Tx, request: RequestId): Promise<number> {
  const place = { organisation: tx.organisation, request }
  const [, gone] = await Promise.all([tx.run(deleteEndedTerms, place), tx.run(deleteEndedRows, place)])
  return gone.length
}

/** A page of the organisation's directives, whatever of each opens, the newest first, also those of one mailbox only. */
export async function directivesPage(
  tx: Tx,
  keyring: Keyring,
  {
    mailbox,
    before,
    limit,
  }: { readonly mailbox?: Buffer | undefined; readonly before: string; readonly limit: number },
): Promise<DirectiveToShow[]> {
  const ofMailbox =
    mailbox &&
    sql`exists (select from ${directiveTerms} t where t.organisation_id = ${directives.organisationId}
        and t.directive_id = ${directives.id} and t.term = ${mailbox} and t.kind = 'email')`
  const rows = await tx.db
    .select()
    .from(directives)
    .where(and(eq(directives.organisationId, tx.organisation), lt(directives.id, before as DirectiveId), ofMailbox)) // compared, not used as an id
    .orderBy(desc(directives.id))
    .limit(limit)
  const safe = organisationSafe(keyring, tx.organisation)
  return rows.map((row) => directiveBoxes.openToShow(safe, row))
}
