import { type RightKind, titleOf } from '../law/rights.ts'
import { gdpr } from '../law/wording.ts'
import type { Words } from '../words/words.ts'
import { type Block, list, paragraph } from './layout.ts'
import type { DigestKind, DigestLine, LetterToStaff, OwnerSearch } from './letter-content.ts'
import type { Letters } from './written-letter.ts'

/** The rights as those speak of them who answer; the titles of forms speak to the person. */
function nouns(rights: readonly RightKind[], { say }: Words): Block {
  return list([...new Set(rights.map((kind) => say(`right.${titleOf(kind)}.noun`)))])
}

/** What those who answer are told. None of it holds anything of the person. */
export const lettersToStaff: Letters<LetterToStaff> = {
  collection_task: ({ searches, reminder }, { words }) => {
    const { say, day, cite } = words
    const [first] = searches.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
    const [expiresOn] = searches.map((search) => search.expiresOn).sort()
    if (first === undefined || expiresOn === undefined) throw new Error('a letter to an owner asks for something')
    const isOne = searches.length === 1
    const key = isOne ? 'letter.collection_task' : 'letter.collection_tasks'
    const { reference, source } = first
    const dueOn = day(first.dueOn)
    const asked = { reminder: reminder ? 'yes' : 'no', reference, source, count: searches.length, dueOn }
    return {
      subject: say(`${key}.subject`, asked),
      parts: {
        asked: [paragraph(say(`${key}.asked`, asked))],
        rights: [
          nouns(
            searches.flatMap(({ rights }) => rights),
            words,
          ),
        ],
        due: [paragraph(say(`${key}.due`, { dueOn, article: cite(gdpr('12(3)')) }))],
        link: [
          paragraph(say(`${key}.link`)),
          ...searches.flatMap((search, task): Block[] => [
            ...(isOne ? [] : [paragraph(searchIn(search, words))]),
            { kind: 'link', task },
          ]),
        ],
        expires: [paragraph(say(`${key}.expires`, { expiresOn: day(expiresOn) }))],
        no_data: [paragraph(say('letter.collection_task.no_data'))],
      },
    }
  },
  rectification_task: ({ source, expiresOn }, { reference, words: { say, day, cite } }) => ({
    subject: say('letter.rectification_task.subject', { reference, source }),
    parts: {
      asked: [paragraph(say('letter.rectification_task.asked', { reference, source, article: cite(gdpr('16')) }))],
      link: [paragraph(say('letter.rectification_task.link')), { kind: 'link', task: 0 }],
      expires: [paragraph(say('letter.collection_task.expires', { expiresOn: day(expiresOn) }))],
    },
  }),
  assignment: ({ rights, dueOn }, { reference, words }) => {
    const { say, day, cite } = words
    const article = cite(gdpr('12(3)'))
    return {
      subject: say('letter.assignment.subject', { reference }),
      parts: {
        assigned: [paragraph(say('letter.assignment.assigned', { reference }))],
        rights: [nouns(rights, words)],
        due: [
          paragraph(
            dueOn === null
              ? say('letter.assignment.due_paused', { article })
              : say('letter.assignment.due', { dueOn: day(dueOn), article }),
          ),
        ],
        no_data: [paragraph(say('letter.assignment.no_data'))],
      },
    }
  },
  bounce: ({ letter, writtenOn, status, takesBackAnswer, notice }, { reference, words: { say, day, cite } }) => {
    const article = cite(gdpr('12(3)'))
    const until = notice?.until === undefined ? '' : day(notice.until)
    const noticeOf = { isInTime: notice?.until === undefined ? 'no' : 'yes', until, article }
    const undelivered = { letter, writtenOn: day(writtenOn), status, reference }
    const stillDue = takesBackAnswer ? 'letter.bounce.answer_taken_back' : 'letter.bounce.still_running'
    return {
      subject: say('letter.bounce.subject', { reference }),
      parts: {
        undelivered: [paragraph(say('letter.bounce.undelivered', undelivered))],
        still_due: [paragraph(say(stillDue, { article }))],
        extension:
          notice === undefined
            ? []
            : [
                paragraph(
                  say(notice.isGiven ? 'letter.bounce.notice_given' : 'letter.bounce.notice_not_given', noticeOf),
                ),
              ],
        ways: [list([say('letter.bounce.resend'), say('letter.bounce.post')])],
        no_data: [paragraph(say('letter.bounce.no_data'))],
      },
    }
  },
  mail_after_closing: ({ on }, { reference, words: { say, day, cite } }) => ({
    subject: say('letter.mail_after_closing.subject', { reference }),
    parts: {
      come: [paragraph(say('letter.mail_after_closing.come', { reference, on: day(on) }))],
      read: [paragraph(say('letter.mail_after_closing.read', { article: cite(gdpr('12(3)')) }))],
      no_data: [paragraph(say('letter.mail_after_closing.no_data'))],
    },
  }),
  deadline_digest: ({ on, sections }, { words }) => {
    const { say, day, cite } = words
    // A request stands in each section that it has a line for
    const named = new Set(sections.flatMap(({ lines }) => lines.map(({ reference }) => reference)))
    const count = sections.reduce((sum, { more }) => sum + more, named.size)
    return {
      subject: say('letter.deadline_digest.subject', { count, on: day(on) }),
      parts: {
        introduction: [
          paragraph(say('letter.deadline_digest.introduction', { on: day(on), article: cite(gdpr('12(3)')) })),
        ],
        requests: sections.flatMap(({ kind, lines, more }) => [
          paragraph(say(`letter.deadline_digest.${kind}`)),
          list([
            ...lines.map((line) => lineOf(kind, line, words)),
            ...(more > 0 ? [say('letter.deadline_digest.more', { count: more })] : []),
          ]),
        ]),
        no_data: [paragraph(say('letter.deadline_digest.no_data'))],
      },
    }
  },
  flood_notice: ({ on, perHour }, { words: { say, day, number, cite } }) => ({
    subject: say('letter.flood_notice.subject', { on: day(on) }),
    parts: {
      held_up: [paragraph(say('letter.flood_notice.held_up', { on: day(on), perHour: number(perHour) }))],
      each_counts: [
        paragraph(say('letter.flood_notice.each_counts', { limit: cite(gdpr('12(3)')), burden: cite(gdpr('12(5)')) })),
      ],
      challenge: [paragraph(say('letter.flood_notice.challenge'))],
      no_data: [paragraph(say('letter.flood_notice.no_data'))],
    },
  }),
  webhooks_ended: ({ host, reason, on }, { words: { say, day, cite } }) => ({
    subject: say('letter.webhooks_ended.subject', { host }),
    parts: {
      ended: [paragraph(say('letter.webhooks_ended.ended', { reason, host, on: day(on) }))],
      deadlines: [paragraph(say('letter.webhooks_ended.deadlines', { article: cite(gdpr('12(3)')) }))],
      next: [paragraph(say('letter.webhooks_ended.next'))],
      no_data: [paragraph(say('letter.webhooks_ended.no_data'))],
    },
  }),
}

