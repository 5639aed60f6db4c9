import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { email } from './platform/http/email.ts'
import type { LogLevel } from './platform/http/log.ts'
import type { RateLimitSettings } from './platform/http/rate-limit.ts'
import {
  databaseUrl,
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
  wholeNumber,
} from './setting-forms.ts'

/** One variable of the environment: what it is when nobody sets it, and what it is for. */
type Setting = { readonly name: string; readonly default?: string; readonly why: string }

/** Every setting there is, in the order of `.env.example`, which is written from this table. Unset and empty are the same. */
export const settingsTable = [
  { name: 'HOST', default: '127.0.0.1', why: 'Address to listen on. 0.0.0.0 or :: for every interface.' },
  { name: 'PORT', default: '8080', why: 'Port to listen on; 0 takes a free one.' },
  {
    name: 'PUBLIC_URL',
    why: 'Where people and tools reach this service: links in letters, issuer of tokens. Needed in production, https there; elsewhere http://HOST:PORT.',
  },
  { name: 'NODE_ENV', default: 'development', why: 'development, test or production.' },
  {
    name: 'DATABASE_URL',
    why: 'PostgreSQL as the owner of the tables: postgres://user:password@host:5432/database?sslmode=verify-full. Needed in production; elsewhere an embedded PostgreSQL runs under DATA_DIR.',
  },
  {
    name: 'DATABASE_APP_URL',
    why: 'The same database as the role that serves, which owns nothing. Unset: the owner makes that role.',
  },
  {
    name: 'DATABASE_POOL_SIZE',
    default: '10',
    why: 'Connections of one process. More than this wait in line; a server has some hundred for all processes.',
  },
  {
    name: 'DATA_DIR',
    default: '.data',
    why: 'Embedded database, development mailbox, master key made at first start.',
  },
  {
    name: 'ERASURE_LEDGER',
    why: 'File that tells which case files were erased, so that a restored backup loses them again: on another disk than the database, and not rolled back with it. Unset: erasures.jsonl under DATA_DIR.',
  },
  {
    name: 'SMTP_URL',
    why: 'Mail server: smtps://user:password@host:465 or smtp://…:587. Needed in production; elsewhere letters become files under DATA_DIR/mailbox.',
  },
  {
    name: 'MAIL_FROM',
    why: 'Sender of letters: an address, or Name <address>. Unset: no-reply at the host of PUBLIC_URL.',
  },
  {
    name: 'MASTER_KEY',
    why: '32 bytes in hex or base64 that open the keys in the database. Needed in production; elsewhere one is made under DATA_DIR. Without it the service does not start: keep a copy apart from the database.',
  },
  {
    name: 'MASTER_KEY_PREVIOUS',
    why: 'Only while the master key is changed: the old one. Either opens the keys, until npm run habeas -- rotate-master-key has closed them with MASTER_KEY; then remove this.',
  },
  {
    name: 'OPERATOR_TOKEN',
    why: 'Opens POST /v1/organisations, which is absent without it. In production at least 22 characters, 128 random bits.',
  },
  {
    name: 'TRUST_PROXY',
    why: 'Proxies whose X-Forwarded-* are believed: addresses or networks, separated by commas (10.0.0.0/8, loopback). Unset: nobody.',
  },
  { name: 'LOG_LEVEL', default: 'info', why: 'trace, debug, info, warn, error, fatal or silent.' },
  {
    name: 'RATE_LIMIT_FORM',
    default: '300',
    why: 'Readings of a public form, and origins looked up for browsers, per network and minute.',
  },
  { name: 'RATE_LIMIT_REQUESTS', default: '60', why: 'Letters through public forms, per network and minute.' },
  {
    name: 'RATE_LIMIT_SIGN_IN',
    default: '200',
    why: 'Sign-ins of people, and apart from them asks for staff tokens, per network and minute.',
  },
  { name: 'RATE_LIMIT_REDEEM', default: '120', why: 'Codes tried, per network and minute.' },
  {
    name: 'RATE_LIMIT_CALENDAR',
    default: '120',
    why: 'Readings of calendar feeds, per network and minute: each program asks once an hour.',
  },
  {
    name: 'RECEIPTS_PER_HOUR',
    default: '1000',
    why: 'Receipts of forms that leave one organisation in an hour. More are sent one after the other at that pace, and staff is told; the requests are registered all the same.',
  },
  {
    name: 'RECORDS_MAX_BYTES',
    default: '2147483648',
    why: "Records of one request that are kept, 2 GiB: a person's data, not a disk's worth by mistake.",
  },
  {
    name: 'CHECKPOINTS_TO',
    why: 'Where each signed root of the history is sent outside of the database: a file, to which a line is appended, or an https address on port 443 or 8443, which gets a POST. Unset: nowhere, and then who holds database and master key can rewrite both.',
  },
  {
    name: 'WORKER',
    default: 'on',
    why: 'on, or off for a process that only answers and leaves letters and exports to others.',
  },
  {
    name: 'SHUTDOWN_SECONDS',
    default: '9',
    why: 'How long a stopping service finishes what is in flight: below the 10 s after which Docker kills.',
  },
  {
    name: 'TEST_CLOCK',
    default: 'off',
    why: 'on offers POST /v1/test/clock, by which anybody sets the time of the service. Refused in production.',
  },
] as const satisfies readonly Setting[]

type SettingName = (typeof settingsTable)[number]['name']

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
  }
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
  readonly recordsMaxBytes: number
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
  return {
    production,
    host: read.HOST,
    port: read.PORT,
    publicUrl,
    database: { url: read.DATABASE_URL, appUrl: read.DATABASE_APP_URL, poolSize: read.DATABASE_POOL_SIZE },
    dataDir: read.DATA_DIR,
    erasureLedger: read.ERASURE_LEDGER ?? join(read.DATA_DIR, 'erasures.jsonl'),
    mail: { url: read.SMTP_URL, from: read.MAIL_FROM ?? { address: noReplyAt(publicUrl) ?? 'no-reply@localhost' } },
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
    },
    receiptsPerHour: read.RECEIPTS_PER_HOUR,
    recordsMaxBytes: read.RECORDS_MAX_BYTES,
    checkpointsTo: read.CHECKPOINTS_TO,
    shutdownSeconds: read.SHUTDOWN_SECONDS,
    worker: read.WORKER,
  }
}

/** The same settings with the port that was free, where any was asked for; it is in the public URL where no other is set. */
export function atPort(settings: Settings, port: number): Settings {
  const isOurs = settings.publicUrl === urlAt(settings.host, settings.port)
  return { ...settings, port, ...(isOurs && { publicUrl: urlAt(settings.host, port) }) }
}

/** The text of `.env.example`: every setting with its default and its reason. */
export function settingsExample(): string {
  const paragraphs = settingsTable.map(({ name, why, ...rest }) => {
    return 'default' in rest ? `# ${why}\n${name}=${rest.default}` : `# ${why}\n#${name}=`
  })
  const head =
    '# Written from the table in src/settings.ts. Copy to .env, which `npm start` reads, and change what you need.'
  return `${[head, ...paragraphs].join('\n\n')}\n`
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
    RECEIPTS_PER_HOUR: limit(),
    RECORDS_MAX_BYTES: wholeNumber(1, 2 ** 50),
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
