import { join } from 'node:path'
import type postgres from 'postgres'
import { type Place, type RunningService, startService } from './processes.ts'

/** A service with its organisation `demo`, and who may ask it. */
export type Desk = {
  readonly service: RunningService
  readonly database: string
  readonly databaseUrl: string
  readonly dataDir: string
  /** As the superuser, past every policy. */
  readonly sql: postgres.Sql
  readonly organisation: string
  /** Headers of a client of the role `admin`, for ten minutes. */
  readonly authorized: { readonly authorization: string }
  /** The same for another ten minutes. */
  signIn(): Promise<{ readonly authorization: string }>
  stop(): Promise<void>
}

/** DATABASE_POOL_SIZE's default. */
export const poolSize = 10

/** What a person sends, on either side. */
export const letter = JSON.stringify({
  requester: { name: 'Zoé Łukasiewicz', email: 'zoe.lukasiewicz@example.org', phone: '+33 6 12 34 56 78' },
  rights: [
    { right: 'access', scope: 'Everything since I opened my account in 2021.' },
    { right: 'erasure', ground: 'b' },
  ],
  message:
    'Good morning, I closed my account in spring and still get your catalogue. Please send me all that you hold about ' +
    'me, tell me where you have it from, and then erase it. Thank you.',
  locale: 'fr-FR',
})

/** Opens a service on a database of its own, with the settings of `npm start` but for the limit on letters a minute. */
export async function openDesk(
  place: Place,
  name: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Desk> {
  const databaseUrl = await place.createDatabase(name)
  const dataDir = join(place.folder, name)
  const service = await startService({
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    RATE_LIMIT_REQUESTS: '1000000',
    ...settings,
  })
  const sql = place.connect(name)
  const [organisation] = await sql`select id from habeas.organisations where slug = 'demo'`
  const signIn = async () => {
    const { access_token } = await answer(`${service.url}/oauth/token`, {
      grant_type: 'client_credentials',
      client_id: service.client.id,
      client_secret: service.client.secret,
    })
    return { authorization: `Bearer ${access_token}` }
  }
  return {
    service,
    database: name,
    databaseUrl,
    dataDir,
    sql,
    organisation: String(organisation?.id),
    authorized: await signIn(),
    signIn,
    stop: async () => {
      await sql.end()
      await service.stop()
    },
  }
}

async function answer(url: string, form: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json() as Promise<Record<string, unknown>> // an object, as RFC 6749 section 5.1 has it
}
