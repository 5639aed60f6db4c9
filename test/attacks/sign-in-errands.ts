import { type Desk, done, fresh } from './desk.ts'
import type { Prepare } from './session-errands.ts'

const issuers = '/v1/staff-issuers'
/** The most of them that an organisation may name is soon reached: those of before go. */
const most = 8

/** Of the issuers that sign in staff, and of whom they sign in. */
export const signInErrands: Readonly<Record<string, Prepare>> = {
  whoAmI: async () => ({}),
  createStaffIssuer: async (desk) => {
    await room(desk)
    return { body: issuer(), otherBody: issuer() }
  },
  listStaffIssuers: async () => ({}),
  getStaffIssuer: named(),
  changeStaffIssuer: named(
    { authorized_parties: ['dpo-tool'], algorithms: ['RS256'] },
    { roles_claim: ['realm_access', 'roles'], roles: [{ value: 'dpo', role: 'dpo' }] },
  ),
  deleteStaffIssuer: named(),
}

function named(body?: object, otherBody?: object): Prepare {
  return async (desk) => {
    await room(desk)
    const { id } = await done(desk.organisation.admin('POST', issuers, issuer()))
    return { ids: { id }, ...(body && { body }), ...(otherBody && { otherBody }) }
  }
}

function issuer(): object {
  return {
    name: 'The directory',
    issuer: 'https://login.example.org',
    audience: fresh('api'),
    jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'k1' }] },
    roles_claim: ['roles'],
    roles: [{ value: 'privacy', role: 'agent' }],
  }
}

async function room({ organisation }: Desk): Promise<void> {
  const { data } = await done(organisation.admin('GET', issuers))
  if (data.length < most) return
  await done(organisation.admin('DELETE', `${issuers}/${data[0].id}`))
}
