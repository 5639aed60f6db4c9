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
    name: 'MAIL_FROM_DOMAINS',
    why: 'Domains under which organisations may send, by their slugs: shop=example.org,shop=example.com. The mail server must be allowed to send for them (SPF, DKIM). Unset: all letters come from MAIL_FROM.',
  },
  {
    name: 'DKIM_PRIVATE_KEY',
    why: 'Signs letters (DKIM): an RSA key of 2048 bits or more as PEM, with \\n for its line breaks, or the path of a file of it. Only with SMTP_URL. Unset: the mail server may sign.',
  },
  {
    name: 'DKIM_SELECTOR',
    why: 'Where receivers find the public half: the TXT record of selector._domainkey.domain. Needed beside DKIM_PRIVATE_KEY.',
  },
  {
    name: 'DKIM_DOMAIN',
    why: 'The domain that signs: that of MAIL_FROM, or one above it. Unset: that of MAIL_FROM. What comes from one of MAIL_FROM_DOMAINS is signed by that one, with the same key.',
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
    why: 'Sign-ins of people, apart from them asks for staff tokens, and tokens of issuers that were not seen before, per network and minute.',
  },
  { name: 'RATE_LIMIT_REDEEM', default: '120', why: 'Codes tried, per network and minute.' },
  {
    name: 'RATE_LIMIT_CALENDAR',
    default: '120',
    why: 'Readings of calendar feeds, per network and minute: each program asks once an hour.',
  },
  {
    name: 'RATE_LIMIT_INBOUND',
    default: '600',
    why: 'Calls of mail gateways, per network and minute. Beyond, a gateway is asked to come back, and keeps the mail until then.',
  },
  {
    name: 'INBOUND_MAX_BYTES',
    default: '26214400',
    why: 'A mail that a gateway hands in, attachments included: 25 MiB, as most mail servers take. In memory while it is read.',
  },
  {
    name: 'RECEIPTS_PER_HOUR',
    default: '1000',
    why: 'Receipts of forms and mails that leave one organisation in an hour. More are sent one after the other at that pace, and staff is told; the requests are registered all the same.',
  },
  {
    name: 'LETTERS_PER_MINUTE',
    default: '600',
    why: 'Letters that leave one organisation in a minute, whatever they are: what the mail server takes, and a flood at one organisation must not cost all of them. More wait for their turn; codes, notices of extensions and of lifted restrictions, and what was not delivered, do not.',
  },
  {
    name: 'RECORDS_MAX_BYTES',
    default: '2147483648',
    why: "Records that one source may bring for one request, 2 GiB; all its sources together, eight times as much: a person's data, not a disk's worth by mistake.",
  },
  {
    name: 'BLOBS_URL',
    why: 'Where new exports lie instead of in the database: s3://bucket/prefix?region=…, with &endpoint=https://… for another S3 than Amazon’s. Sealed before they leave. Its backups are yours to make; each installation needs a prefix of its own. Unset: in the database, inside its backups.',
  },
  { name: 'BLOBS_ACCESS_KEY_ID', why: 'Who may read, write, list and delete there. Needed beside BLOBS_URL.' },
  { name: 'BLOBS_SECRET_ACCESS_KEY', why: 'The secret to that. Needed beside BLOBS_URL.' },
  {
    name: 'BLOBS_READ_ONLY',
    default: 'off',
    why: 'on leaves what lies at BLOBS_URL readable and keeps new exports in the database: the way back.',
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
    why: 'on offers POST /v1/test/clock {"now":"2026-03-02T09:00:00Z"}, by which anybody sets the time of the service (null: real time again); what is due then is done at once. Refused in production.',
  },
] as const satisfies readonly Setting[]

export type SettingName = (typeof settingsTable)[number]['name']

/** The text of `.env.example`: every setting with its default and its reason. */
export function settingsExample(): string {
  const paragraphs = settingsTable.map(({ name, why, ...rest }) => {
    return 'default' in rest ? `# ${why}\n${name}=${rest.default}` : `# ${why}\n#${name}=`
  })
  const head =
    '# Written from the table in src/settings-table.ts. Copy to .env, which `npm start` reads, and change what you need.'
  return `${[head, ...paragraphs].join('\n\n')}\n`
}
