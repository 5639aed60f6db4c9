import { isIP } from 'node:net'
import nodemailer from 'nodemailer'
import type { Instant } from '../../law/calendar.ts'
import { envelopeAddress } from '../http/email.ts'
import { type DkimKey, domainOf, isAtOrAbove } from './dkim-key.ts'

/** One message to one person. What identifies it is fixed by the caller, so that sending it again sends the same bytes. */
export type Mail = {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: { readonly name?: string | undefined; readonly address: string }
  readonly replyTo?: string | undefined
  /** `<…@…>`, RFC 5322 section 3.6.4. */
  readonly messageId: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly date: Instant
  readonly headers: Readonly<Record<string, string>>
  /** Where reports of its delivery go (RFC 5321 section 4.4); absent: to the sender. */
  readonly bounces?: string | undefined
  /** Pictures that the HTML shows, by their `cid:`. */
  readonly inline?: readonly InlinePicture[] | undefined
}

export type InlinePicture = {
  readonly cid: string
  readonly filename: string
  readonly mediaType: string
  readonly content: Buffer
}

export type MailTransport = {
  /** Resolves once the other side has taken responsibility for the message (its 250); rejects with a `MailFailure`. */
  send(mail: Mail): Promise<void>
  /** Cuts what is still under way, which then rejects. */
  close(): void
}

/** Why a message was not taken. Holds nothing of what the server said: its replies quote addresses. */
export class MailFailure extends Error {
  /** The server has refused this message or this mailbox for good (RFC 5321 section 4.2.1, 5yz): sending it again is no use. */
  readonly permanent: boolean
  /** A reply code with its enhanced code, or the class of a connection error: `550 5.1.1`, `ETIMEDOUT`. */
  readonly reason: string
  constructor(reason: string, permanent: boolean) {
    super('the message was not taken')
    this.name = 'MailFailure'
    this.permanent = permanent
    this.reason = reason
  }
}

export type SmtpOptions = {
  /** Connections at most; one message at a time goes over each. */
  readonly connections?: number
  /** Milliseconds. */
  readonly limits?: Partial<typeof usualLimits>
  /** Whether TLS is demanded. By default wherever the URL does not name this machine. */
  readonly demandTls?: boolean
  /** Authorities to trust besides the usual ones, PEM. */
  readonly ca?: string
  /** Signs every message as it is sent: what receivers look up is the key of today. The same key signs the same message with the same bytes. */
  readonly dkim?: DkimKey | undefined
  /** Domains that others than the house send from, and sign with the same key. */
  readonly senderDomains?: readonly string[]
}

/** A server that says nothing for so long is taken for dead: the letter is tried again later (fault 16). */
const usualLimits = {
  connect: 10_000,
  greeting: 10_000,
  /** RFC 5321 section 4.5.3.2 would wait for minutes; mail relays answer in seconds, also where they scan what they take. */
  silence: 60_000,
  /** For a whole message: one that trickles its replies is never silent. */
  message: 120_000,
}

/**
 * Mail by SMTP, over a few kept connections. `smtp://` and `smtps://`, with user and password where the server asks for them.
 * TLS is demanded, with a certificate that holds, and nothing falls back to plain text, unless the URL names this machine (fault 17).
 * Every message has one recipient, as an object and in the envelope: no text is ever read as a list (attack 42).
 * @throws where the URL is none of these.
 */
export function smtpTransport(url: string, options: SmtpOptions = {}): MailTransport {
  const server = serverOf(url)
  const demandTls = options.demandTls ?? !isLoopback(server.host)
  const limits = { ...usualLimits, ...options.limits }
  const connections = options.connections ?? 8
  const transporter = nodemailer.createTransport({
    pool: true,
    maxConnections: connections,
    host: server.host,
    port: server.port,
    secure: server.implicitTls,
    requireTLS: demandTls,
    // What is upgraded on this machine gains nothing, and a self-signed certificate would stop it
    ignoreTLS: !demandTls,
    tls: { minVersion: 'TLSv1.2', ...(options.ca === undefined ? {} : { ca: options.ca }) },
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password } }),
    connectionTimeout: limits.connect,
    dnsTimeout: limits.connect,
    greetingTimeout: limits.greeting,
    socketTimeout: limits.silence,
    // A message whose connection was lost is tried again by us, with a record of it
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const sign = options.dkim === undefined ? undefined : signing(options.dkim, options.senderDomains ?? [])
  const inTurn = turns(connections)
  return {
    send: async (mail) => {
      const envelope = envelopeOf(mail)
      // Not in nodemailer's own line: there a message's time runs before it has a connection
      const leave = await inTurn()
      try {
        await transporter.sendMail({
          envelope,
          from: { name: oneLine(mail.from.name), address: checkedAddress(mail.from.address) },
          to: { name: oneLine(mail.to.name ?? ''), address: envelope.to },
          ...(mail.replyTo === undefined ? {} : { replyTo: { name: '', address: checkedAddress(mail.replyTo) } }),
          messageId: oneLine(mail.messageId),
          subject: oneLine(mail.subject),
          text: mail.text,
          html: mail.html,
          attachments: (mail.inline ?? []).map(({ cid, filename, mediaType, content }) => ({
            cid,
            filename,
            contentType: mediaType,
            contentDisposition: 'inline' as const,
            content,
          })),
          date: new Date(mail.date),
          headers: Object.entries(mail.headers).map(([key, value]) => ({ key, value: oneLine(value) })),
          // Else random: a second try must send the same bytes (fault 2)
          baseBoundary: mail.messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 40),
          ...(sign === undefined ? {} : { dkim: sign(mail.from.address) }),
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.timeout(limits.message),
        })
      } catch (error) {
        throw failureOf(error)
      } finally {
        leave()
      }
    },
    close: () => transporter.close({ force: true }),
  }
}

