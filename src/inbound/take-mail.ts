import { createHash } from 'node:crypto'
import { type Attachment, emptyRoom, fileAttachments, lookAt, storeFiling } from '../identity/mailed-documents.ts'
import { receiveMail } from '../identity/receive-mail.ts'
import { insertVerification, newVerification } from '../identity/verification.ts'
import type { Instant } from '../law/calendar.ts'
import { bounceLetter, hasSent } from '../letters/bounce-letter.ts'
import { isTagOf, threadIn } from '../letters/thread-address.ts'
import { getOrganisation } from '../organisations/store.ts'
import type { GatewayActor } from '../platform/actor.ts'
import { realNow } from '../platform/clock.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { email } from '../platform/http/schemas.ts'
import type { RequestId } from '../platform/identifiers.ts'
import { problem } from '../platform/problem.ts'
import { requestByReference } from '../requests/find-request.ts'
import { mailboxOf } from '../requests/fingerprints.ts'
import { giveReceipt } from '../requests/give-receipt.ts'
import { openMailedRequest, storeCase } from '../requests/open-request.ts'
import { readReport } from './delivery-report.ts'
import type { MailAsRead } from './mail-as-read.ts'
import { kindOf } from './mail-kind.ts'
import { receivedAt } from './received-at.ts'
import { claim, type Done, noteDone } from './store.ts'
import type { Reason } from './tables.ts'

type MailDeps = Pick<Deps, 'keyring' | 'outbox'>
type By = { readonly actor: GatewayActor; readonly at: Instant }
/** A mail as it lies open, its attachments looked at: all that takes time, done before the transaction. */
export type OpenMail = MailAsRead & { readonly files: readonly Attachment[] }
/** What was done with a mail; `repeated`: before, when it came first. */
export type Taken = Done & { readonly repeated: boolean }

export function openMail(mail: MailAsRead): OpenMail {
  return { ...mail, files: mail.attachments.map(lookAt) }
}

/**
 * Takes in a mail. A letter opens a request, whoever it says wrote it, or joins the thread whose tag it was sent to; a delivery report tells of a
 * letter that came back; what programmes send is left alone. One that comes twice is taken once. Throws `invalid` for a letter that does not
 * name exactly one sender who can be answered.
 */
export async function takeMail(tx: Tx, deps: MailDeps, mail: OpenMail, by: By): Promise<Taken> {
  const print = deps.keyring.fingerprint(tx.organisation, 'mail', whatWasSent(mail))
  const before = await claim(tx, print, { gateway: by.actor.id, at: realNow() })
  if (before !== undefined) return { ...before, repeated: true }
  const done = await take(tx, deps, mail, by)
  await noteDone(tx, print, done)
  return { ...done, repeated: false }
}

async function take(tx: Tx, deps: MailDeps, mail: OpenMail, by: By): Promise<Done> {
  const organisation = await getOrganisation(tx)
  const inbound = organisation.settings.inbound_address
  const found = kindOf(mail, inbound === undefined ? [] : [inbound.toLowerCase()])
  if (found.kind === 'other') return leftAlone(found.reason)
  if (found.kind === 'report') return takeReport(tx, deps, mail, by)
  if (await isOwnLetter(tx, mail)) return leftAlone('own_mail')
  const thread = await threadOf(tx, deps, mail)
  return (thread && (await join(tx, deps, { mail, thread }, by))) ?? open(tx, deps, mail, by)
}

/** What the sender wrote, without what servers added on the way: the same however often, and by which way, it is delivered. */
function whatWasSent({ headers, text, subject, attachments, report }: OpenMail): string {
  const own = ['message-id', 'from', 'date'].map((name) => headers.filter((header) => header.name === name))
  const contents = attachments.map(({ name, content }) => [name, createHash('sha256').update(content).digest('hex')])
  return JSON.stringify([own, subject, text, contents, report ?? null])
}

function leftAlone(reason: Reason): Done {
  return { outcome: 'left_alone', reason, requestId: null, messageId: null, letterId: null }
}

