import type { Role } from '../platform/actor.ts'
import { hashSecret, newSecret, sameHash } from '../platform/crypto/secrets.ts'
import type { Deps } from '../platform/deps.ts'
import { type ClientId, type OrganisationId, parseId } from '../platform/identifiers.ts'
import { clientById } from './store.ts'

/** What a token request says, by RFC 6749 section 4.4.2; a parameter without a value is as good as absent (section 3.2). */
export type TokenRequest = {
  readonly authorization: string | undefined
  readonly form: {
    readonly grant_type: string
    readonly client_id?: string | undefined
    readonly client_secret?: string | undefined
    readonly scope?: string | undefined
  }
}

/** The errors of RFC 6749 section 5.2 that this endpoint knows; descriptions are ASCII without quotes, as section 5.2 demands. */
export const tokenErrors = ['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope'] as const
export type TokenRefusal = {
  readonly ok: false
  readonly error: (typeof tokenErrors)[number]
  readonly description: string
}
export type IssuedToken = {
  readonly ok: true
  readonly accessToken: string
  readonly expiresIn: number
  readonly role: Role
}

/** Stands in for the hash of a client that does not exist, so that a comparison takes place all the same. */
const nobody = hashSecret(newSecret())

/**
 * Gives a client a staff token for its secret: RFC 6749 section 4.4. Unknown, revoked and wrong are one answer, in one time.
 * Each request gives a token of its own and changes nothing, so there is nothing that an Idempotency-Key would have to protect, and a
 * stored answer would be a stored token.
 */
export async function issueToken(
  deps: Pick<Deps, 'database' | 'tokens'>,
  { authorization, form }: TokenRequest,
): Promise<IssuedToken | TokenRefusal> {
  if (form.grant_type === '') return refusal('invalid_request', 'the parameter grant_type is missing')
  if (form.grant_type !== 'client_credentials') {
    return refusal('unsupported_grant_type', 'expected the grant type client_credentials')
  }
  const credentials = credentialsOf(authorization, form)
  if (!credentials.ok) return credentials
  const client = await authenticated(deps, credentials)
  if (!client) return refusal('invalid_client', 'the client is unknown or revoked, or its secret is another')
  // Section 3.3: a scope may be asked for. A token has its client's role, no less and no more
  if (form.scope && form.scope !== client.role) {
    return refusal('invalid_scope', 'expected no scope, or the role of the client')
  }
  const { lifetimeSeconds, sign } = deps.tokens.staff
  return { ok: true, accessToken: sign(client), expiresIn: lifetimeSeconds, role: client.role }
}

type Credentials = { readonly ok: true; readonly id: string; readonly secret: string }

/** RFC 6749 section 2.3: by HTTP Basic or in the body, never both. */
function credentialsOf(authorization: string | undefined, form: TokenRequest['form']): Credentials | TokenRefusal {
  const inBody = { id: form.client_id ?? '', secret: form.client_secret ?? '' }
  if (authorization === undefined) {
    if (inBody.id !== '' && inBody.secret !== '') return { ok: true, ...inBody }
    return refusal('invalid_client', 'the client did not authenticate')
  }
  const inHeader = basicCredentials(authorization)
  if (!inHeader) return refusal('invalid_client', 'expected the scheme Basic with an id and a secret')
  if (inBody.secret !== '' || (inBody.id !== '' && inBody.id !== inHeader.id)) {
    return refusal('invalid_request', 'expected the client to authenticate in one way only')
  }
  return { ok: true, ...inHeader }
}

/** RFC 7617 section 2, and within it RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined by a colon. */
function basicCredentials(authorization: string): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const [, id, secret] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  if (id === undefined || secret === undefined) return undefined
  try {
    return { id: formDecoded(id), secret: formDecoded(secret) }
  } catch {
    return undefined // a URIError is how decodeURIComponent says that a percent sign encodes nothing
  }
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

type Authenticated = { readonly organisation: OrganisationId; readonly client: ClientId; readonly role: Role }

async function authenticated(
  { database }: Pick<Deps, 'database'>,
  { id, secret }: Credentials,
): Promise<Authenticated | undefined> {
  const client = parseId('cli', id)
  const [found] = client === undefined ? [] : await database.lookup(clientById, { id: client })
  const isRight = sameHash(hashSecret(secret), found?.secret_hash ?? nobody)
  if (client === undefined || found === undefined || found.secret_hash === null || !isRight) return undefined
  return { organisation: found.organisation_id, client, role: found.role }
}

function refusal(error: TokenRefusal['error'], description: string): TokenRefusal {
  return { ok: false, error, description }
}
