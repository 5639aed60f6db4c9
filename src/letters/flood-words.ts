import type { Locale } from '../law/wording.ts'
import { gdpr } from '../law/wording.ts'
import { paragraph } from './layout.ts'
import type { Words } from './letter-content.ts'

/** What staff is told when more receipts were due than leave in an hour. */
export function floodWords(locale: Locale): Words['flood_notice'] {
  return locale === 'fr' ? inFrench : inEnglish
}

const inFrench: Words['flood_notice'] = ({ on, perHour }, { day, cite }) => ({
  subject: `Nombreuses demandes simultanées par votre formulaire, le ${day(on)}`,
  blocks: [
    paragraph(
      `Le ${day(on)}, plus de ${new Intl.NumberFormat('fr-FR').format(perHour)} accusés de réception de demandes faites par votre formulaire étaient à envoyer en une heure. Les suivants partent désormais l’un après l’autre, et certains arriveront tard. Les courriers de votre équipe ne sont pas retardés.`,
    ),
    paragraph(
      `Chacune de ces demandes est enregistrée et son délai court (${cite(gdpr('12(3)'))}). Quel que soit leur nombre, chacune appelle une réponse : c’est à vous qu’il incombe de démontrer le caractère manifestement infondé ou excessif d’une demande (${cite(gdpr('12(5)'))}).`,
    ),
    paragraph(
      'Les demandes qui se ressemblent sont signalées dans votre outil. Si un programme semble remplir votre formulaire, un administrateur peut faire en sorte que chaque envoi coûte un calcul à l’ordinateur de l’expéditeur, sans que les personnes le remarquent (réglage « challenge »).',
    ),
    paragraph('Ce message ne contient aucune donnée des personnes concernées. Vous en recevrez au plus un par jour.'),
  ],
})

const inEnglish: Words['flood_notice'] = ({ on, perHour }, { day, cite }) => ({
  subject: `Many requests at once through your form, on ${day(on)}`,
  blocks: [
    paragraph(
      `On ${day(on)}, more than ${new Intl.NumberFormat('en-GB').format(perHour)} receipts of requests made through your form were due within an hour. The others now leave one after the other, and some will arrive late. The letters that your team sends are not held up.`,
    ),
    paragraph(
      `Every one of these requests is registered, and its time limit is running (${cite(gdpr('12(3)'))}). However many they are, each calls for an answer: that a request is manifestly unfounded or excessive is for you to demonstrate (${cite(gdpr('12(5)'))}).`,
    ),
    paragraph(
      'Requests that look alike are marked as such in your tool. If a program seems to be filling in your form, an administrator can have each form sent in cost the sender’s computer some work, which people do not notice (setting “challenge”).',
    ),
    paragraph('This message holds no data of the people concerned. You will receive at most one a day.'),
  ],
})
