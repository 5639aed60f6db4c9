import type { Regime } from '../law/clock-facts.ts'
import type { SupervisoryAuthority } from './tables.ts'

/** What an organisation of a country has unless it says otherwise. */
export type CountryDefaults = {
  /** A code of `law/calendar`; the whole country's, which counts only the days that all its parts keep, so that no date is too late. */
  readonly calendar: string
  readonly timeZone: string
  readonly locale: string
  readonly regime: Regime
  /** GDPR art. 13(2)(d), 77. Absent where the country has several for private bodies, or none is certain: the organisation then names it. */
  readonly authority?: SupervisoryAuthority
}

/** By ISO 3166-1 code: the 27, the EEA, Switzerland and the United Kingdom. Undefined elsewhere. */
export function defaultsOf(country: string): CountryDefaults | undefined {
  const found = Object.hasOwn(table, country) ? table[country] : undefined
  if (found === undefined) return undefined
  const [timeZone, locale, name, url] = found
  return {
    calendar: country,
    timeZone,
    locale,
    // Data Protection Act 2018 s.3(10): the United Kingdom applies its own version
    regime: country === 'GB' ? 'uk_gdpr' : 'gdpr',
    ...(name !== undefined && url !== undefined && { authority: { name, url } }),
  }
}

type Row = readonly [timeZone: string, locale: string, authority?: string, url?: string]

// Where a country has several languages: the one most people speak, English where it is official too.
const table: Readonly<Record<string, Row>> = {
  AT: ['Europe/Vienna', 'de', 'Datenschutzbehörde', 'https://www.dsb.gv.at/'],
  BE: [
    'Europe/Brussels',
    'nl',
    'Gegevensbeschermingsautoriteit – Autorité de protection des données',
    'https://www.dataprotectionauthority.be/',
  ],
  BG: ['Europe/Sofia', 'bg', 'Комисия за защита на личните данни', 'https://www.cpdp.bg/'],
  CH: [
    'Europe/Zurich',
    'de',
    'Eidgenössischer Datenschutz- und Öffentlichkeitsbeauftragter',
    'https://www.edoeb.admin.ch/',
  ],
  CY: [
    'Asia/Nicosia',
    'el',
    'Επίτροπος Προστασίας Δεδομένων Προσωπικού Χαρακτήρα',
    'https://www.dataprotection.gov.cy/',
  ],
  CZ: ['Europe/Prague', 'cs', 'Úřad pro ochranu osobních údajů', 'https://uoou.gov.cz/'],
  // BDSG § 40: private bodies answer to the authority of their Land
  DE: ['Europe/Berlin', 'de'],
  DK: ['Europe/Copenhagen', 'da', 'Datatilsynet', 'https://www.datatilsynet.dk/'],
  EE: ['Europe/Tallinn', 'et', 'Andmekaitse Inspektsioon', 'https://www.aki.ee/'],
  ES: ['Europe/Madrid', 'es', 'Agencia Española de Protección de Datos', 'https://www.aepd.es/'],
  FI: ['Europe/Helsinki', 'fi', 'Tietosuojavaltuutetun toimisto', 'https://tietosuoja.fi/'],
  FR: ['Europe/Paris', 'fr', 'CNIL', 'https://www.cnil.fr/'],
  GB: ['Europe/London', 'en', 'Information Commissioner’s Office', 'https://ico.org.uk/'],
  GR: ['Europe/Athens', 'el', 'Αρχή Προστασίας Δεδομένων Προσωπικού Χαρακτήρα', 'https://www.dpa.gr/'],
  HR: ['Europe/Zagreb', 'hr', 'Agencija za zaštitu osobnih podataka', 'https://azop.hr/'],
  HU: ['Europe/Budapest', 'hu', 'Nemzeti Adatvédelmi és Információszabadság Hatóság', 'https://www.naih.hu/'],
  IE: ['Europe/Dublin', 'en', 'Data Protection Commission', 'https://www.dataprotection.ie/'],
  IS: ['Atlantic/Reykjavik', 'is', 'Persónuvernd', 'https://www.personuvernd.is/'],
  IT: ['Europe/Rome', 'it', 'Garante per la protezione dei dati personali', 'https://www.garanteprivacy.it/'],
  LI: ['Europe/Vaduz', 'de', 'Datenschutzstelle', 'https://www.datenschutzstelle.li/'],
  LT: ['Europe/Vilnius', 'lt', 'Valstybinė duomenų apsaugos inspekcija', 'https://vdai.lrv.lt/'],
  LU: ['Europe/Luxembourg', 'fr', 'Commission nationale pour la protection des données', 'https://cnpd.public.lu/'],
  LV: ['Europe/Riga', 'lv', 'Datu valsts inspekcija', 'https://www.dvi.gov.lv/'],
  MT: ['Europe/Malta', 'en', 'Information and Data Protection Commissioner', 'https://idpc.org.mt/'],
  NL: ['Europe/Amsterdam', 'nl', 'Autoriteit Persoonsgegevens', 'https://www.autoriteitpersoonsgegevens.nl/'],
  NO: ['Europe/Oslo', 'nb', 'Datatilsynet', 'https://www.datatilsynet.no/'],
  PL: ['Europe/Warsaw', 'pl', 'Urząd Ochrony Danych Osobowych', 'https://uodo.gov.pl/'],
  PT: ['Europe/Lisbon', 'pt', 'Comissão Nacional de Proteção de Dados', 'https://www.cnpd.pt/'],
  RO: [
    'Europe/Bucharest',
    'ro',
    'Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal',
    'https://www.dataprotection.ro/',
  ],
  SE: ['Europe/Stockholm', 'sv', 'Integritetsskyddsmyndigheten', 'https://www.imy.se/'],
  SI: ['Europe/Ljubljana', 'sl', 'Informacijski pooblaščenec', 'https://www.ip-rs.si/'],
  SK: [
    'Europe/Bratislava',
    'sk',
    'Úrad na ochranu osobných údajov Slovenskej republiky',
    'https://dataprotection.gov.sk/',
  ],
}

/** Every country with defaults. */
export const countriesWithDefaults: readonly string[] = Object.keys(table)
