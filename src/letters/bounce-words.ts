import { gdpr, type Locale } from '../law/wording.ts'
import { list, paragraph } from './layout.ts'
import type { Words } from './letter-content.ts'

/** What staff is told when a letter has come back, or could not be sent. */
export function bounceWords(locale: Locale): Words['bounce'] {
  return locale === 'fr' ? bounceInFrench : bounceInEnglish
}

/** What staff is told when mail comes about a request that is closed. */
export function mailAfterClosingWords(locale: Locale): Words['mail_after_closing'] {
  return locale === 'fr' ? mailInFrench : mailInEnglish
}

const bounceInFrench: Words['bounce'] = ({ letter, writtenOn, status, takesBackAnswer }, { reference, day, cite }) => ({
  subject: `Demande ${reference} : une lettre n’a pas été remise`,
  blocks: [
    paragraph(
      `Une lettre écrite le ${day(writtenOn)} au sujet de la demande ${reference} n’a pas pu être remise par courrier électronique. Le serveur de messagerie a répondu : ${status}. Dans votre outil, elle porte l’identifiant ${letter}.`,
    ),
    paragraph(
      takesBackAnswer
        ? `La réponse qu’elle portait n’est plus réputée donnée, et le délai court toujours (${cite(gdpr('12(3)'))}).`
        : `Le délai de la demande court toujours (${cite(gdpr('12(3)'))}).`,
    ),
    paragraph('Vous pouvez :'),
    list([
      'corriger l’adresse si elle est erronée, puis renvoyer la lettre ;',
      'ou l’imprimer (PDF), la poster et enregistrer l’envoi : elle est alors communiquée le jour où elle est postée.',
    ]),
    paragraph('Ce message ne contient aucune donnée de la personne concernée.'),
  ],
})

const bounceInEnglish: Words['bounce'] = (
  { letter, writtenOn, status, takesBackAnswer },
  { reference, day, cite },
) => ({
  subject: `Request ${reference}: a letter was not delivered`,
  blocks: [
    paragraph(
      `A letter written on ${day(writtenOn)} about request ${reference} could not be delivered by e-mail. The mail server said: ${status}. In your tool it has the id ${letter}.`,
    ),
    paragraph(
      takesBackAnswer
        ? `The answer that it carried does not count as given any more, and the time limit is still running (${cite(gdpr('12(3)'))}).`
        : `The time limit of the request is still running (${cite(gdpr('12(3)'))}).`,
    ),
    paragraph('You can:'),
    list([
      'correct the address if it is wrong, and send the letter again;',
      'or print it (PDF), post it and record the posting: it is then told on the day it is posted.',
    ]),
    paragraph('This message holds no data of the person concerned.'),
  ],
})

const mailInFrench: Words['mail_after_closing'] = ({ on }, { reference, day, cite }) => ({
  subject: `Demande ${reference}, close : un courrier est arrivé`,
  blocks: [
    paragraph(
      `Un courrier électronique est arrivé le ${day(on)} au sujet de la demande ${reference}, qui est close. Il attend dans votre outil, sur cette demande.`,
    ),
    paragraph(
      `Lisez-le : s’il demande autre chose, c’est une nouvelle demande, dont le délai court depuis son arrivée (${cite(gdpr('12(3)'))}). L’expéditeur n’est pas vérifié.`,
    ),
    paragraph(
      'Ce message ne contient aucune donnée de la personne concernée. Vous en recevrez au plus un par jour et par demande.',
    ),
  ],
})

const mailInEnglish: Words['mail_after_closing'] = ({ on }, { reference, day, cite }) => ({
  subject: `Request ${reference}, closed: mail has come`,
  blocks: [
    paragraph(
      `An e-mail came on ${day(on)} about request ${reference}, which is closed. It waits in your tool, with that request.`,
    ),
    paragraph(
      `Read it: if it asks for something else, it is a new request, whose time limit has been running since it came (${cite(gdpr('12(3)'))}). Its sender is not verified.`,
    ),
    paragraph(
      'This message holds no data of the person concerned. You will receive at most one a day for each request.',
    ),
  ],
})
