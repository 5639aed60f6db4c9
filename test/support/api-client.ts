import createClient, { type Client } from 'openapi-fetch'
import type { paths } from '../../openapi/types.d.ts'

export type ApiClient = Client<paths, `${string}/${string}`>

/** A client that knows the service from its contract alone, over a real socket. */
export function apiClient(url: string, token?: string): ApiClient {
  return createClient<paths>({
    baseUrl: url,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  })
}

/** What a call has answered; throws where that was a problem. */
export function got<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data !== undefined) return data
  throw new Error(`${response.url} answers ${response.status}: ${JSON.stringify(error)}`)
}
