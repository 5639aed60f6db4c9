import type { RightName } from '../law/rights.ts'
import { gdpr, type Locale } from '../law/wording.ts'
import { list, paragraph } from './layout.ts'
import type { LetterContent, WordContext, Written } from './letter-content.ts'

type Task = Extract<LetterContent, { type: 'collection_task' }>

/** The rights as those speak of them who answer; the titles of forms speak to the person. */
export const rightNouns = {
  access: { fr: 'accès', en: 'access' },
  rectification: { fr: 'rectification', en: 'rectification' },
  erasure: { fr: 'effacement', en: 'erasure' },
  restriction: { fr: 'limitation', en: 'restriction' },
  objection: { fr: 'opposition', en: 'objection' },
  portability: { fr: 'portabilité', en: 'portability' },
  post_mortem: { fr: 'données d’une personne décédée', en: 'data of a person who has died' },
  withdrawal: { fr: 'retrait du consentement', en: 'withdrawal of consent' },
} as const satisfies Record<RightName, Record<Locale, string>>

const nouns = ({ rights }: Task, locale: Locale) => [...new Set(rights.map(({ right }) => rightNouns[right][locale]))]

function inFrench(task: Task, { reference, day, cite }: WordContext): Written {
  const { source, dueOn, expiresOn, reminder } = task
  return {
    subject: `${reminder ? 'Rappel : ' : ''}demande ${reference}, recherche à faire dans « ${source} » d’ici le ${day(dueOn)}`,
    blocks: [
      paragraph(
        `Une personne exerce ses droits sur ses données (demande ${reference}). Merci d’indiquer ce que « ${source} », dont vous êtes responsable, contient à son sujet.${reminder ? ' Votre réponse ne nous est pas encore parvenue.' : ''} Droits invoqués :`,
      ),
      list(nouns(task, 'fr')),
      paragraph(
        `Répondez au plus tard le ${day(dueOn)} : l’organisme a en principe un mois pour répondre à la personne (${cite(gdpr('12(3)'))}).`,
      ),
      paragraph(
        'La personne à rechercher et le formulaire de réponse se trouvent derrière ce lien. Aucun compte n’est nécessaire :',
      ),
      { kind: 'link' },
      paragraph(
        `Le lien fonctionne jusqu’au ${day(expiresOn)} inclus, ou jusqu’à la clôture de la demande ; d’ici là, il permet aussi de corriger votre réponse. Ne le transmettez pas : quiconque l’a voit qui la demande concerne.`,
      ),
      paragraph(
        'Ce message ne contient aucune donnée de la personne concernée. Ne modifiez et n’effacez rien dans le système tant que cela ne vous est pas demandé.',
      ),
    ],
  }
}

function inEnglish(task: Task, { reference, day, cite }: WordContext): Written {
  const { source, dueOn, expiresOn, reminder } = task
  return {
    subject: `${reminder ? 'Reminder: ' : ''}request ${reference}, “${source}” to be searched by ${day(dueOn)}`,
    blocks: [
      paragraph(
        `Someone is exercising their data protection rights (request ${reference}). Please tell us what “${source}”, which you are responsible for, holds about them.${reminder ? ' Your answer has not reached us yet.' : ''} Rights invoked:`,
      ),
      list(nouns(task, 'en')),
      paragraph(
        `Please answer by ${day(dueOn)}: the organisation has in principle one month to answer the person (${cite(gdpr('12(3)'))}).`,
      ),
      paragraph('Whom to search for, and the form to answer with, are behind this link. You need no account:'),
      { kind: 'link' },
      paragraph(
        `The link works up to and including ${day(expiresOn)}, or until the request is closed; until then you can also correct your answer with it. Do not pass it on: whoever has it sees whom the request is about.`,
      ),
      paragraph(
        'This message holds no data of the person concerned. Please change or delete nothing in the system until you are asked to.',
      ),
    ],
  }
}

/** The letter that asks the owner of a source to search it, in one language. */
export function taskWords(locale: Locale): (letter: Task, context: WordContext) => Written {
  return locale === 'fr' ? inFrench : inEnglish
}
