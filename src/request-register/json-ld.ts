import type { Pause } from '../law/clock.ts'
import type { Regime } from '../law/clock-facts.ts'
import type { GroundCode } from '../law/refusal.ts'
import { type RightName, rightsLaw } from '../law/rights.ts'
import type { Extension } from '../requests/tables.ts'
import { interval } from './csv.ts'
import type { Entry, EntryExtension, EntryRight } from './entry.ts'

/*
 * The register in the Data Privacy Vocabulary of the W3C's community group (DPV 2.1) with its extensions for the GDPR and for
 * justifications. A record for each request holds an activity for each right, and one for each pause and for the extension, which the
 * vocabulary has as states of a request; what tells the answer is a notice. Whether it was in time the vocabulary has no word for.
 */

/** Stated in the document itself, so that nobody has to fetch it. */
const context = {
  dpv: 'https://w3id.org/dpv#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  justifications: 'https://w3id.org/dpv/justifications#',
  dct: 'http://purl.org/dc/terms/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const

/** The vocabulary has the rights of the GDPR; another is a right of the data subject, named by its article. */
const gdprRights: Readonly<Record<RightName, string | undefined>> = {
  access: 'eu-gdpr:A15',
  rectification: 'eu-gdpr:A16',
  erasure: 'eu-gdpr:A17',
  restriction: 'eu-gdpr:A18',
  objection: 'eu-gdpr:A21',
  portability: 'eu-gdpr:A20',
  post_mortem: undefined,
  withdrawal: 'eu-gdpr:A7-3',
}

/** The nearest that the vocabulary has; the ground itself stands beside it. */
const justifications: Readonly<Record<GroundCode | Extension['ground'] | Pause['reason'], string>> = {
  not_controller: 'justifications:NonFulfilmentJustification',
  not_identifiable: 'justifications:FulfilmentImpossible',
  identity_not_established: 'justifications:IdentityVerificationFailure',
  manifestly_unfounded: 'justifications:ProcessUnfounded',
  excessive: 'justifications:ProcessExcessive',
  restricted_by_law: 'justifications:LegallyExempted',
  rights_of_others: 'justifications:ThirdPartyRightsImpaired',
  accurate_data: 'justifications:NonFulfilmentJustification',
  no_restriction_ground: 'justifications:NotRequiredJustification',
  no_erasure_ground: 'justifications:NotRequiredJustification',
  freedom_of_expression: 'justifications:FreedomOfExpressionImpaired',
  legal_obligation: 'justifications:LegalObligationImpaired',
  public_health: 'justifications:PublicHealthCompromised',
  archiving_research: 'justifications:PublicInterestArchivingImpaired',
  legal_claims: 'justifications:LegalClaimImpaired',
  compelling_legitimate_grounds: 'justifications:LegitimateInterestOverride',
  basis_not_objectable: 'justifications:NotRequiredJustification',
  research_statistics: 'justifications:ScientificHistoricalResearchImpaired',
  not_consent_or_contract: 'justifications:NotRequiredJustification',
  not_automated: 'justifications:NotRequiredJustification',
  not_provided_by_person: 'justifications:NotRequiredJustification',
  public_task: 'justifications:OfficialAuthorityExerciseImpaired',
  transfer_not_feasible: 'justifications:FulfilmentImpossible',
  no_quality_shown: 'justifications:NonFulfilmentJustification',
  no_consent_given: 'justifications:NotRequiredJustification',
  complexity: 'justifications:ComplexityOfProcess',
  number_of_requests: 'justifications:HighVolumeOfProcesses',
  identity: 'justifications:IdentityVerificationRequired',
  clarification: 'justifications:InformationRequired',
}

type Told = { readonly controller: string; readonly from: string; readonly to: string }

/** A document with the register between its two ends; the records stand between them, parted by commas. */
export function jsonLdEnds({ controller, from, to }: Told): { readonly head: string; readonly tail: string } {
  const register = {
    '@context': context,
    '@type': 'dpv:RightExerciseRecord',
    'dpv:hasDataController': { '@type': 'dpv:DataController', 'dpv:hasName': controller },
    'dct:date': `${from}/${to}`,
    'dct:hasPart': [],
  }
  const text = JSON.stringify(register)
  return { head: text.slice(0, -2), tail: text.slice(-2) }
}

/** One request. Its id is a URN that leads nowhere: whoever is to find it again does so by its reference. */
export function jsonLdRecord(entry: Entry): string {
  const { extension } = entry
  return JSON.stringify({
    '@id': `urn:uuid:${entry.id}`,
    '@type': 'dpv:RightExerciseRecord',
    'dpv:hasIdentifier': entry.reference,
    'dpv:isIndicatedAtTime': day(entry.receivedOn),
    'dct:hasPart': [
      ...entry.rights.map((right) => activity(right, entry.regime)),
      ...entry.pauses.map(pause),
      ...(extension === null ? [] : [delay(extension)]),
    ],
  })
}

function activity(right: EntryRight, regime: Regime): object {
  const { answeredOn, grounds } = right
  return {
    '@id': `urn:uuid:${right.id}`,
    '@type': 'dpv:RightExerciseActivity',
    'dpv:hasRight': rightIn(right, regime),
    'dpv:hasRequestStatus': { '@id': statusOf(right) },
    ...(grounds.length > 0 && { 'dpv:hasJustification': grounds.map(justified) }),
    ...(answeredOn !== null && {
      'dpv:hasNotice': {
        '@type': right.outcome === 'refused' ? 'dpv:RightNonFulfilmentNotice' : 'dpv:RightFulfilmentNotice',
        'dpv:isIndicatedAtTime': day(answeredOn),
      },
    }),
  }
}

function rightIn({ right }: EntryRight, regime: Regime): object {
  const term = regime === 'gdpr' ? gdprRights[right] : undefined
  if (term !== undefined) return { '@id': term }
  const { law, at } = rightsLaw[right].article
  return { '@type': 'dpv:DataSubjectRight', 'dpv:hasIdentifier': `${law === 'gdpr' ? regime : law} ${at}` }
}

function statusOf({ status, outcome, answeredOn }: EntryRight): string {
  if (status === 'lapsed') return 'dpv:RequestUnfulfilled'
  if (outcome === null) return 'dpv:RequestInitiated'
  if (outcome === 'refused') return 'dpv:RequestRejected'
  return answeredOn === null ? 'dpv:RequestAccepted' : 'dpv:RequestFulfilled'
}

/** The person was asked, and the clock stood still meanwhile. */
function pause({ reason, from, until }: Pause): object {
  return {
    '@type': 'dpv:RightExerciseActivity',
    'dpv:hasRequestStatus': { '@id': 'dpv:RequestRequiresAction' },
    'dpv:hasJustification': justified(reason),
    'dct:date': interval(from, until),
  }
}

/** Art. 12(3): two further months. */
function delay({ ground, decidedOn, notifiedOn }: EntryExtension): object {
  return {
    '@type': 'dpv:RightExerciseActivity',
    'dpv:hasRequestStatus': { '@id': 'dpv:RequestActionDelayed' },
    'dpv:hasJustification': justified(ground),
    'dpv:isIndicatedAtTime': day(decidedOn),
    ...(notifiedOn !== null && {
      'dpv:hasNotice': { '@type': 'dpv:RightExerciseNotice', 'dpv:isIndicatedAtTime': day(notifiedOn) },
    }),
  }
}

function justified(code: keyof typeof justifications): object {
  return { '@type': justifications[code], 'dpv:hasIdentifier': code }
}

function day(date: string): object {
  return { '@type': 'xsd:date', '@value': date }
}
