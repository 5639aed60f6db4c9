import { rightsLaw } from '../law/rights.ts'
import { enumeration, gdpr, type Locale } from '../law/wording.ts'
import { type Block, list, paragraph } from './layout.ts'
import type { DigestKind, DigestLine, LetterContent, WordContext, Written } from './letter-content.ts'

type Digest = Extract<LetterContent, { type: 'deadline_digest' }>
type Language = {
  subject(count: number, on: string): string
  introduction(on: string, article: string): string
  readonly headings: Readonly<Record<DigestKind, string>>
  line(kind: DigestKind, line: DigestLine, day: WordContext['day']): string
  more(count: number): string
  readonly unreadable: string
  readonly closing: string
}

const days = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const french: Language = {
  subject: (count, on) => `Échéances au ${on} : ${days(count, 'demande à regarder', 'demandes à regarder')}`,
  introduction: (on, article) =>
    `Voici, au ${on}, les demandes d’exercice de droits dont l’échéance (${article}) appelle votre attention.`,
  headings: {
    overdue: 'En retard : la réponse était due, la personne l’attend.',
    due_today: 'À répondre aujourd’hui au plus tard.',
    due_soon: 'L’échéance approche.',
    moved: 'L’échéance a changé avec le calendrier, le fuseau, le régime ou les jours fériés de l’organisation.',
    unanswered: 'Suspendues, et la question posée reste sans réponse.',
    at_risk: 'À risque : si aucune suspension n’était admise, l’échéance serait passée.',
  },
  line: (kind, { dueOn, strictDueOn, days: count, from }, day) => {
    const due = dueOn === null ? 'suspendue' : `échéance le ${day(dueOn)}`
    const lines: Record<DigestKind, string> = {
      overdue: `${due}, ${days(count, 'jour', 'jours')} de retard`,
      due_today: due,
      due_soon: `${due}, ${days(count, 'jour restant', 'jours restants')}`,
      moved: `${due}, auparavant ${from ? `le ${day(from)}` : 'suspendue'}`,
      unanswered: `question posée il y a ${days(count, 'jour', 'jours')}, date stricte le ${day(strictDueOn)}`,
      at_risk: `${due}, date stricte le ${day(strictDueOn)}`,
    }
    return lines[kind]
  },
  more: (count) => `et ${days(count, 'autre demande', 'autres demandes')}, à voir dans votre outil.`,
  unreadable: 'une partie de cette demande ne se lit plus, prévenez sans tarder qui exploite le service',
  closing:
    'Ce message ne contient aucune donnée des personnes concernées. Retrouvez chaque demande dans votre outil par sa référence.',
}

const english: Language = {
  subject: (count, on) => `Deadlines on ${on}: ${days(count, 'request', 'requests')} to look at`,
  introduction: (on, article) =>
    `These are the requests whose deadline (${article}) calls for your attention on ${on}.`,
  headings: {
    overdue: 'Overdue: the answer was due, and the person is waiting for it.',
    due_today: 'To be answered today at the latest.',
    due_soon: 'The last day is near.',
    moved: 'The last day moved with the calendar, time zone, regime or holidays of the organisation.',
    unanswered: 'Paused, and the question is still unanswered.',
    at_risk: 'At risk: if no pause were admitted, the last day would have passed.',
  },
  line: (kind, { dueOn, strictDueOn, days: count, from }, day) => {
    const due = dueOn === null ? 'paused' : `due on ${day(dueOn)}`
    const lines: Record<DigestKind, string> = {
      overdue: `${due}, ${days(count, 'day', 'days')} late`,
      due_today: due,
      due_soon: `${due}, ${days(count, 'day', 'days')} left`,
      moved: `${due}, before that ${from ? `on ${day(from)}` : 'paused'}`,
      unanswered: `asked ${days(count, 'day', 'days')} ago, strict date ${day(strictDueOn)}`,
      at_risk: `${due}, strict date ${day(strictDueOn)}`,
    }
    return lines[kind]
  },
  more: (count) => `and ${days(count, 'other request', 'other requests')}, to be seen in your tool.`,
  unreadable: 'part of this request can no longer be read, tell whoever runs the service without delay',
  closing: 'This message holds no data of the people concerned. Find each request in your tool by its reference.',
}

const languages = { fr: french, en: english } as const satisfies Record<Locale, Language>

/** The digest of a working day, in one language: references, names of rights and days, and nothing of the people who asked. */
export function digestWords(locale: Locale): (letter: Digest, context: WordContext) => Written {
  const words = languages[locale]
  return ({ on, sections }, { day, cite }) => {
    const count = sections.reduce((sum, { lines, more }) => sum + lines.length + more, 0)
    const blocks = sections.flatMap(({ kind, lines, more }): Block[] => [
      paragraph(words.headings[kind]),
      list([
        ...lines.map((line) =>
          [
            line.reference,
            namesOf(line, locale),
            words.line(kind, line, day),
            ...(line.unreadable ? [words.unreadable] : []),
          ]
            .filter((part) => part !== '')
            .join(' – '),
        ),
        ...(more > 0 ? [words.more(more)] : []),
      ]),
    ])
    return {
      subject: words.subject(count, day(on)),
      blocks: [paragraph(words.introduction(day(on), cite(gdpr('12(3)')))), ...blocks, paragraph(words.closing)],
    }
  }
}

function namesOf({ rights }: DigestLine, locale: Locale): string {
  return enumeration([...new Set(rights.map(({ right }) => rightsLaw[right].title[locale]))], locale)
}
