import { domainToASCII, domainToUnicode } from 'node:url'
import { z } from 'zod'

// RFC 5322 section 3.2.3, dot-atom: no quotes, comments, spaces, groups or lists, so nothing that a mailer could read
// as two.
const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
// What a person types as a domain: letters of any script, digits, hyphens and dots. `domainToASCII` would also undo
// %-escapes.
const domainAsTyped = /^[\p{L}\p{M}\p{N}.-]+$/u
// RFC 1035 section 2.3.1 for each label, at least two of them, the last one not a number: an address literal is no
// mailbox here.
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

const longestAddress = 254 // RFC 5321 section 4.5.3.1.3: a path has 256 octets, two of them brackets
const longestLocalPart = 64 // RFC 5321 section 4.5.3.1.1

/**
 * One e-mail address (an addr-spec with a dot-atom local part), as typed, in NFC. Domains in any script are taken;
 * quoted or commented forms, lists, line breaks, address literals and names without a dot are not.
 */
export function email() {
  return z
    .string()
    .overwrite((value) => value.normalize('NFC'))
    .check((context) => {
      if (partsOf(context.value) !== undefined) return
      context.issues.push({ code: 'custom', message: 'expected one e-mail address', input: context.value })
    })
    .meta({ format: 'email', maxLength: longestAddress, examples: ['ada@example.org'] })
}

/**
 * The form by which a mailbox is recognised (SECURITY, architecture 8): domain in A-labels and lower case, local part
 * case-folded, plus-tags kept. For an address that `email()` took; any other text comes back in lower case.
 */
export function canonicalEmail(address: string): string {
  const parts = partsOf(address.normalize('NFC'))
  return parts === undefined ? address.toLowerCase() : `${parts.local.toLowerCase()}@${parts.domain}`
}

/**
 * The form for an SMTP envelope: the local part as typed, which only the receiving host may fold (RFC 5321 section
 * 2.4), and A-labels.
 */
export function envelopeAddress(address: string): string | undefined {
  const parts = partsOf(address.normalize('NFC'))
  return parts === undefined ? undefined : `${parts.local}@${parts.domain}`
}

/** Whether a label of the domain mixes letters of alphabets that look alike: no language is written so, and impostors are (UTS #39). */
export function mixesAlphabets(address: string): boolean {
  const labels = domainToUnicode(partsOf(address.normalize('NFC'))?.domain ?? '').split('.')
  return labels.some((label) => alikeAlphabets.filter((alphabet) => alphabet.test(label)).length > 1)
}

const alikeAlphabets = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
]

/** Local part as typed and domain in A-labels, or undefined where the text is not one plain address. */
function partsOf(address: string): { local: string; domain: string } | undefined {
  if (address.length > longestAddress) return undefined
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  const typed = address.slice(at + 1)
  if (local.length > longestLocalPart || !dotAtom.test(local) || !domainAsTyped.test(typed)) return undefined
  const domain = domainToASCII(typed) // UTS #46: '' where a label is not valid
  if (!hostName.test(domain) || local.length + 1 + domain.length > longestAddress) return undefined
  return { local, domain }
}
