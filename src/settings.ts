import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import type { BucketPlace } from './platform/bucket.ts'
import { email } from './platform/http/email.ts'
import type { LogLevel } from './platform/http/log.ts'
import type { RateLimitSettings } from './platform/http/rate-limit.ts'
import { type DkimKey, domainOf, isAtOrAbove } from './platform/mail/dkim-key.ts'
import {
  bucketUrl,
  databaseUrl,
  dkimKey,
  domainName,
  fileOrHttpsUrl,
  host,
  type MailFrom,
  mailFrom,
  mailUrl,
  masterKey,
  onOrOff,
  operatorToken,
  proxies,
  publicUrl,
  senderDomains,
  wholeNumber,
} from './setting-forms.ts'
import { type SettingName, settingsTable } from './settings-table.ts'

/** The environment, read once. Nothing else of the service knows where a setting came from. */
export type Settings = {
  readonly production: boolean
  readonly host: string
  readonly port: number
  /** Without a slash at its end. Where the port is 0 and no PUBLIC_URL is set, it is known only `atPort`. */
  readonly publicUrl: string
  readonly database: {
    /** As the owner; undefined: embedded. */
    readonly url: string | undefined
    readonly appUrl: string | undefined
    readonly poolSize: number
  }
  readonly dataDir: string
  /** Where the ledger of erasures is. */
  readonly erasureLedger: string
  readonly mail: {
    /** Undefined: the development mailbox. */
    readonly url: string | undefined
    readonly from: MailFrom
    /** Undefined: letters are not signed here. */
    readonly dkim: DkimKey | undefined
  }
  /** By the slug of an organisation: the domains under which it may send. */
  readonly senderDomains: ReadonlyMap<string, readonly string[]>
  /** 32 bytes; undefined: one is made under `dataDir`. */
  readonly masterKey: Buffer | undefined
  /** The key to take over from, while the master key is changed. */
  readonly masterKeyPrevious: Buffer | undefined
  /** Undefined: the operator door does not exist. */
  readonly operatorToken: string | undefined
  readonly testClock: boolean
  readonly trustProxy: readonly string[]
  readonly logLevel: LogLevel
  readonly rateLimits: RateLimitSettings
  readonly receiptsPerHour: number
  readonly lettersPerMinute: number
  readonly inboundMaxBytes: number
  readonly recordsMaxBytes: number
  /** Undefined: exports lie in the database. */
  readonly bucket: BucketPlace | undefined
  /** A path, or an https URL; undefined: nowhere. */
  readonly checkpointsTo: string | undefined
  readonly shutdownSeconds: number
  readonly worker: boolean
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const satisfies LogLevel[]
const environments = ['development', 'test', 'production'] as const
const shortestOperatorToken = 22 // 128 random bits in base64url

/**
 * Reads the environment. Throws one error that lists every setting that is missing or wrong and says what was expected,
 * never what was given: values are secrets.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = withDefaults(env)
  const production = given.NODE_ENV === 'production'
  const { data: read, error } = schemaOf(production).safeParse(given)
  const faults = [...faultsOf(error?.issues ?? [], given), ...contradictions(given, production)]
  if (read === undefined || faults.length > 0) throw refused(faults)
  const publicUrl = read.PUBLIC_URL ?? urlAt(read.HOST, read.PORT)
  const from = read.MAIL_FROM ?? { address: noReplyAt(publicUrl) ?? 'no-reply@localhost' }
  return {
    production,
    host: read.HOST,
    port: read.PORT,
    publicUrl,
    database: { url: read.DATABASE_URL, appUrl: read.DATABASE_APP_URL, poolSize: read.DATABASE_POOL_SIZE },
    dataDir: read.DATA_DIR,
    erasureLedger: read.ERASURE_LEDGER ?? join(read.DATA_DIR, 'erasures.jsonl'),
    mail: { url: read.SMTP_URL, from, dkim: dkimOf(read, from) },
    senderDomains: read.MAIL_FROM_DOMAINS ?? new Map(),
    masterKey: read.MASTER_KEY,
    masterKeyPrevious: read.MASTER_KEY_PREVIOUS,
    operatorToken: read.OPERATOR_TOKEN,
    testClock: read.TEST_CLOCK,
    trustProxy: read.TRUST_PROXY ?? [],
    logLevel: read.LOG_LEVEL,
    rateLimits: {
      form: read.RATE_LIMIT_FORM,
      requests: read.RATE_LIMIT_REQUESTS,
      'sign-in': read.RATE_LIMIT_SIGN_IN,
      redeem: read.RATE_LIMIT_REDEEM,
      calendar: read.RATE_LIMIT_CALENDAR,
      inbound: read.RATE_LIMIT_INBOUND,
    },
    receiptsPerHour: read.RECEIPTS_PER_HOUR,
    lettersPerMinute: read.LETTERS_PER_MINUTE,
    inboundMaxBytes: read.INBOUND_MAX_BYTES,
    recordsMaxBytes: read.RECORDS_MAX_BYTES,
    bucket: bucketOf(read),
    checkpointsTo: read.CHECKPOINTS_TO,
    shutdownSeconds: read.SHUTDOWN_SECONDS,
    worker: read.WORKER,
  }
}

type ReadSettings = z.output<ReturnType<typeof schemaOf>>

function bucketOf(read: ReadSettings): BucketPlace | undefined {
  const { BLOBS_URL: place, BLOBS_ACCESS_KEY_ID: accessKeyId, BLOBS_SECRET_ACCESS_KEY: secretAccessKey } = read
  if (place === undefined || accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return { ...place, accessKeyId, secretAccessKey, isReadOnly: read.BLOBS_READ_ONLY }
}

function dkimOf(read: ReadSettings, from: MailFrom): DkimKey | undefined {
  const { DKIM_PRIVATE_KEY: privateKey, DKIM_SELECTOR: selector } = read
  if (privateKey === undefined || selector === undefined) return undefined
  return { domain: read.DKIM_DOMAIN ?? domainOf(from.address), selector, privateKey }
}

/** The same settings with the port that was free, where any was asked for; it is in the public URL where no other is set. */
export function atPort(settings: Settings, port: number): Settings {
  const isOurs = settings.publicUrl === urlAt(settings.host, settings.port)
  return { ...settings, port, ...(isOurs && { publicUrl: urlAt(settings.host, port) }) }
}

type Given = { readonly [Name in SettingName]?: string }

/** Unset and empty are the same: compose files and CI write `NAME=` for what nobody has set. */
function withDefaults(env: Readonly<Record<string, string | undefined>>): Given {
  const entries = settingsTable.map(({ name, ...rest }) => {
    const written = env[name]?.trim()
    return [name, written || ('default' in rest ? rest.default : undefined)]
  })
  return Object.fromEntries(entries)
}

function schemaOf(production: boolean) {
  const neededInProduction = <Schema extends z.ZodType>(schema: Schema) => (production ? schema : schema.optional())
  const limit = () => wholeNumber(1, 1_000_000)
  return z.object({
    HOST: host(),
    PORT: wholeNumber(0, 65_535),
    PUBLIC_URL: neededInProduction(publicUrl(production ? ['https:'] : ['https:', 'http:'])),
    NODE_ENV: z.enum(environments, `expected one of ${environments.join(', ')}`),
    DATABASE_URL: neededInProduction(databaseUrl()),
    DATABASE_APP_URL: databaseUrl().optional(),
    DATABASE_POOL_SIZE: wholeNumber(1, 1_000),
    DATA_DIR: z.string(),
    ERASURE_LEDGER: z.string().optional(),
    SMTP_URL: neededInProduction(mailUrl()),
    MAIL_FROM: mailFrom().optional(),
    MAIL_FROM_DOMAINS: senderDomains().optional(),
    DKIM_PRIVATE_KEY: dkimKey().optional(),
    DKIM_SELECTOR: domainName('a selector, such as habeas2026').optional(),
    DKIM_DOMAIN: domainName('a domain, such as example.org').optional(),
    MASTER_KEY: neededInProduction(masterKey()),
    MASTER_KEY_PREVIOUS: masterKey().optional(),
    OPERATOR_TOKEN: operatorToken(production ? shortestOperatorToken : 1).optional(),
    TRUST_PROXY: proxies().optional(),
    LOG_LEVEL: z.enum(logLevels, `expected one of ${logLevels.join(', ')}`),
    RATE_LIMIT_FORM: limit(),
    RATE_LIMIT_REQUESTS: limit(),
    RATE_LIMIT_SIGN_IN: limit(),
    RATE_LIMIT_REDEEM: limit(),
    RATE_LIMIT_CALENDAR: limit(),
    RATE_LIMIT_INBOUND: limit(),
    INBOUND_MAX_BYTES: wholeNumber(1_024, 2 ** 27),
    RECEIPTS_PER_HOUR: limit(),
    LETTERS_PER_MINUTE: limit(),
    RECORDS_MAX_BYTES: wholeNumber(1, 2 ** 50),
    BLOBS_URL: bucketUrl().optional(),
    BLOBS_ACCESS_KEY_ID: z.string().optional(),
    BLOBS_SECRET_ACCESS_KEY: z.string().optional(),
    BLOBS_READ_ONLY: onOrOff(),
    CHECKPOINTS_TO: fileOrHttpsUrl().optional(),
    WORKER: onOrOff(),
    SHUTDOWN_SECONDS: wholeNumber(1, 3_600),
    TEST_CLOCK: onOrOff().refine(
      (on) => !(on && production),
      'expected off: nobody sets the time of a service in production',
    ),
  } satisfies Record<SettingName, z.ZodType>)
}

type Fault = { readonly name: SettingName; readonly message: string }

function faultsOf(issues: readonly z.core.$ZodIssue[], given: Given): Fault[] {
  return issues.flatMap((issue) => {
    const { name } = settingsTable.find((setting) => setting.name === issue.path[0]) ?? {}
    if (name === undefined) return []
    return [{ name, message: given[name] === undefined ? 'missing, and needed in production' : issue.message }]
  })
}

/** What each setting alone does not show. */
function contradictions(given: Given, production: boolean): Fault[] {
  const faults: Fault[] = []
  if (given.DATABASE_APP_URL !== undefined && given.DATABASE_URL === undefined && !production) {
    faults.push({ name: 'DATABASE_URL', message: 'expected beside DATABASE_APP_URL: the owner makes the tables' })
  }
  if (given.BLOBS_URL !== undefined) {
    for (const name of ['BLOBS_ACCESS_KEY_ID', 'BLOBS_SECRET_ACCESS_KEY'] as const) {
      if (given[name] === undefined) faults.push({ name, message: 'expected beside BLOBS_URL: who may use it' })
    }
  }
  if (given.DKIM_PRIVATE_KEY !== undefined && given.DKIM_SELECTOR === undefined) {
    faults.push({ name: 'DKIM_SELECTOR', message: 'expected beside DKIM_PRIVATE_KEY: where its public half is found' })
  }
  for (const name of ['DKIM_SELECTOR', 'DKIM_DOMAIN'] as const) {
    if (given[name] !== undefined && given.DKIM_PRIVATE_KEY === undefined) {
      faults.push({ name: 'DKIM_PRIVATE_KEY', message: `expected beside ${name}: what letters are signed with` })
    }
  }
  // RFC 7489 section 3.1.1: a signature of another domain says nothing of the sender
  if (given.DKIM_DOMAIN !== undefined && !isAtOrAbove(given.DKIM_DOMAIN, senderOf(given))) {
    faults.push({ name: 'DKIM_DOMAIN', message: 'expected the domain of MAIL_FROM, or one above it' })
  }
  if (given.MASTER_KEY_PREVIOUS !== undefined && given.MASTER_KEY === undefined && !production) {
    faults.push({ name: 'MASTER_KEY', message: 'expected beside MASTER_KEY_PREVIOUS: the key to change to' })
  }
  if (
    production &&
    given.MAIL_FROM === undefined &&
    given.PUBLIC_URL !== undefined &&
    noReplyAt(given.PUBLIC_URL) === undefined
  ) {
    faults.push({ name: 'MAIL_FROM', message: 'expected an address: the host of PUBLIC_URL is no domain to send from' })
  }
  return faults
}

/** The address letters come from, as far as it can be read. */
function senderOf(given: Given): string {
  if (given.MAIL_FROM !== undefined) return mailFrom().safeParse(given.MAIL_FROM).data?.address ?? ''
  return noReplyAt(given.PUBLIC_URL ?? '') ?? 'no-reply@localhost'
}

function urlAt(host: string, port: number): string {
  return `http://${addressIn(host)}:${port}`
}

/** How a browser on this machine calls a service that listens there. */
function addressIn(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return isIP(host) === 6 ? `[${host}]` : host
}

/** A sender at the host of a URL; undefined where that is an address or a name without a domain, which no mail server takes. */
function noReplyAt(url: string): string | undefined {
  return URL.canParse(url) ? email().safeParse(`no-reply@${new URL(url).hostname}`).data : undefined
}

function refused(faults: readonly Fault[]): Error {
  const lines = faults.map(({ name, message }) => `  ${name}: ${message}`)
  return new Error(`cannot start with these settings (.env.example says what each is for):\n${lines.join('\n')}`)
}

/** The settings of this process, a file `.env` beside it included; the one place that reads its environment. */
export function settingsOfProcess(): Settings {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return readSettings(process.env)
}
