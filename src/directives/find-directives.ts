import { concernsDirectives, standingBeside, type standings } from '../law/directives.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import { email as emailText } from '../platform/http/email.ts'
import { canonicalEmail } from '../platform/http/schemas.ts'
import type { DirectiveId, OrganisationId } from '../platform/identifiers.ts'
import type { Case } from '../requests/case.ts'
import { mailboxOf, wordTerm } from '../requests/fingerprints.ts'
import { isSameName, wordsOf } from '../requests/words.ts'
import { type DirectiveRow, type DirectiveTerm, type DirectiveToShow, findDirectives } from './store.ts'
import type { DirectivePerson } from './tables.ts'

/** A person as far as their directives can be found by it. */
type Traces = {
  readonly names: readonly string[]
  readonly emails: readonly string[]
  readonly identifiers: readonly { readonly type: string; readonly value: string }[]
}

export const matchReasons = ['email', 'identifier', 'name'] as const
export type MatchReason = (typeof matchReasons)[number]

/**
 * A directive found for a request. `isCertain`: the name says whose it is, and an address or an identifier of the same type. A name alone is many
 * people's; an identifier alone is what somebody claims, and an address may be a couple's. Of one that does not open nothing can be compared: it
 * was found by its fingerprints, and is never certain.
 */
export type FoundDirective = {
  readonly row: DirectiveToShow
  readonly matchedBy: readonly MatchReason[]
  readonly isCertain: boolean
  /** Of each instruction, what is left beside later ones of the same person; null where the directive is not in force. */
  readonly standings: readonly Standing[] | null
  /** Whether who writes the request is who was named to carry it out: by address where one was given, else by name. */
  readonly designatedWrites: boolean
}
type Standing = { readonly stands: (typeof standings)[number]; readonly yieldsTo: readonly DirectiveId[] }

/** The directives of the person whom a request concerns, the newest first; not those that it has registered itself. */
export async function directivesFor(tx: Tx, keyring: Keyring, c: Case): Promise<FoundDirective[]> {
  if (!concerns(c)) return []
  const wanted = tracesOf(c)
  const rows = await findDirectives(
    tx,
    keyring,
    termsOf(keyring, tx.organisation, wanted).map(({ term }) => term),
  )
  const found = rows
    .filter(({ registeredBy }) => registeredBy !== c.request.id)
    .map((row) => ('refusal' in row ? { row, matchedBy: [], isCertain: false } : compare(row, wanted)))
    .filter(({ row, matchedBy }) => 'refusal' in row || matchedBy.length > 0)
  const inForce = found.flatMap(({ row }) => ('refusal' in row || row.status !== 'in_force' ? [] : [row]))
  return found.map((each) => ({
    ...each,
    standings: standingsOf(each.row, inForce),
    designatedWrites: isDesignated(c, each.row),
  }))
}

/** Later directives count where it is certain that they are the same person's: another of that name changes nothing. */
function standingsOf(row: DirectiveToShow, inForce: readonly DirectiveRow[]): Standing[] | null {
  if ('refusal' in row || row.status !== 'in_force') return null
  const person = tracesOfPerson(row.detail.person)
  const laters = inForce.filter((other) => other.id > row.id && compare(other, person).isCertain)
  return row.detail.instructions.map((instruction) => {
    const { stands, to } = standingBeside(
      instruction,
      laters.map(({ detail }) => detail),
    )
    return { stands, yieldsTo: laters.filter((_, at) => to.includes(at)).map(({ id }) => id) }
  })
}

function isDesignated({ request: { capacity, detail } }: Case, row: DirectiveToShow): boolean {
  const designated = 'refusal' in row ? undefined : row.detail.designated
  if (designated === undefined || capacity === 'self') return false
  const { name, email: address } = detail.requester
  if (designated.email === undefined) return isSameName(name, designated.name)
  return address !== undefined && canonicalEmail(address) === canonicalEmail(designated.email)
}

/** Notes on each of these cases how many directives in force were found for it: what their warning tells. */
export async function noteDirectives(tx: Tx, keyring: Keyring, cases: readonly Case[]): Promise<void> {
  for (const c of cases.filter(concerns)) {
    const found = await directivesFor(tx, keyring, c)
    c.directivesFound = found.filter(({ row }) => row.status === 'in_force').length
  }
}