/** Lets so many in at a time, the others in the order they came. Each calls what it was given when it leaves. */
function turns(most: number): () => Promise<() => void> {
  let inside = 0
  const line: (() => void)[] = []
  // Whoever leaves hands their place to the next
  const leave = () => {
    const next = line.shift()
    if (next === undefined) inside -= 1
    else next()
  }
  return async () => {
    if (inside < most) inside += 1
    else await new Promise<void>((enter) => line.push(enter))
    return leave
  }
}

/**
 * How a message of this sender is signed: by the domain of the key, or where that is another, since a signature of another domain says nothing of
 * the sender (RFC 7489 section 3.1.1), by the nearest of the domains that were given it, whose record holds the key; else by its own. RSA-SHA256, which is deterministic; nodemailer adds no time to it.
 */
function signing({ domain, selector, privateKey }: DkimKey, others: readonly string[]) {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const signerOf = (sender: string) => {
    if (isAtOrAbove(domain, sender)) return domain
    const [nearest] = others.filter((other) => isAtOrAbove(other, sender)).sort((a, b) => b.length - a.length)
    return nearest ?? domainOf(sender)
  }
  return (sender: string) => ({
    domainName: signerOf(envelopeAddress(sender) ?? sender),
    keySelector: selector,
    privateKey: pem,
    // Besides what RFC 6376 section 5.4.1 names: by what a letter says it is, and in which language
    headerFieldNames: [
      'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding',
      'Auto-Submitted:Content-Language',
    ].join(':'),
  })
}

/** Whether a host name can mean nothing but this machine: the names of RFC 6761 section 6.3, 127.0.0.0/8 and ::1. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (isIP(name) === 4) return name.startsWith('127.')
  if (isIP(name) === 6) return new URL(`http://[${name}]`).hostname === '[::1]' // however its zeros are written
  return name === 'localhost' || name.endsWith('.localhost')
}

type Server = {
  readonly host: string
  readonly port: number
  readonly implicitTls: boolean
  readonly user: string | undefined
  readonly password: string
}

/** Reads the URL ourselves: nodemailer takes settings from its query, `tls.rejectUnauthorized=false` among them. */
function serverOf(text: string): Server {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('expected a mail server as smtp://host:587 or smtps://host:465')
  }
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) {
    throw new Error('the URL of a mail server holds host, port, user and password only')
  }
  const implicitTls = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port), // RFC 8314 section 3.3, RFC 6409 section 3.1
    implicitTls,
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
}

/** Exactly one sender and one recipient, each one plain address. */
function envelopeOf(mail: Mail): { from: string; to: string } {
  return { from: checkedAddress(mail.bounces ?? mail.from.address), to: checkedAddress(mail.to.address) }
}

function checkedAddress(address: string): string {
  const plain = envelopeAddress(address)
  if (plain === undefined) throw new MailFailure('EENVELOPE', true)
  return plain
}

/**
 * Header text: whatever could end a line is a space (attack 43), and what looks like an encoded word (RFC 2047) begins none: readers decode
 * it also where nobody has encoded anything, and show what no check has seen.
 */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('=?', '= ?')
    .trim()
}

/** The steps at which a server speaks of the message or the mailbox; before them it speaks of us, and we may be put right. */
const verdictSteps = ['RCPT TO', 'DATA']

function failureOf(error: unknown): MailFailure {
  if (error instanceof MailFailure) return error
  if (!(error instanceof Error)) return new MailFailure('unknown', false)
  const { code, command, responseCode, response, permanent }: Error & Partial<Reply> = error
  if (typeof responseCode === 'number') {
    // RFC 2034 section 4: the enhanced code stands at the head of the text
    const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
    const reason = enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`
    return new MailFailure(reason, permanent === true && verdictSteps.includes(command ?? ''))
  }
  return new MailFailure(typeof code === 'string' && /^[A-Z_]{3,30}$/.test(code) ? code : 'unknown', false)
}

/** What nodemailer adds to its errors. */
type Reply = { code: string; command: string; responseCode: number; response: string; permanent: boolean }
