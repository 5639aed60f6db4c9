import { hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { type Context } from 'oidc-provider'
import type { Instant } from '../../src/law/calendar.ts'
import { getOutbound, type OutboundRules } from '../../src/platform/http/outbound.ts'
import { type RemoteKeys, remoteKeys } from '../../src/platform/http/remote-keys.ts'
import { testCertificate } from './mail-certificate.ts'

type Teardown = { teardown(fn: () => Promise<void> | void): unknown }

const name = 'https://login.example.org'
const back = 'https://shop.example.org/signed-in'
const client = { client_id: 'shop', client_secret: 'secret-of-the-shop' }
/** A public client: it runs in a browser, and has no secret but the one it makes for each sign-in (RFC 7636). */
const tool = { client_id: 'dpo-tool' }
const toolBack = 'https://tool.example.org/signed-in'
/** A program that nobody sits before. */
const program = { client_id: 'nightly', client_secret: 'secret-of-the-program' }
/** This API, as the issuer knows it (RFC 8707). */
const api = 'https://habeas.example.org'

const mostSteps = 10 // of a sign-in: three are usual

/** Who has an account there. */
export type Account = {
  readonly email?: string
  readonly email_verified?: boolean
  /** What access tokens say of them, beside what every one says. */
  readonly staff?: Readonly<Record<string, unknown>>
}

export type TestIssuer = {
  readonly issuer: string
  readonly audience: string
  readonly jwksUrl: string
  /** `aud` of its access tokens for this API. */
  readonly api: string
  /** For the service: fetches by the rules of outbound calls, save for the one server there is here. */
  readonly keys: RemoteKeys
  /** The key it signs with now, private parts included: what a forger would want. */
  signingKey(): JWK
  /** From now on it signs with another key, and publishes that alone. */
  rotate(): Promise<void>
  /** Answers the next calls in the place of the issuer; undefined: the issuer again. */
  answerWith(answer: ((response: ServerResponse) => void) | undefined): void
  /** How often its keys were asked for. */
  asked(): number
  /** Moves the time by which fetched keys grow old. */
  later(milliseconds: number): void
  /** A person signs in (authorization code flow, as a browser and the site's server do it): the id_token. */
  signIn(account: string, options: { readonly nonce: string; readonly max_age?: number }): Promise<string>
  /** One of the staff signs in to the tool (authorization code flow with PKCE). */
  signInStaff(account: string): Promise<{ readonly accessToken: string; readonly idToken: string }>
  /** A program gets an access token for this API with its own secret. */
  signInProgram(): Promise<string>
}

/** A real issuer of OpenID Connect on loopback, over TLS, with the accounts given. */
export async function openIssuer(t: Teardown, accounts: Readonly<Record<string, Account>>): Promise<TestIssuer> {
  let signsIn = ''
  let answer: ((response: ServerResponse) => void) | undefined
  let asked = 0
  let now = Date.now() // stands still but for `later`
  let made = 0

  const withKey = async () => {
    const key = { ...(await newKey()), kid: `key-${++made}` }
    return { key, provider: new Provider(name, configuration(accounts, key)) }
  }
  let current = await withKey()

  const server = createServer(testCertificate, (request: IncomingMessage, response) => {
    if (request.url === '/jwks') asked += 1
    if (answer) return answer(response)
    // Whoever is to sign in has typed the password by now
    const { provider } = current
    if (!request.url?.startsWith('/interaction/')) return provider.callback()(request, response)
    provider.interactionFinished(request, response, { login: { accountId: signsIn } }).catch(() => response.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const rules: OutboundRules = {
    ports: [port],
    allows: () => true,
    resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    limitMs: 5_000,
    ca: testCertificate.cert,
  }
  const here = (url: string) => url.replace(name, `https://localhost:${port}`)
  const visit = visitor(here)

  /** What the browser of somebody who has typed the password brings back to the client. */
  const codeFor = async (account: string, redirect: string, asking: Record<string, string>): Promise<string> => {
    signsIn = account
    const query = new URLSearchParams({ ...asking, redirect_uri: redirect, response_type: 'code' })
    const browser = visit()
    let { headers } = await browser(`${name}/auth?${query}`)
    for (let step = 0; headers.location !== undefined && !headers.location.startsWith(redirect); step += 1) {
      if (step === mostSteps) throw new Error('the sign-in leads in a circle')
      headers = (await browser(new URL(headers.location, name).href)).headers
    }
    return new URL(headers.location ?? '').searchParams.get('code') ?? ''
  }
  const tokensFor = async (form: Record<string, string>) => {
    const { body } = await visit()(`${name}/token`, new URLSearchParams(form).toString())
    const { access_token: accessToken, id_token: idToken } = JSON.parse(body)
    return { accessToken, idToken }
  }

  return {
    issuer: name,
    audience: client.client_id,
    jwksUrl: `${name}/jwks`,
    api,
    keys: remoteKeys({
      fetch: (url) => getOutbound(here(url), 'application/json', rules),
      now: () => now as Instant, // milliseconds, as an instant is
    }),
    signingKey: () => current.key,
    rotate: async () => {
      current = await withKey()
    },
    answerWith: (next) => {
      answer = next
    },
    asked: () => asked,
    later: (milliseconds) => {
      now += milliseconds
    },
    signIn: async (account, { nonce, max_age = 900 }) => {
      const asking = { client_id: client.client_id, scope: 'openid email', nonce, max_age: String(max_age) }
      const code = await codeFor(account, back, asking)
      return (await tokensFor({ grant_type: 'authorization_code', code, redirect_uri: back, ...client })).idToken
    },
    signInStaff: async (account) => {
      const verifier = randomBytes(32).toString('base64url')
      const challenge = { code_challenge: hash('sha256', verifier, 'base64url'), code_challenge_method: 'S256' }
      const code = await codeFor(account, toolBack, {
        ...tool,
        scope: 'openid email habeas',
        resource: api,
        ...challenge,
      })
      const redeeming = { grant_type: 'authorization_code', code, redirect_uri: toolBack, code_verifier: verifier }
      return tokensFor({ ...redeeming, ...tool, resource: api })
    },
    signInProgram: async () => {
      const asking = { grant_type: 'client_credentials', scope: 'habeas', resource: api }
      return (await tokensFor({ ...asking, ...program })).accessToken
    },
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }
}

function configuration(accounts: Readonly<Record<string, Account>>, key: JWK): Record<string, unknown> {
  return {
    clients: [
      { ...client, redirect_uris: [back], token_endpoint_auth_method: 'client_secret_post' },
      { ...tool, redirect_uris: [toolBack], token_endpoint_auth_method: 'none' },
      {
        ...program,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['of the tests'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, ClientCredentials: 600, IdToken: 600 },
    pkce: { required: (_context: Context, { clientId }: { clientId: string }) => clientId === tool.client_id },
    extraTokenClaims: (_context: Context, { accountId = '' }: { accountId?: string }) => accounts[accountId]?.staff,
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false, // the address stands in the id_token itself
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: Context, resource: string) => ({
          scope: 'habeas',
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_context: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: Context, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    loadExistingGrant: async ({ oidc: { provider, client: of, session } }: Context) => {
      const grant = new provider.Grant({ clientId: of.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email')
      if (of.clientId === tool.client_id) grant.addResourceScope(api, 'habeas')
      await grant.save()
      return grant
    },
  }
}

type Visit = (url: string, form?: string) => Promise<{ headers: IncomingHttpHeaders; body: string }>

/** Makes browsers: each keeps its cookies, follows nothing by itself, and posts a form where one is given. */
function visitor(here: (url: string) => string): () => Visit {
  return () => {
    const cookies = new Map<string, string>()
    return async (url, form) => {
      const outgoing = httpsRequest(here(url), {
        ca: testCertificate.cert,
        servername: 'localhost',
        agent: false,
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          host: new URL(url).host,
          cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; '),
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      })
      outgoing.end(form)
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage] // what this event hands over
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(key, value)
      }
      const parts: Buffer[] = []
      for await (const part of answer) parts.push(part)
      return { headers: answer.headers, body: Buffer.concat(parts).toString() }
    }
  }
}