/** One of several searches, above its link. */
function searchIn({ reference, source, dueOn }: OwnerSearch, { say, day }: Words): string {
  return [reference, source, say('letter.deadline_digest.due', { dueOn: day(dueOn) })].join(' – ')
}

/** One request of a digest: pieces that stand beside each other, so that none has to agree with another. */
function lineOf(kind: DigestKind, line: DigestLine, words: Words): string {
  const { say, enumerate } = words
  const rights = enumerate([...new Set(line.rights.map((kind) => say(`right.${titleOf(kind)}.title`)))])
  return [
    line.reference,
    rights,
    datesOf(kind, line, words).join(', '),
    ...(line.unreadable ? [say('letter.deadline_digest.unreadable')] : []),
  ]
    .filter((piece) => piece !== '')
    .join(' – ')
}

function datesOf(kind: DigestKind, line: DigestLine, { say, day, enumerate }: Words): string[] {
  const { dueOn, strictDueOn, days, from, sources = [] } = line
  const due =
    dueOn === null ? say('letter.deadline_digest.paused') : say('letter.deadline_digest.due', { dueOn: day(dueOn) })
  const strict = () => say('letter.deadline_digest.strict', { date: day(strictDueOn) })
  const before = () =>
    from ? say('letter.deadline_digest.before', { date: day(from) }) : say('letter.deadline_digest.before_paused')
  const dates: Record<DigestKind, () => string[]> = {
    overdue: () => [due, say('letter.deadline_digest.days_late', { days })],
    due_today: () => [due],
    due_soon: () => [due, say('letter.deadline_digest.days_left', { days })],
    moved: () => [due, before()],
    searches_late: () => {
      const late = say('letter.deadline_digest.days_late', { days })
      return [due, say('labelled', { label: enumerate([...sources]), value: late })]
    },
    transmission_failed: () => [due],
    recipients_untold: () => [],
    unanswered: () => [say('letter.deadline_digest.asked', { days }), strict()],
    at_risk: () => [due, strict()],
  }
  return dates[kind]()
}
