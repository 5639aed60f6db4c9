import type { Role } from '../../src/platform/actor.ts'
import { openIssuer, type TestIssuer } from '../support/oidc-issuer.ts'
import { type Call, callWith, type TestOrganisation, type TestService, testService } from '../support/service.ts'

type Teardown = Parameters<typeof openIssuer>[0] & Parameters<typeof testService>[0]

/** Who works for the organisation, by the name of their account; `groups` are what their access tokens say. */
export const accounts = {
  ada: { staff: { email: 'ada@acme.example', groups: ['everybody', 'privacy'] } },
  grace: { staff: { email: 'grace@acme.example', groups: ['dpo', 'privacy'] } },
  lin: { staff: { preferred_username: 'lin', groups: ['audit'] } },
  root: { staff: { email: 'root@acme.example', groups: 'admins' } },
  guest: { staff: { email: 'guest@acme.example', groups: ['everybody'] } },
}
export type Account = keyof typeof accounts

export const rules: readonly { readonly value: string; readonly role: Exclude<Role, 'intake'> }[] = [
  { value: 'audit', role: 'auditor' },
  { value: 'privacy', role: 'agent' },
  { value: 'dpo', role: 'dpo' },
  { value: 'admins', role: 'admin' },
]

export type StaffDesk = {
  readonly service: TestService
  readonly issuer: TestIssuer
  readonly acme: TestOrganisation
  /** What names the issuer to an organisation. */
  readonly settings: { readonly issuer: string; readonly audience: string; readonly roles: typeof rules }
  /** The issuer as the organisation has named it. */
  readonly named: { readonly id: string }
  /** Signs in for real, and calls with the token; for another organisation where one is given. */
  person(account: Account, organisation?: TestOrganisation): Promise<Call & { token: string }>
  /** Calls with any token for the organisation. */
  bearer(token: string, organisation?: TestOrganisation): Call
}

/** An organisation that has named a real issuer. */
export async function openStaffDesk(t: Teardown, env: Readonly<Record<string, string>> = {}): Promise<StaffDesk> {
  const issuer = await openIssuer(t, accounts)
  const service = await testService(t, { remoteKeys: issuer.keys, env })
  service.at('2026-03-02T09:00:00Z')
  const acme = await service.organisation('acme')
  const settings = {
    name: 'The directory',
    issuer: issuer.issuer,
    audience: issuer.api,
    roles_claim: ['groups'],
    roles: rules,
  }
  const named = await acme.admin('POST', '/v1/staff-issuers', settings)
  if (named.status !== 201) throw new Error(`expected 201, got ${named.status}: ${JSON.stringify(named.body)}`)
  const bearer = (token: string, { typeId }: TestOrganisation = acme) =>
    callWith(service.app, { authorization: `Bearer ${token}`, organisation: typeId })
  return {
    service,
    issuer,
    acme,
    settings,
    named: named.body,
    bearer,
    person: async (account, organisation) => {
      const { accessToken: token } = await issuer.signInStaff(account)
      return Object.assign(bearer(token, organisation), { token })
    },
  }
}

/** A letter, as staff registers it. */
export const letter = {
  channel: 'email',
  received_at: '2026-03-02T08:00:00Z',
  requester: { name: 'Ana', email: 'ana@example.org' },
  rights: [{ right: 'access' }],
}