/** Whether directives are looked up for a request: what is left of an erased or damaged one names nobody. */
export function concerns({ request, rights, refused }: Case): boolean {
  if (request.erasedAt !== null || refused.size > 0) return false
  return concernsDirectives(
    request.capacity,
    rights.map(({ right }) => right),
  )
}

/** Everything by which the directives of a person are found. */
export function termsOf(keyring: Keyring, organisation: OrganisationId, traces: Traces): DirectiveTerm[] {
  const { names, emails, identifiers } = traces
  return [
    ...emails.map((address): DirectiveTerm => ({ term: mailboxOf(keyring, organisation, address), kind: 'email' })),
    ...identifiers.map(
      ({ value }): DirectiveTerm => ({
        term: keyring.fingerprint(organisation, 'identifier', plain(value)),
        kind: 'identifier',
      }),
    ),
    ...[...new Set(names.flatMap(wordsOf))].map(
      (word): DirectiveTerm => ({ term: wordTerm(keyring, organisation, word), kind: 'word' }),
    ),
  ]
}

export function tracesOfPerson({ name, other_name, email, identifiers = [] }: DirectivePerson): Traces {
  return {
    names: [name, ...(other_name === undefined ? [] : [other_name])],
    emails: [...(email === undefined ? [] : [email]), ...addressesIn(identifiers)],
    identifiers,
  }
}

/** Whom a request concerns: who has died, or whose data it is, or who writes about their own directives. */
function tracesOf({ request: { capacity, detail }, rights }: Case): Traces {
  const { requester, data_subject: subject, authority } = detail
  const fields = rights.flatMap(({ right, detail: own }) => (right === 'post_mortem' ? [own.fields] : []))
  const dead = fields.flatMap(({ deceased }) => nameIn(deceased))
  const identifiers = subject?.identifiers ?? []
  const about = { names: [...(subject ? [subject.name] : []), ...dead], identifiers, emails: addressesIn(identifiers) }
  const isAboutOneself =
    capacity === 'self' &&
    fields.some(({ purpose }) => purpose === undefined || purpose === 'register' || purpose === 'revoke')
  const address = isAboutOneself ? requester.email : authority?.contact?.email
  return {
    ...about,
    names: isAboutOneself ? [...about.names, requester.name] : about.names,
    emails: address === undefined ? about.emails : [...about.emails, address],
  }
}

function nameIn(deceased: unknown): string[] {
  return typeof deceased === 'object' && deceased !== null && 'name' in deceased && typeof deceased.name === 'string'
    ? [deceased.name]
    : []
}

/** Identifiers that are addresses: who asks about another names them so. */
function addressesIn(identifiers: Traces['identifiers']): string[] {
  return identifiers.flatMap(({ value }) => (emailText().safeParse(value).success ? [value] : []))
}

/** Compared as they lie open: a term alone, pointed at another row, shows nothing. */
function compare(row: DirectiveRow, wanted: Traces): Pick<FoundDirective, 'row' | 'matchedBy' | 'isCertain'> {
  const theirs = tracesOfPerson(row.detail.person)
  const isSameMailbox = (one: string) => theirs.emails.some((other) => canonicalEmail(one) === canonicalEmail(other))
  const same = wanted.identifiers.flatMap((one) =>
    theirs.identifiers.filter((other) => plain(one.value) === plain(other.value)).map((other) => ({ one, other })),
  )
  const byEmail = wanted.emails.some(isSameMailbox)
  const byName = wanted.names.some((one) => theirs.names.some((other) => isSameName(one, other)))
  return {
    row,
    matchedBy: matchReasons.filter((reason) => ({ email: byEmail, identifier: same.length > 0, name: byName })[reason]),
    isCertain: byName && (byEmail || same.some(({ one, other }) => plain(one.type) === plain(other.type))),
  }
}

/** Without what people put between the digits of a number. */
function plain(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase()
  return folded.replace(/[^\p{L}\p{N}]+/gu, '') || folded
}
