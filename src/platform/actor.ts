import type { ClientId, GatewayId, OrganisationId, RequestId, TaskId, VerificationId } from './identifiers.ts'

/**
 * Staff roles, each containing the one before. Two stand apart: `intake` creates requests and reads what it created, `marketing` asks who has
 * objected to marketing and nothing else.
 */
export const staffRoles = ['auditor', 'agent', 'dpo', 'admin'] as const
export type StaffRole = (typeof staffRoles)[number]
const rolesApart = ['intake', 'marketing'] as const
export type RoleApart = (typeof rolesApart)[number]
export type Role = StaffRole | RoleApart
export const roles = [...staffRoles, ...rolesApart] as const satisfies Role[]

/** Whether a role stands apart from the others: then it may do only what is opened to it. */
export function standsApart(role: Role): role is RoleApart {
  return (rolesApart as readonly Role[]).includes(role) // wider: asked of any role
}

/** Who acts, as a door has established it. */
export type StaffActor = {
  readonly type: 'client'
  readonly organisation: OrganisationId
  readonly id: ClientId
  readonly role: Role
  /** Who sat before the tool: as the client asserts it (`Acting-User`), or as the issuer does, where there is a `subject`. */
  readonly actingUser?: string
  /** Who has signed in with the issuer that the client stands for, by the issuer's own name for them, which is nobody else's there. */
  readonly subject?: string
  /** Of the client, where what is known of the actor holds for this one alone. */
  readonly revision?: number
}

/** Who says that it is this person who acts: the tool, or the issuer that calls them `subject`. */
export function assertedBy(person: string | undefined, subject: string | undefined): 'client' | 'issuer' | null {
  if (person === undefined) return null
  return subject === undefined ? 'client' : 'issuer'
}

export type RequesterActor = {
  readonly type: 'requester'
  readonly organisation: OrganisationId
  /** Keyed fingerprint of the mailbox the person has proven, hex. */
  readonly mailbox: string
  readonly id: VerificationId
}
export type PublicActor = { readonly type: 'public'; readonly organisation: OrganisationId }
/** Whoever has the link of a task: the owner of a source, who needs no account. */
export type SourceActor = {
  readonly type: 'source'
  readonly organisation: OrganisationId
  readonly id: TaskId
  /** The request that the task belongs to. */
  readonly request: RequestId
}
/** What hands in mail for an organisation, and reports letters that came back. */
export type GatewayActor = { readonly type: 'gateway'; readonly organisation: OrganisationId; readonly id: GatewayId }
export type ServiceActor = { readonly type: 'service'; readonly organisation: OrganisationId }
/** Who runs the service; the organisation is the one being made. */
export type OperatorActor = { readonly type: 'operator'; readonly organisation: OrganisationId }
export type Actor =
  | StaffActor
  | RequesterActor
  | SourceActor
  | GatewayActor
  | PublicActor
  | ServiceActor
  | OperatorActor
