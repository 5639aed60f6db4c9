import { sendCode } from '../identity/send-code.ts'
import { tryCode } from '../identity/try-code.ts'
import type { Instant } from '../law/calendar.ts'
import { stepUpOf as settingOf } from '../organisations/step-up-setting.ts'
import type { RequesterActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import type { ExportId, VerificationId } from '../platform/identifiers.ts'
import { type Problem, problem } from '../platform/problem.ts'
import type { Case } from '../requests/case.ts'
import { addresseeOf } from '../requests/on-behalf.ts'
import { type ExportRow, findExport, updateExport } from './store.ts'
import type { StepUp } from './tables.ts'

/** For how long a code opens its export, in milliseconds of service time: long enough to take up again what was interrupted. */
const openMs = 10 * 60_000
/** Sign-ins that are remembered with an export: older ones ask for another code. */
const rememberedStepUps = 20

/** Sends a fresh code to the person's mailbox, for this export and this sign-in alone. A new one replaces the one before. */
export async function sendStepUpCode(
  tx: Tx,
  deps: Pick<Deps, 'keyring' | 'outbox'>,
  { c, row }: { readonly c: Case; readonly row: ExportRow },
  { actor, at }: { readonly actor: RequesterActor; readonly at: Instant },
): Promise<{ id: VerificationId; expiresAt: Instant }> {
  const { email } = addresseeOf(c, 'export_ready').to // who may download is who is answered
  if (email === undefined) throw new Error('whoever has signed in to a request has an address there')
  const { locale } = c.request
  const sent = await sendCode(tx, deps, c.organisation, { purpose: 'download', email, locale, now: at })
  await remember(tx, c, row, { session: actor.id, verification: sent.id })
  return sent
}

/**
 * Whether this is the code that was last sent for this export and sign-in. The try counts, whatever comes of it, so the transaction is to
 * be committed. Asked before the request is locked: the budget of an address is held by whoever redeems a code, and locks requests then.
 */
export async function isStepUpCode(
  tx: Tx,
  deps: Pick<Deps, 'keyring'>,
  given: { readonly export: ExportId; readonly code: string | undefined },
  { actor, at: now }: { readonly actor: RequesterActor; readonly at: Instant },
): Promise<boolean> {
  if (given.code === undefined) return false
  const row = await findExport(tx, deps.keyring, given.export)
  const asked = row && stepUpOf(row, actor)
  if (asked === undefined) return false
  const { verification } = asked
  // A code for a sign-in, an address or another export is of another challenge or purpose (attack 14).
  const mailbox = await tryCode(tx, deps, { verification, code: given.code }, { purposes: ['download'], now })
  return mailbox?.toString('hex') === actor.mailbox
}

/** Whether a download needs a code now: the organisation asks for one, and this sign-in has given none for this export lately. */
export function needsStepUp(
  { organisation }: Pick<Case, 'organisation'>,
  row: ExportRow,
  { actor, at: now }: { readonly actor: RequesterActor; readonly at: Instant },
): boolean {
  return settingOf({ settings: organisation.settings }).required && (stepUpOf(row, actor)?.open_until ?? 0) <= now
}

/** The export as it is open for this sign-in, for a while: its ranges, and a download taken up again, need no other code. */
export async function openForSession(
  tx: Tx,
  c: Case,
  row: ExportRow,
  { actor, at }: { readonly actor: RequesterActor; readonly at: Instant },
): Promise<ExportRow> {
  const given = stepUpOf(row, actor)
  if (given === undefined) return row // a newer sign-in has pushed it out: it asks again
  return remember(tx, c, row, { ...given, open_until: (at + openMs) as Instant }) // an instant moved by whole milliseconds
}

/** One answer to no code and to every code that does not do. */
export function stepUpRequired(): Problem {
  return problem('step_up_required', 'type the code that was sent to you for this download')
}

function stepUpOf({ detail: { step_ups: all = [] } }: ExportRow, { id }: RequesterActor): StepUp | undefined {
  return all.find(({ session }) => session === id)
}

async function remember(tx: Tx, { safe }: Case, row: ExportRow, stepUp: StepUp): Promise<ExportRow> {
  const others = (row.detail.step_ups ?? []).filter(({ session }) => session !== stepUp.session)
  const remembered = [...others, stepUp].slice(-rememberedStepUps)
  const changed = { ...row, detail: { ...row.detail, step_ups: remembered } }
  await updateExport(tx, safe, changed)
  return changed
}
