import { readFileSync } from 'node:fs'

/** How the server's certificate is checked; `false` is no TLS. The shape is that of `node:tls` and of `pg`. */
export type DatabaseTls = false | { readonly rejectUnauthorized: boolean; readonly ca?: string | undefined }

/** Where a database is and as whom to come. A host that begins with `/` is the folder of a unix socket. */
export type ConnectionFields = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password?: string | undefined
  readonly database: string
  readonly ssl?: DatabaseTls | undefined
}

/** The fields, or a URL: `postgres://user:password@host:5432/database?sslmode=verify-full`. */
export type ConnectionTarget = ConnectionFields | string

/** Reads a target. @throws for a URL that names no user or database, or that asks for something we would silently leave out. */
export function connectionFields(target: ConnectionTarget): ConnectionFields {
  if (typeof target !== 'string') return target
  const url = parse(target)
  const unknown = [...url.searchParams.keys()].filter((name) => !['sslmode', 'sslrootcert', 'host'].includes(name))
  if (unknown.length > 0) throw new Error(`the database URL asks for what is not supported: ${unknown.join(', ')}`)
  const database = decodeURIComponent(url.pathname.slice(1))
  const user = decodeURIComponent(url.username)
  if (database === '' || user === '') throw new Error('the database URL must name a user and a database')
  return {
    host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 5432 : Number(url.port),
    user,
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    database,
    ssl: tlsOf(url.searchParams.get('sslmode') ?? 'disable', url.searchParams.get('sslrootcert')),
  }
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') return url
  throw new Error('the database URL is not of the form postgres://user:password@host:5432/database') // never shows the password
}

/** `sslmode` as libpq means it (its manual, 34.19.1), without the two modes that fall back to plain text. */
function tlsOf(mode: string, rootCertificate: string | null): DatabaseTls {
  const ca =
    rootCertificate === null || rootCertificate === 'system' ? undefined : readFileSync(rootCertificate, 'utf8')
  if (mode === 'disable') return false
  if (mode === 'require') return { rejectUnauthorized: ca !== undefined, ca }
  if (mode === 'verify-full') return { rejectUnauthorized: true, ca }
  throw new Error(`the database URL asks for sslmode ${mode}; supported are disable, require and verify-full`)
}
