import type { Text } from '../law/wording.ts'

/** What the cover says, in each language. A word that is missing does not compile. */
export const words = {
  title: {
    access: { fr: 'Vos données personnelles', en: 'Your personal data' },
    portability: { fr: 'Vos données, à emporter', en: 'Your data, to take with you' },
  },
  reference: { fr: 'Votre demande', en: 'Your request' },
  controller: { fr: 'Organisme', en: 'Organisation' },
  generated: { fr: 'Établi le', en: 'Compiled on' },
  law: {
    access: {
      gdpr: { fr: 'article 15 du RGPD', en: 'article 15 of the GDPR' },
      uk_gdpr: { fr: 'article 15 du RGPD britannique', en: 'article 15 of the UK GDPR' },
    },
    portability: {
      gdpr: { fr: 'article 20 du RGPD', en: 'article 20 of the GDPR' },
      uk_gdpr: { fr: 'article 20 du RGPD britannique', en: 'article 20 of the UK GDPR' },
    },
  },
  basis: { fr: 'Fondement', en: 'Legal basis' },
  intro: {
    access: {
      fr: 'Ce dossier contient une copie des données que l’organisme détient sur vous. Aucun logiciel payant n’est nécessaire pour le lire.',
      en: 'This package holds a copy of the data that the organisation holds about you. No software that costs money is needed to read it.',
    },
    portability: {
      fr: 'Ce dossier contient les données que vous avez fournies, y compris celles qui ont été observées, dans des formats qu’un logiciel sait relire. Vous pouvez les remettre à un autre organisme.',
      en: 'This package holds the data that you provided, observed data included, in formats that software can read. You can hand them to another organisation.',
    },
  },
  contents: { fr: 'Ce que contient ce dossier', en: 'What this package holds' },
  nothing: { fr: 'Aucune donnée.', en: 'No data.' },
  category: { fr: 'Catégorie', en: 'Category' },
  records: { fr: 'Enregistrements', en: 'Records' },
  file: { fr: 'Fichier', en: 'File' },
  sources: { fr: 'Système d’origine', en: 'Source system' },
  origin: { fr: 'D’où viennent ces données', en: 'Where these data come from' },
  purposes: { fr: 'À quoi elles servent', en: 'What they are used for' },
  period: { fr: 'Période de collecte', en: 'Collected' },
  until: { fr: 'au', en: 'to' },
  providedBy: {
    subject: { fr: 'fournies par vous', en: 'provided by you' },
    observed: { fr: 'observées lorsque vous utilisez le service', en: 'observed while you use the service' },
    inferred: { fr: 'déduites par l’organisme', en: 'inferred by the organisation' },
    third_party: { fr: 'reçues de tiers', en: 'received from others' },
  },
  leftOut: { fr: 'Ce qui n’y figure pas', en: 'What is not in it' },
  withheld: { fr: 'enregistrement(s) non communiqué(s)', en: 'record(s) withheld' },
  redacted: { fr: 'enregistrement(s) communiqué(s) en partie', en: 'record(s) given in part' },
  noReason: { fr: 'motifs divers', en: 'various reasons' },
  notPortable: {
    fr: 'enregistrement(s) que vous n’avez pas fournis : le droit à la portabilité ne s’y étend pas, le droit d’accès si.',
    en: 'record(s) that you did not provide: the right to portability does not reach them, the right of access does.',
  },
  preview: { fr: 'Aperçu', en: 'Preview' },
  previewOnly: {
    fr: 'Les premiers enregistrements seulement ; les fichiers les contiennent tous.',
    en: 'The first records only; the files hold all of them.',
  },
  files: { fr: 'Les fichiers', en: 'The files' },
  csvFiles: {
    fr: 'Les fichiers .csv s’ouvrent dans un tableur (Excel, LibreOffice, Numbers) ; le fichier -metadata.json de chacun le décrit. Un texte qu’un tableur pourrait exécuter y est précédé d’une apostrophe.',
    en: 'The .csv files open in a spreadsheet (Excel, LibreOffice, Numbers); the -metadata.json file of each describes it. An apostrophe stands before text that a spreadsheet could run.',
  },
  jsonFile: {
    fr: 'Le fichier records.json contient toutes les données telles qu’elles sont détenues ; manifest.json permet de vérifier que rien n’a été modifié.',
    en: 'The file records.json holds all the data as they are held; manifest.json lets you check that nothing was changed.',
  },
  yourRights: { fr: 'Vos droits', en: 'Your rights' },
  rights: {
    fr: 'Vous pouvez demander la rectification ou l’effacement de ces données, la limitation de leur traitement, ou vous y opposer.',
    en: 'You can ask to have these data corrected or erased, to have their processing restricted, or object to it.',
  },
  complaint: { fr: 'Vous pouvez introduire une réclamation auprès de :', en: 'You can lodge a complaint with:' },
  authority: {
    fr: 'l’autorité de protection des données de votre pays',
    en: 'the data protection authority of your country',
  },
  contact: { fr: 'Pour toute question :', en: 'With any question:' },
} as const satisfies Words

type Words = { readonly [name: string]: Text | Words }
