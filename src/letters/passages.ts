import { durationsInWords } from '../exports/explain-codes.ts'
import { articleOfGround, type GroundCode } from '../law/refusal.ts'
import { articleOf, type RightKind, type RightName, rightsLaw, titleOf } from '../law/rights.ts'
import { gdpr } from '../law/wording.ts'
import type { Remainder } from '../requests/right-detail.ts'
import type { Words } from '../words/words.ts'
import { type Block, list, paragraph, quote } from './layout.ts'
import type { DecidedActivity, DecidedRight } from './letter-content.ts'
import type { LetterContext } from './written-letter.ts'

/** Sentences that stand together. */
export const sentences = (...said: readonly string[]): Block => paragraph(said.join(' '))

/** A part that has nothing to say in a letter. */
export const nothing: readonly Block[] = []

/** Each right with its article. */
export function nameAll(rights: readonly RightKind[], words: Words): Block {
  return list(rights.map((kind) => nameOf(kind, words)))
}

export function nameOf(kind: RightKind, { say, cite }: Words): string {
  return say('with_article', { text: say(`right.${titleOf(kind)}.title`), article: cite(articleOf(kind)) })
}

type OwnWords =
  | 'letter.identity_question.question'
  | 'letter.identity_rejected.reasons'
  | 'letter.clarification_question.question'
  | 'letter.extension_notice.reasons'
  | 'letter.decision.reasons'
  | 'letter.restriction_lifted.reasons'

/**
 * The organisation's own words: printed in a letter on paper, never e-mailed. An e-mail tells where they wait, without a link to it: a
 * message that never holds one is harder to imitate.
 */
export function ownWords({ by, words: { say } }: LetterContext, what: OwnWords, text: string): Block[] {
  if (by === 'post') return [paragraph(say(what, { by })), quote(text)]
  return [sentences(say(what, { by }), say('letter.door'))]
}

/** One sentence, by the way the letter goes. */
export function howToAnswer({ by, dpoEmail, words: { say } }: LetterContext): string {
  return say('letter.how_to_answer', { by, dpoEmail })
}

/** Where someone who reads paper gets what waits behind the door. */
export function copyByPost({ by, dpoEmail, words: { say } }: LetterContext): readonly Block[] {
  return by === 'post' ? [paragraph(say('letter.copy', { dpoEmail }))] : nothing
}

/** What the code is for, its place, and how to treat it; nothing where the letter carries none. */
export function codePassage({ withCode, words: { say } }: LetterContext, purpose: string): readonly Block[] {
  return withCode ? [paragraph(purpose), { kind: 'code' }, paragraph(say('letter.code_rules'))] : nothing
}

/** That this answer stands in the place of another. */
export function replacing(replaces: boolean, { say }: Words): readonly Block[] {
  return replaces ? [paragraph(say('letter.replaces'))] : nothing
}

/** Of what was granted in part: where the rest is answered. */
export function notGranted(isInPart: boolean, { say }: Words): readonly string[] {
  return isInPart ? [say('letter.not_granted')] : []
}

/** Art. 12(4), 77(1) and 79: what every refusal, also a partial one, must say. */
export function remedies({ authority, words }: Pick<LetterContext, 'authority' | 'words'>): Block[] {
  const { say, cite } = words
  const complaint = { article: cite(gdpr('77(1)')) }
  return [
    paragraph(say('remedies.introduction', { article: cite(gdpr('12(4)')) })),
    list([
      authority === null
        ? say('remedies.complaint', complaint)
        : say('remedies.complaint_named', { ...complaint, authority: authority.name, url: authority.url }),
      say('remedies.court', { article: cite(gdpr('79')) }),
    ]),
  ]
}

/** Why a right is refused: the sentence of a ground, with its article. */
export function refusal(ground: GroundCode, right: RightName, { say, cite }: Words): string {
  return say(`ground.${ground}`, { article: cite(articleOfGround(ground, right) ?? rightsLaw[right].article) })
}

/** How one right is decided, and why. */
export function decided(
  { kind, outcome, grounds, reasons, items = [] }: DecidedRight,
  context: LetterContext,
): Block[] {
  const { by, words } = context
  return [
    paragraph(words.say(`letter.decision.${outcome}`, { right: nameOf(kind, words) })),
    ...(grounds.length > 0 ? [list(grounds.map((ground) => refusal(ground, kind.right, words)))] : []),
    ...(items.length > 0 && by === 'post' ? [list(items.map((item) => decidedFor(item, kind.right, words)))] : []),
    ...(reasons !== undefined && by === 'post' ? ownWords(context, 'letter.decision.reasons', reasons) : []),
  ]
}

/** The same for one activity of the organisation. */
export function decidedFor({ name, outcome, grounds }: DecidedActivity, right: RightName, words: Words): string {
  const said = words.say(`letter.decision.${outcome}`, { right: name })
  return [said, ...grounds.map((ground) => refusal(ground, right, words))].join(' ')
}

/**
 * What of an erasure remains, why and until when: on paper, where what staff says in its own words is set apart. An e-mail says that something
 * does, and where the rest is told.
 */
export function whatRemains(
  remains: readonly Remainder[],
  right: RightName,
  { by, words }: LetterContext,
): readonly Block[] {
  if (remains.length === 0) return nothing
  const introduction = words.say('letter.fulfilment.remains', { by })
  if (by === 'email') return [sentences(introduction, words.say('letter.door'))]
  return [paragraph(introduction), ...remains.flatMap((each) => remaining(each, right, words))]
}

function remaining({ name, what, grounds, reasons, ...kept }: Remainder, right: RightName, words: Words): Block[] {
  const label = [name, what].filter((each) => each !== undefined).join(' – ')
  const value = [...grounds.map((ground) => refusal(ground, right, words)), ...howLong(kept, words)].join(' ')
  return [
    list([value === '' ? label : words.say('labelled', { label, value })]),
    ...(reasons === undefined ? [] : [quote(reasons)]),
  ]
}

/** The day, where there is one; else how long the register says. */
function howLong({ until, retention }: Pick<Remainder, 'until' | 'retention'>, words: Words): string[] {
  const { say, day } = words
  if (until !== undefined) return [say('letter.fulfilment.until', { until: day(until) })]
  if (retention === undefined) return []
  return [say('labelled', { label: say('information.retention.title'), value: durationsInWords(retention, words) })]
}
