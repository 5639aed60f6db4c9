import type { Instant } from '../law/calendar.ts'
import { endIssuerClient, openIssuerClient, reviseIssuerClient } from '../organisations/issuer-client.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import { type StaffActor, type StaffRole, staffRoles } from '../platform/actor.ts'
import { signatureAlgorithms } from '../platform/crypto/verify-signed.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type ClientId, showId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { type ChangeIssuer, type CreateIssuer, mostIssuers, settingsOf } from './schemas.ts'
import { insertIssuer, liveIssuers, rowOf, type StaffIssuer, updateIssuer } from './store.ts'
import type { RoleRule } from './tables.ts'

type By = { readonly actor: StaffActor; readonly at: Instant }
type IssuerDeps = Pick<Deps, 'keyring'>

/**
 * Names an issuer whose people work for the organisation. Its settings are kept with the event. Throws `not_permitted` for one too many, and
 * where a token of the same issuer and audience is taken already.
 */
export async function createIssuer(
  tx: Tx,
  deps: IssuerDeps,
  command: CreateIssuer,
  { actor, at }: By,
): Promise<StaffIssuer> {
  const { name, issuer, audience, roles } = command
  let created: StaffIssuer | undefined
  await underOrganisationLock(tx, deps, actor, async () => {
    const others = await liveIssuers(tx, { limit: mostIssuers })
    if (others.length === mostIssuers)
      throw problem('not_permitted', `an organisation names at most ${mostIssuers} issuers`)
    if (others.some((other) => other.issuer === issuer && other.audience === audience))
      throw problem('not_permitted', 'the organisation has named this issuer with this audience already')
    const id = await openIssuerClient(tx, { name, role: highestOf(roles) }, at)
    created = {
      organisationId: tx.organisation,
      id,
      name,
      issuer,
      audience,
      jwksUrl: command.jwks_url ?? null,
      jwks: command.jwks ?? null,
      algorithms: command.algorithms ?? [...signatureAlgorithms],
      authorizedParties: command.authorized_parties ?? null,
      rolesClaim: command.roles_claim,
      roles,
      revision: 1,
      createdAt: at,
      updatedAt: at,
    }
    await insertIssuer(tx, rowOf(created))
    return { at, happened: [told('staff_issuer_created', created)] }
  })
  if (created === undefined) throw new Error('underOrganisationLock has not called its work')
  return created
}

/**
 * Changes by what its tokens are checked and which roles they give: tokens of before are checked anew. A change that changes nothing writes
 * nothing. Throws `not_found`.
 */
export async function changeIssuer(
  tx: Tx,
  deps: IssuerDeps,
  id: ClientId,
  { command, by: { actor, at } }: { readonly command: ChangeIssuer; readonly by: By },
): Promise<StaffIssuer> {
  let current: StaffIssuer | undefined
  await underOrganisationLock(tx, deps, actor, async () => {
    const before = await getIssuer(tx, id)
    const after = changed(before, command)
    current = before
    if (JSON.stringify([after.name, settingsOf(after)]) === JSON.stringify([before.name, settingsOf(before)]))
      return undefined
    current = { ...after, revision: before.revision + 1, updatedAt: at }
    await reviseIssuerClient(tx, id, { name: current.name, role: highestOf(current.roles) })
    await updateIssuer(tx, rowOf(current))
    return { at, happened: [told('staff_issuer_changed', current)] }
  })
  if (current === undefined) throw new Error('underOrganisationLock has not called its work')
  return current
}

/** From now on no token of this issuer is taken. Throws `not_found`. */
export async function deleteIssuer(tx: Tx, deps: IssuerDeps, id: ClientId, { actor, at }: By): Promise<void> {
  await underOrganisationLock(tx, deps, actor, async () => {
    const issuer = await getIssuer(tx, id)
    await endIssuerClient(tx, id, at)
    return { at, happened: [told('staff_issuer_deleted', issuer)] }
  })
}

/** Throws `not_found`. */
export async function getIssuer(tx: Tx, id: ClientId): Promise<StaffIssuer> {
  const [issuer] = await liveIssuers(tx, { id, limit: 1 })
  if (issuer === undefined) throw problem('not_found', 'there is no such issuer')
  return issuer
}

/** Absent fields stay; where the keys are is said as a whole, since one way takes the place of the other. */
function changed(issuer: StaffIssuer, given: ChangeIssuer): StaffIssuer {
  const isSourceGiven = given.jwks_url !== undefined || given.jwks !== undefined
  return {
    ...issuer,
    name: given.name ?? issuer.name,
    ...(isSourceGiven && { jwksUrl: given.jwks_url ?? null, jwks: given.jwks ?? null }),
    algorithms: given.algorithms ?? issuer.algorithms,
    authorizedParties: given.authorized_parties === undefined ? issuer.authorizedParties : given.authorized_parties,
    rolesClaim: given.roles_claim ?? issuer.rolesClaim,
    roles: given.roles ?? issuer.roles,
  }
}

/** A name may be a person's, and a group may be called after one: what is not the client's id stands where it can be erased. */
function told(type: 'staff_issuer_created' | 'staff_issuer_changed' | 'staff_issuer_deleted', issuer: StaffIssuer) {
  return {
    type,
    facts: { client: showId('cli', issuer.id), role: highestOf(issuer.roles) },
    detail: { name: issuer.name, ...settingsOf(issuer) },
  } as const
}

/** The highest of the roles; there is one at least. */
export function highestOf(roles: readonly Pick<RoleRule, 'role'>[]): StaffRole {
  const [lowest] = staffRoles
  return staffRoles.findLast((role) => roles.some((each) => each.role === role)) ?? lowest
}
