import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose'

/** Asymmetric ones only: with a secret shared by both, whoever checks could have signed (attack 28); `none` is no signature (attack 27). */
export const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/**
 * A token that one of these keys has signed, with the claims that `options` ask for; a key that the token brings along, or points to, counts
 * for nothing (attack 31). Throws what jose throws: a `JOSEError`.
 */
export async function verifySigned(
  token: string,
  keys: JSONWebKeySet,
  options: JWTVerifyOptions & { readonly algorithms: string[] },
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, createLocalJWKSet(keys), options)
  } catch (error) {
    return triedEach(token, options, error)
  }
}

/** What a token says of itself, before anything of it is believed: undefined where it is none. */
export function unverified(
  token: string,
): { readonly kid: string | undefined; readonly claims: JWTPayload } | undefined {
  try {
    const { kid } = decodeProtectedHeader(token)
    return { kid: typeof kid === 'string' ? kid : undefined, claims: decodeJwt(token) }
  } catch {
    return undefined // this is how jose says that it is no token
  }
}

/** A token that does not say which key signed it, of an issuer with several: any of them may have. */
async function triedEach(token: string, options: JWTVerifyOptions, error: unknown): Promise<JWTVerifyResult> {
  if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
  for await (const key of error) {
    try {
      return await jwtVerify(token, key, options)
    } catch (failure) {
      if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure
    }
  }
  throw new errors.JWSSignatureVerificationFailed()
}
