import type { Article } from '../law/wording.ts'
import type { LetterType } from '../letters/letter-content.ts'
import { letterParts } from '../letters/letter-parts.ts'
import { filledIn, passagesOf, placeholdersOf } from '../letters/own-wording.ts'
import type { Organisation } from '../organisations/store.ts'
import type { OwnWording } from '../organisations/tables.ts'
import { type ProblemExtras, problem } from '../platform/problem.ts'
import { asSeen, invisible } from '../words/as-seen.ts'
import { cite } from '../words/citation.ts'

type Faults = NonNullable<ProblemExtras['errors']>[number][]
type Whose = Pick<Organisation, 'name' | 'regime' | 'contact' | 'allowedOrigins' | 'supervisoryAuthority'>

/** Of one answer: more nobody reads. */
const mostErrors = 20

/** The parts of a letter, each with the provision by which it may not be left out. */
export function partsOfType(type: LetterType): { readonly name: string; readonly article: Article | null }[] {
  return Object.entries<Article | null>(letterParts[type]).map(([name, article]) => ({ name, article }))
}

/**
 * Refuses a wording that is not one: `invalid` with what is wrong and where; `wording_incomplete` with each part that the law asks for and
 * that is missing, and the article it is owed to.
 */
export function demandWording(type: LetterType, wording: Omit<OwnWording, 'version'>, organisation: Whose): void {
  const faults = [
    ...(wording.subject === undefined ? [] : faultsOfWords('body.subject', wording.subject, type, organisation)),
    ...passagesOf(wording.text).flatMap((passage) =>
      'words' in passage ? faultsOfWords('body.text', passage.words, type, organisation) : [],
    ),
    ...faultsOfParts(type, wording.text),
  ]
  if (faults.length > 0)
    throw problem('invalid', 'this cannot be the wording of a letter', { errors: faults.slice(0, mostErrors) })
  const named = new Set(namesIn(wording.text))
  const missing = partsOfType(type).flatMap(({ name, article }) =>
    article === null || named.has(name) ? [] : [{ name, article }],
  )
  if (missing.length === 0) return
  throw problem('wording_incomplete', `the law asks for parts that this wording leaves out: ${missing.length}`, {
    errors: missing.map(({ name, article }) => ({
      location: 'body.text',
      message: `expected {${name}} on a line of its own: ${cite(article, 'en', organisation.regime)}`,
    })),
  })
}

function namesIn(text: string): string[] {
  return passagesOf(text).flatMap((passage) => ('part' in passage ? [passage.part] : []))
}

function faultsOfParts(type: LetterType, text: string): Faults {
  const known = partsOfType(type).map(({ name }) => name)
  const names = namesIn(text)
  return names.flatMap((name, at) => {
    if (!known.includes(name))
      return [fault('body.text', `expected a part of this letter (${known.join(', ')}), not {${name.slice(0, 60)}}`)]
    return names.indexOf(name) < at ? [fault('body.text', `expected {${name}} once`)] : []
  })
}

/** What may stand in an organisation's own words: text, the few placeholders, addresses of its own. */
function faultsOfWords(location: string, words: string, type: LetterType, organisation: Whose): Faults {
  const allowed: readonly string[] = placeholdersOf(type)
  const rest = words.replace(/\{([a-z_]+)\}/g, '')
  const unknown = [...words.matchAll(/\{([a-z_]+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !allowed.includes(name))
  const parts = new Set(partsOfType(type).map(({ name }) => name))
  return [
    ...(invisible.test(words) ? [fault(location, 'expected text without invisible characters')] : []),
    ...(/[{}]/.test(rest) ? [fault(location, 'expected { and } around the name of a placeholder only')] : []),
    ...[...new Set(unknown)].map((name) =>
      fault(
        location,
        parts.has(name)
          ? `expected {${name}} on a line of its own, between empty lines`
          : `expected one of {${allowed.join('}, {')}}, not {${name.slice(0, 60)}}`,
      ),
    ),
    ...(hasForeignAddress(words, organisation)
      ? [
          fault(
            location,
            "expected no address but the organisation's own and its authority's, in https where it has a scheme",
          ),
        ]
      : []),
  ]
}

function fault(location: string, message: string): Faults[number] {
  return { location, message }
}

/**
 * Whether something that looks like an address on the web, or of a mailbox, leads elsewhere than to the organisation or its authority: letters
 * that people trust must not send them there, whoever has got hold of an admin's secret. As its reader sees it, with the placeholders filled:
 * `{dpo_email}.example` is an address at `.example`. Linear.
 */
function hasForeignAddress(template: string, organisation: Whose): boolean {
  const { name, contact } = organisation
  const words = asSeen(
    filledIn(template, { reference: 'HB-0000-0000', organisation: name, dpo_email: contact.dpo_email }),
  )
  const own = [...ownHosts(organisation), ...hostsIn(asSeen(name))]
  const isOwn = (host: string) => own.some((known) => host === known || host.endsWith(`.${known}`))
  const addresses = words.split(/\s+/).filter((word) => word.includes('://'))
  return addresses.some((address) => !isHttpsAt(address, isOwn)) || hostsIn(words).some((host) => !isOwn(host))
}

/** The last label of a host name is two letters at least: `e.g.` and `art. 12` are none. */
function hostsIn(words: string): string[] {
  const runs = words.match(/[\p{L}\p{M}\p{N}.-]+/gu) ?? []
  return runs
    .flatMap((run) => run.split(/\.{2,}/))
    .map((run) => run.split('.').filter((label) => label !== ''))
    .filter((labels) => labels.length > 1 && /^\p{L}[\p{L}\p{M}\p{N}-]+$/u.test(labels.at(-1) ?? ''))
    .map((labels) => labels.join('.').toLowerCase())
}

const longestScheme = 20

/** What stands before the scheme, a bracket or a quotation mark, belongs to the sentence. */
function isHttpsAt(word: string, isOwn: (host: string) => boolean): boolean {
  const at = word.indexOf('://')
  const scheme = /[a-z][a-z0-9+.-]*$/i.exec(word.slice(Math.max(0, at - longestScheme), at))?.[0] ?? ''
  const address = `${scheme}${word.slice(at)}`.replace(/[).,;:!?»”]{1,5}$/, '')
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && isOwn(url.hostname)
}

function ownHosts({ contact, allowedOrigins, supervisoryAuthority }: Whose): string[] {
  const mailDomain = contact.dpo_email.slice(contact.dpo_email.lastIndexOf('@') + 1).toLowerCase()
  const pages = [...allowedOrigins, ...(supervisoryAuthority === null ? [] : [supervisoryAuthority.url])]
  return [mailDomain, ...pages.map((page) => new URL(page).hostname.replace(/^www\./, ''))]
}
