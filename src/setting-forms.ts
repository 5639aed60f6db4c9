import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { masterKeyFrom } from './platform/crypto/keyring.ts'
import { connectionFields } from './platform/database/connection-target.ts'
import { email } from './platform/http/email.ts'
import { httpsUrl } from './platform/http/schemas.ts'
import { dkimPrivateKey } from './platform/mail/dkim-key.ts'

// The forms that values of the environment have: each reads text, and says what it expected, never what it was given.

/** The sender of every letter. */
export type MailFrom = { readonly name?: string; readonly address: string }

const longestUrl = 1024 // the issuer of tokens: it is in every one of them

/** Text that a predicate accepts, unchanged. */
function checked(expected: string, accepts: (text: string) => boolean) {
  return z.string().refine(accepts, `expected ${expected}`)
}

/** Text that `read` turns into something else, undefined where it is not of that form. */
function turned<Value>(expected: string, read: (text: string) => Value | undefined) {
  return z.string().transform((text, context): Value => {
    const value = read(text)
    if (value !== undefined) return value
    context.issues.push({ code: 'custom', message: `expected ${expected}`, input: undefined })
    return z.NEVER
  })
}

export function wholeNumber(min: number, max: number) {
  return turned(`a whole number from ${min} to ${max}`, (text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : -1
    return number >= min && number <= max ? number : undefined
  })
}

export function onOrOff() {
  const words: Readonly<Record<string, boolean>> = {
    on: true,
    '1': true,
    true: true,
    off: false,
    '0': false,
    false: false,
  }
  return turned('on or off', (text) =>
    Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : undefined,
  )
}

/** As it is written into links: no slash at its end, no query. */
export function publicUrl(protocols: readonly string[]) {
  return turned(`an ${protocols[0]}// URL without user, query or fragment`, (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url === undefined || !protocols.includes(url.protocol) || text.length > longestUrl) return undefined
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined
    return url.href.replace(/\/+$/, '')
  })
}

export function databaseUrl() {
  const form =
    'postgres://user:password@host:5432/database, with sslmode disable, require or verify-full where one is given'
  return checked(form, (text) => {
    try {
      return connectionFields(text).database !== ''
    } catch {
      return false // its message is about the URL, which holds a password
    }
  })
}

export function mailUrl() {
  return checked('smtp://host:port or smtps://user:password@host:port', (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    return (url?.protocol === 'smtp:' || url?.protocol === 'smtps:') && url.hostname !== ''
  })
}

/** Whatever has a scheme is an address, and then it must be one that may be called. */
export function fileOrHttpsUrl() {
  return checked('the path of a file, or an https URL on port 443 or 8443 without user or fragment', (text) =>
    /^[a-z][a-z0-9+.-]*:/i.test(text)
      ? text.startsWith('https:') && httpsUrl().safeParse(text).success
      : text.length <= 4096,
  )
}

/** A bucket without its credentials: they are secrets, and a URL is shown and copied. */
export function bucketUrl() {
  const form =
    's3://bucket/prefix?region=…, with endpoint=https://… for another S3 than Amazon’s (http on this machine alone), without user or password'
  return turned(form, (text): BucketUrl | undefined => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url?.protocol !== 's3:' || url.username !== '' || url.password !== '' || url.port !== '' || url.hash !== '')
      return undefined
    const { endpoint, region, ...others } = Object.fromEntries(url.searchParams)
    if (Object.keys(others).length > 0 || (endpoint === undefined && region === undefined)) return undefined
    if (endpoint !== undefined && !isEndpoint(endpoint)) return undefined
    const folder = url.pathname.replace(/^\/+|\/+$/g, '')
    // What needs no escape in a URL, and in a policy that somebody writes for it
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname) || !/^[A-Za-z0-9._/-]{0,200}$/.test(folder))
      return undefined
    if (!/^[a-z0-9-]{1,40}$/.test(region ?? anyRegion)) return undefined
    return { name: url.hostname, prefix: folder === '' ? '' : `${folder}/`, region: region ?? anyRegion, endpoint }
  })
}

export type BucketUrl = {
  readonly name: string
  /** Ends in a slash, or is empty. */
  readonly prefix: string
  readonly region: string
  readonly endpoint: string | undefined
}

/** What others than Amazon are content with. */
const anyRegion = 'us-east-1'

function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return false
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
}

export function mailFrom() {
  return turned('an e-mail address, or Name <address>', (text): MailFrom | undefined => {
    const [, name = '', bracketed] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text) ?? []
    const address = email().safeParse(bracketed ?? text).data
    const bare = name.trim().replace(/^"(.*)"$/, '$1')
    return address === undefined ? undefined : { ...(bare !== '' && { name: bare }), address }
  })
}

/** `slug=domain`, separated by commas: the domains of each slug, in small letters. */
export function senderDomains() {
  return turned('slug=domain, separated by commas', (text): Map<string, string[]> | undefined => {
    const domains = new Map<string, string[]>()
    for (const each of text.split(',')) {
      const [slug = '', domain = '', ...more] = each.trim().split('=')
      const isDomain = email().safeParse(`rights@${domain}`).success && !/[^\x21-\x7e]/.test(domain)
      if (!/^[a-z0-9-]{2,63}$/.test(slug) || !isDomain || more.length > 0) return undefined
      domains.set(slug, [...(domains.get(slug) ?? []), domain.toLowerCase()])
    }
    return domains
  })
}

export function dkimKey() {
  return z.string().transform((text, context): KeyObject => {
    const key = dkimPrivateKey(text)
    if (typeof key !== 'string') return key
    context.issues.push({ code: 'custom', message: key, input: undefined })
    return z.NEVER
  })
}

/** Labels of the DNS, joined by dots: a domain, or what stands before one (RFC 6376 section 3.1). */
export function domainName(expected: string) {
  const name = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/
  return turned(expected, (text) => (name.test(text.toLowerCase()) ? text.toLowerCase() : undefined))
}

export function masterKey() {
  return turned('32 bytes in hex or base64', masterKeyFrom)
}

// RFC 6750 section 2.1: what can stand behind `Bearer`
export function operatorToken(shortest: number) {
  return checked(
    `${shortest} or more of the characters A-Z a-z 0-9 - . _ ~ + / =`,
    (text) => text.length >= shortest && /^[A-Za-z0-9\-._~+/]+=*$/.test(text),
  )
}

export function proxies() {
  return turned('addresses or networks separated by commas, such as 10.0.0.0/8, ::1, loopback', (text) => {
    const list = text.split(',').map((each) => each.trim())
    return list.every(isProxy) ? list : undefined
  })
}

/** A network of everybody is refused: whoever calls could then name the address to be counted under (attack 33). */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
}

export function host() {
  const name = /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/i
  return checked('an IP address or a host name', (text) => isIP(text) !== 0 || name.test(text))
}
