import type { Text } from '../law/wording.ts'
import type { CodePurpose } from './letter-content.ts'

/** What a letter with a code says of what the code is for, and what it assures us of. */
export const codeWords: Record<
  CodePurpose,
  { readonly subject: Text; readonly purpose: Text; readonly assures: Text }
> = {
  sign_in: {
    subject: { fr: 'Votre code de connexion', en: 'Your sign-in code' },
    purpose: { fr: 'Pour accéder à vos demandes, saisissez ce code :', en: 'To see your requests, enter this code:' },
    assures: yourAddress(),
  },
  contact: {
    subject: { fr: 'Confirmez votre nouvelle adresse de contact', en: 'Confirm your new contact address' },
    purpose: {
      fr: 'Une personne connectée à son espace de suivi souhaite que nous lui écrivions désormais à cette adresse au sujet de ses demandes. Si c’est vous, saisissez-y ce code :',
      en: 'Somebody who is signed in on our page about rights would like us to write to this address about their requests from now on. If that is you, enter this code there:',
    },
    assures: yourAddress(),
  },
  download: {
    subject: { fr: 'Votre code pour télécharger vos données', en: 'Your code to download your data' },
    purpose: {
      fr: 'Vous allez télécharger vos données. Pour commencer, saisissez ce code :',
      en: 'You are about to download your data. To begin, enter this code:',
    },
    assures: {
      fr: 'personne d’autre ne peut prendre vos données, même depuis un appareil resté connecté à votre espace',
      en: 'nobody else can take your data, even from a device that is still signed in',
    },
  },
}

function yourAddress(): Text {
  return {
    fr: 'cette adresse est la vôtre avant de rien montrer',
    en: 'this address is yours before anything is shown',
  }
}