async function takeReport(tx: Tx, deps: MailDeps, { report }: OpenMail, by: By): Promise<Done> {
  const said = report && readReport(report)
  if (said === undefined) return leftAlone('automatic')
  if (said.kind === undefined) return leftAlone('no_failure')
  const { messageId, kind, status } = said
  const bounced = await bounceLetter(tx, deps, { messageId }, { kind, status }, by)
  if (bounced === undefined) return leftAlone('unknown_letter')
  return { ...leftAlone('automatic'), outcome: 'bounce', reason: null, letterId: bounced.letter }
}

/** A letter of ours that comes back as it went out: an alias or a rule leads where it came from. */
async function isOwnLetter(tx: Tx, { headers }: OpenMail): Promise<boolean> {
  const given = headers.find(({ name }) => name === 'message-id')?.value.trim()
  // No letter of ours has a NUL in it, and PostgreSQL takes none in a text
  return given !== undefined && !given.includes('\0') && hasSent(tx, given)
}

/** The request whose tag stands in an address the mail was sent to. Knowing its reference is not enough (attack 2). */
async function threadOf(tx: Tx, { keyring }: MailDeps, { recipients }: OpenMail): Promise<RequestId | undefined> {
  const given = recipients.flatMap((address) => threadIn(address) ?? [])
  for (const { reference, tag } of given.slice(0, 10)) {
    const request = await requestByReference(tx, reference)
    if (request !== undefined && isTagOf(keyring, { organisation: tx.organisation, request }, tag)) return request
  }
  return undefined
}

async function join(
  tx: Tx,
  deps: MailDeps,
  { mail, thread }: { readonly mail: OpenMail; readonly thread: RequestId },
  by: By,
): Promise<Done | undefined> {
  const { subject, text, files } = mail
  const message = {
    text: text === '' ? subject : text,
    receivedAt: receivedAt(mail, by.at),
    note: noteOf(mail, senderOf(mail)),
    attachments: files,
  }
  const joined = await receiveMail(tx, deps, thread, message, by)
  if (joined === undefined) return undefined
  if (joined === 'full') return { ...leftAlone('thread_full'), requestId: thread }
  return { outcome: 'joined', reason: null, requestId: thread, messageId: joined, letterId: null }
}

async function open(tx: Tx, deps: MailDeps, mail: OpenMail, by: By): Promise<Done> {
  const { keyring } = deps
  const organisation = await getOrganisation(tx)
  const from = senderOf(mail)
  const message = mail.text === '' ? mail.subject : mail.text
  const given = {
    receivedAt: receivedAt(mail, by.at),
    requester: { name: from.name ?? from.address, email: from.address },
    message: message === '' ? undefined : message,
    locale: mail.headers
      .find(({ name }) => name === 'content-language')
      ?.value.split(',', 1)[0]
      ?.trim(),
    mail: { ...noteOf(mail, from), attachments: [] },
  }
  const c = openMailedRequest(keyring, organisation, given, by)
  const filing = fileAttachments(c, mail.files, emptyRoom, by)
  c.request.detail.mail = { ...given.mail, attachments: filing.notes }
  const verification = newVerification(
    organisation.id,
    mailboxOf(keyring, organisation.id, from.address),
    'receipt',
    by.at,
  )
  giveReceipt(c, verification.id, by.at)
  await Promise.all([...storeCase(tx, deps, c), insertVerification(tx, verification)])
  await storeFiling(tx, c, filing)
  return { outcome: 'opened', reason: null, requestId: c.request.id, messageId: null, letterId: null }
}

type Sender = { readonly name: string | undefined; readonly address: string }
const oneAddress = email()

/** RFC 5322 section 3.6: a mail has one `From`. Several would have each reader see another sender. */
function senderOf({ from }: OpenMail): Sender {
  const [only = [], another] = from
  const usable = only.flatMap(({ name, address }): Sender[] => {
    const { data } = oneAddress.safeParse(address)
    return data === undefined ? [] : [{ name: name === '' ? undefined : name, address: data }]
  })
  const [sender] = usable
  if (sender !== undefined && another === undefined && only.length === 1) return sender
  throw problem('invalid', 'the mail does not name one sender who can be answered', {
    errors: [{ location: 'body.from', message: 'expected one From with one e-mail address' }],
  })
}

function noteOf({ subject, shortened }: OpenMail, { name, address }: Sender) {
  return {
    from: { ...(name !== undefined && { name }), address },
    ...(subject !== '' && { subject }),
    ...(shortened && { shortened: true as const }),
  }
}
