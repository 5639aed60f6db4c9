import { HabeasProblem } from './problem.ts'

/** Who calls: a client of the organisation, or whoever holds a token; `token` as a function is asked before each try. */
export type Credentials =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly token: string | (() => string | Promise<string>) }

/** Where the tokens come from. */
export type TokenSource = {
  token(): Promise<string>
  /** Says that the service refuses this token; whether another one is to be had. */
  refused(token: string): boolean
}

export type IssuedToken = { readonly access_token: string; readonly expires_in: number }

/** Tokens of a client (RFC 6749 section 4.4), which `issue` fetches. One serves all calls until a minute before its end. */
export function issuedTokens(issue: () => Promise<IssuedToken>, now = () => performance.now()): TokenSource {
  let held: { readonly token: Promise<string>; value?: string; until: number } | undefined
  const fetchAnother = () => {
    const asked = now()
    const answer = issue()
    const fresh: NonNullable<typeof held> = {
      until: Number.POSITIVE_INFINITY, // whoever comes meanwhile waits for the same one
      token: answer.then(({ access_token, expires_in }) => {
        fresh.value = access_token
        fresh.until = asked + (expires_in - Math.min(60, expires_in / 10)) * 1000
        return access_token
      }),
    }
    fresh.token.catch(() => {
      if (held === fresh) held = undefined
    })
    return fresh
  }
  return {
    token: () => {
      if (held === undefined || now() >= held.until) held = fetchAnother()
      return held.token
    },
    refused: (token) => {
      if (held?.value === token) held = undefined // another call may have renewed it already
      return true
    },
  }
}

/** A token that the caller keeps. */
export function givenToken(given: string | (() => string | Promise<string>)): TokenSource {
  if (typeof given === 'string') return { token: async () => given, refused: () => false }
  return { token: async () => given(), refused: () => true }
}

/** Sends with a token; where that is refused, once more with another one: what was refused was not done. */
export async function withToken<T>(
  source: TokenSource | undefined,
  canBeSentAgain: boolean,
  send: (token: string | undefined) => Promise<T>,
): Promise<T> {
  const token = await source?.token()
  try {
    return await send(token)
  } catch (error) {
    const isRefused = error instanceof HabeasProblem && error.status === 401
    if (!isRefused || !canBeSentAgain || token === undefined || !source?.refused(token)) throw error
    return send(await source.token())
  }
}
