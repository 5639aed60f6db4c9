import type { LetterStyle, Logo } from '../organisations/tables.ts'
import { underOrganisationLock } from '../organisations/under-lock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/problem.ts'
import { type By, keepVersion } from './keep-version.ts'
import { recogniseLogo } from './logo-file.ts'
import type { StyleChange } from './schemas.ts'
import { findVersionToShow } from './store.ts'
import { maySendFrom, type SenderDomains, styleOf } from './style.ts'

type Change = {
  readonly change: StyleChange
  readonly domains: SenderDomains
  /** Sees the style under the lock, before anything is changed: throws where the change was meant for another version. */
  readonly demand: (style: LetterStyle) => void
}

/**
 * Changes how letters look and from whom they come: what is absent stays, null is as usual again. Every version is kept; a change that changes
 * nothing is none. Letters that are written keep what they were written with. Throws `sender_not_allowed`, `invalid` for a logo that is none,
 * and whatever `demand` does.
 */
export async function changeStyle(
  tx: Tx,
  { keyring }: Pick<Deps, 'keyring'>,
  { change, domains, demand }: Change,
  by: By,
): Promise<LetterStyle> {
  const picture = change.logo == null ? undefined : readLogo(change.logo.content)
  let current: LetterStyle | undefined
  await underOrganisationLock(tx, { keyring }, by.actor, async (organisation) => {
    const { settings, slug } = organisation
    const before = styleOf(organisation)
    demand(before)
    current = before
    demandSender(change, domains.get(slug) ?? [])
    const version = before.version + 1
    const isOther = picture !== undefined && picture.base64 !== (await logoNow(tx, keyring, before))
    const after = { ...changed(before, change), version }
    if (isOther) after.logo = { ...picture.picture, version }
    const [old, now] = [shown(before), shown(after)]
    const fields = styleFields.filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    if (fields.length === 0) return undefined
    if (isOther) await keepVersion(tx, keyring, { template: 'logo', version, content: { of: 'logo', ...picture } }, by)
    const { version: _counted, ...style } = after
    await keepVersion(tx, keyring, { template: 'style', version, content: { of: 'style', style } }, by)
    organisation.settings = { ...settings, letters: { ...settings.letters, style: after } }
    current = after
    return { at: by.at, happened: [{ type: 'letter_style_changed', facts: { version, fields } }] }
  })
  if (current === undefined) throw new Error('the organisation was not locked')
  return current
}

/** What may change, by the names that clients and events use. */
const styleFields = ['sender_name', 'sender_address', 'reply_to', 'colours', 'logo'] as const

/** In one order: the database has its own for the members of a jsonb. */
function shown({ sender_name, sender_address, reply_to, colours, logo }: LetterStyle) {
  return { sender_name, sender_address, reply_to, colours: [colours?.band, colours?.heading], logo: logo?.version }
}

/** The style as it will be, but for a new logo. */
function changed(before: LetterStyle, change: StyleChange): LetterStyle {
  const { sender_name, sender_address, reply_to, colours } = change
  const now = <T>(given: T | null | undefined, kept: T | undefined) =>
    given === undefined ? kept : (given ?? undefined)
  return {
    version: before.version,
    sender_name: now(sender_name, before.sender_name),
    sender_address: now(sender_address, before.sender_address),
    reply_to: now(reply_to, before.reply_to),
    colours: now(colours, before.colours),
    logo: change.logo === null ? undefined : before.logo,
  }
}

/** Whoever runs the mail server answers for what leaves it: another's domain would be forged by it. */
function demandSender({ sender_address }: StyleChange, domains: readonly string[]): void {
  if (sender_address == null || maySendFrom(domains, sender_address)) return
  throw problem('sender_not_allowed', 'the operator has not given this organisation the domain of the sender', {
    errors: [{ location: 'body.sender_address', message: 'expected a domain of MAIL_FROM_DOMAINS' }],
  })
}

type Picture = { readonly picture: Omit<Logo, 'version'>; readonly base64: string }

function readLogo(given: Buffer): Picture {
  const read = recogniseLogo(given)
  if (read.ok) return { picture: read.picture, base64: read.content.toString('base64') }
  throw problem('invalid', 'the logo is not one that goes with a letter', {
    errors: [{ location: 'body.logo.content', message: read.why }],
  })
}

/** Undefined also where it does not open: any other takes its place. */
async function logoNow(tx: Tx, keyring: Deps['keyring'], { logo }: LetterStyle): Promise<string | undefined> {
  if (logo === undefined) return undefined
  const row = await findVersionToShow(tx, keyring, { template: 'logo', version: logo.version })
  if (row === undefined || 'refusal' in row) return undefined
  return row.content.of === 'logo' ? row.content.base64 : undefined
}
