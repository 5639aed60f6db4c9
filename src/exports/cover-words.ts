import type { Locale, Text } from '../law/wording.ts'

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
  basis: { fr: 'Droit exercé', en: 'Right exercised' },
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
  records: { fr: 'Enregistrements', en: 'Records' },
  file: { fr: 'Fichier', en: 'File' },
  sources: { fr: 'Système d’origine', en: 'Source system' },
  origin: { fr: 'D’où viennent ces données', en: 'Where these data come from' },
  purposes: { fr: 'À quoi elles servent', en: 'What they are used for' },
  period: { fr: 'Période de collecte', en: 'Collected' },
  until: { fr: 'au', en: 'to' },
  leftOut: { fr: 'Ce qui n’y figure pas', en: 'What is not in it' },
  withheld: {
    one: { fr: 'enregistrement non communiqué', en: 'record withheld' },
    many: { fr: 'enregistrements non communiqués', en: 'records withheld' },
  },
  redacted: {
    one: { fr: 'enregistrement communiqué en partie', en: 'record given in part' },
    many: { fr: 'enregistrements communiqués en partie', en: 'records given in part' },
  },
  noReason: { fr: 'motifs divers', en: 'various reasons' },
  record: {
    one: { fr: 'enregistrement', en: 'record' },
    many: { fr: 'enregistrements', en: 'records' },
  },
  accessReaches: {
    fr: 'Le droit à la portabilité ne s’étend pas à ces données ; le droit d’accès (article 15), si.',
    en: 'The right to portability does not reach these data; the right of access (article 15) does.',
  },
  preview: { fr: 'Aperçu', en: 'Preview' },
  previewOnly: {
    fr: 'Les premiers enregistrements seulement ; les fichiers les contiennent tous.',
    en: 'The first records only; the files hold all of them.',
  },
  files: { fr: 'Les fichiers', en: 'The files' },
  coverFile: { fr: 'cette page', en: 'this page' },
  csvFiles: {
    fr: 'un tableau pour chaque catégorie, qui s’ouvre dans un tableur (Excel, LibreOffice, Numbers). Un texte qu’un tableur pourrait exécuter y est précédé d’une apostrophe',
    en: 'a table for each category, which opens in a spreadsheet (Excel, LibreOffice, Numbers). An apostrophe stands before text that a spreadsheet could run',
  },
  metadataFiles: {
    fr: 'la description de chaque tableau, pour les logiciels ; elle indique aussi chaque cellule où une apostrophe a été ajoutée',
    en: 'the description of each table, for software; it also names each cell to which an apostrophe was added',
  },
  jsonFile: {
    fr: 'toutes les données telles qu’elles sont détenues, avec les informations de cette page, pour les logiciels',
    en: 'all the data as they are held, with the information of this page, for software',
  },
  schemaFile: {
    fr: 'la forme du fichier records.json, pour les logiciels',
    en: 'the form of records.json, for software',
  },
  manifestFile: {
    fr: 'l’empreinte de chaque fichier, et la signature qui permet de vérifier que rien n’a été modifié',
    en: 'the fingerprint of each file, and the signature by which one can check that nothing was changed',
  },
  information: { fr: 'Ce que la loi vous permet de savoir', en: 'What the law lets you know' },
  ownWords: {
    fr: 'Les noms et les descriptions sont ceux de l’organisme, dans sa langue.',
    en: 'Names and descriptions are the organisation’s own, in its language.',
  },
  article: { fr: 'article', en: 'article' },
  legalBasis: { fr: 'Base légale', en: 'Legal basis' },
  otherwise: { fr: 'Ou bien', en: 'Or else' },
  interest: { fr: 'Intérêt poursuivi', en: 'Interest pursued' },
  marketing: {
    fr: 'Prospection : vous pouvez la refuser à tout moment, sans donner de raison.',
    en: 'Direct marketing: you can refuse it at any time, without giving a reason.',
  },
  fields: { fr: 'Données', en: 'Data' },
  inPackage: {
    one: { fr: 'enregistrement dans ce dossier', en: 'record in this package' },
    many: { fr: 'enregistrements dans ce dossier', en: 'records in this package' },
  },
  servesFor: { fr: 'Pour', en: 'For' },
  place: { fr: 'Lieu', en: 'Place' },
  sent: { fr: 'Données transférées, voir plus bas', en: 'Data are transferred, see below' },
  safeguards: { fr: 'Garanties', en: 'Safeguards' },
  noSafeguard: {
    fr: 'aucune n’est nommée dans le registre de l’organisme',
    en: 'the register of the organisation names none',
  },
  fromYou: { fr: 'Auprès de vous', en: 'From you' },
  otherwiseCollected: { fr: 'Autrement', en: 'Otherwise' },
  notFromYou: { fr: 'Dans ce dossier', en: 'In this package' },
  logic: { fr: 'Logique', en: 'Logic' },
  significance: { fr: 'Importance', en: 'Significance' },
  consequences: { fr: 'Conséquences prévues', en: 'Envisaged consequences' },
  codes: { fr: 'Les codes employés dans les fichiers', en: 'Codes that the files use' },
  yourRights: { fr: 'Vos droits', en: 'Your rights' },
  rights: {
    fr: 'Vous pouvez demander la rectification ou l’effacement de ces données, la limitation de leur traitement, ou vous y opposer.',
    en: 'You can ask to have these data corrected or erased, to have their processing restricted, or object to it.',
  },
  complaint: { fr: 'Vous pouvez introduire une réclamation auprès de :', en: 'You can lodge a complaint with:' },
  authority: {
    fr: 'l’autorité de protection des données de votre pays',
    en: 'the data protection authority of your country',
  },
  contact: { fr: 'Pour toute question', en: 'With any question' },
} as const satisfies Words

type Words = { readonly [name: string]: Text | Words }

type Counted = { readonly one: Text; readonly many: Text }

/** `1 record`, `2 records`; in French nothing, too, is singular. */
export function counted(count: number, { one, many }: Counted, locale: Locale): string {
  const isOne = locale === 'fr' ? count < 2 : count === 1
  return `${count} ${(isOne ? one : many)[locale]}`
}

/** `name: value`, with the space that French puts before a colon. */
export function labelled(name: string, value: string, locale: Locale): string {
  return locale === 'fr' ? `${name}\u00a0: ${value}` : `${name}: ${value}`
}
