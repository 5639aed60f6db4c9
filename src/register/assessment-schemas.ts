import { z } from 'zod'
import { regimes } from '../law/clock-facts.ts'
import { taskStates } from '../law/collection.ts'
import { applications, conditions, legalBases } from '../law/legal-basis.ts'
import { articleOfGround, groundCodes, groundsFitting, isPartialOnly } from '../law/refusal.ts'
import { rightNames, rightsLaw } from '../law/rights.ts'
import { type Article, enumeration, type Locale, type Text } from '../law/wording.ts'
import { instantText, typeId } from '../platform/http/schemas.ts'
import { kindOf } from '../requests/case.ts'
import { warningView } from '../requests/schemas.ts'
import { detailOf } from '../sources/schemas.ts'
import { cite } from '../words/citation.ts'
import type { AssessedActivity, AssessedRight, Assessment, ToSearch } from './assess-request.ts'

const provision = z
  .object({
    law: z.enum([...regimes, 'lil']).meta({ description: '`lil`: the French loi n° 78-17' }),
    at: z.string().meta({ description: 'As in `17(3)(b)`' }),
    text: z.string(),
  })
  .meta({ id: 'Provision' })

const assessedActivity = z.object({
  activity: z.string().meta({ description: 'Its key in the register' }),
  name: z.string(),
  legal_basis: z.enum(legalBases),
  otherwise: z.string().nullable().meta({ description: 'Where another basis holds in some cases: which, and when' }),
  applies: z.enum(applications).meta({
    description:
      '`no` warns who decides, and rejects nothing; `marketing_only`: only so far as it is objected to as direct marketing',
  }),
  condition: z.enum(conditions).nullable().meta({
    description:
      '`provided_data`: of the data, only those the person provided, observed ones included; `unless_needed`: unless the contract still needs them; `so_far_as_required`: no further than the obligation or the task goes',
  }),
  why: z.string(),
  article: provision,
  recipients: z
    .array(z.string())
    .meta({ description: 'Whom to tell when it is carried out for this activity (art. 19), by name' }),
  sources: z
    .array(z.string())
    .meta({ description: 'Which systems hold data of this activity, by key, where the right takes a search' }),
})

const nameOfSource = z.string().nullable().meta({ description: 'Null with the warning `unreadable`' })

const assessedRight = z
  .object({
    id: typeId('rgt'),
    right: z.enum(rightNames),
    article: provision,
    tells_recipients: z.boolean().meta({ description: 'Art. 19: rectification, erasure, restriction' }),
    grounds: z
      .array(
        z.object({
          code: z.enum(groundCodes),
          article: provision,
          partial_only: z.boolean().meta({ description: 'It never refuses the whole right' }),
        }),
      )
      .meta({ description: 'The grounds on which it may be refused, or a part of it: those that `decide` takes' }),
    needs_search: z.boolean().meta({ description: 'Whether answering it takes a search of the sources' }),
    activities: z.array(assessedActivity).meta({ description: 'Every activity, in the order of the register' }),
    recipients: z
      .array(z.object({ name: z.string(), role: z.string().nullable(), activities: z.array(z.string()) }))
      .meta({
        description: 'Whom to tell (art. 19): the recipients of the activities that the right reaches, each once',
      }),
    sources: z.array(z.object({ key: z.string(), name: nameOfSource, activities: z.array(z.string()) })).meta({
      description:
        'Which systems to search, where the right takes a search: those of the activities that it reaches, and those with an activity that the register does not have. `activities`: which of those it reaches',
    }),
  })
  .meta({ id: 'AssessedRight' })

const toSearch = z.object({
  id: typeId('src'),
  key: z.string(),
  name: nameOfSource,
  holds: z.string().nullable().meta({ description: 'What it holds of people, where that was said' }),
  searched: z
    .enum(taskStates)
    .nullable()
    .meta({ description: 'How its last task for this request stands; null: it was never asked' }),
  activities: z
    .array(z.string())
    .nullable()
    .meta({ description: 'Keys of the activities whose data it holds; null: every one' }),
  unknown_activities: z.array(z.string()).meta({
    description: 'Which of them the register does not have: until that is put right, it is searched for every right',
  }),
})

export const assessmentView = z
  .object({
    object: z.literal('assessment'),
    request: typeId('req'),
    register: z.object({
      version: z.int().meta({ description: 'As in `GET /v1/register?version=`; 0 where none was put down' }),
      updated_at: instantText.nullable(),
      empty: z.boolean().meta({ description: 'It names no activity: nothing can be assessed, and a warning says so' }),
    }),
    rights: z.array(assessedRight),
    sources: z.array(toSearch).meta({ description: 'The active systems of the organisation that hold data of people' }),
    warnings: z.array(warningView),
  })
  .meta({
    id: 'Assessment',
    examples: [
      {
        object: 'assessment',
        request: 'req_01m84njqz5eaaazqs37rz6d7v6',
        register: { version: 3, updated_at: '2026-03-02T09:30:00Z', empty: false },
        rights: [
          {
            id: 'rgt_01m84njqzqf9yt0fjfdxbn095d',
            right: 'erasure',
            article: { law: 'gdpr', at: '17', text: 'article 17 of the GDPR' },
            tells_recipients: true,
            grounds: [
              {
                code: 'legal_obligation',
                article: { law: 'gdpr', at: '17(3)(b)', text: 'article 17(3)(b) of the GDPR' },
                partial_only: false,
              },
            ],
            needs_search: true,
            activities: [
              {
                activity: 'invoicing',
                name: 'Invoicing and accounting',
                legal_basis: 'legal_obligation',
                otherwise: null,
                applies: 'no',
                condition: 'so_far_as_required',
                why: 'Erasure is excluded so far as the legal obligation or the public task requires the data.',
                article: { law: 'gdpr', at: '17(3)(b)', text: 'article 17(3)(b) of the GDPR' },
                recipients: ['Microsoft Azure'],
                sources: ['crm'],
              },
              {
                activity: 'newsletter',
                name: 'Newsletter',
                legal_basis: 'consent',
                otherwise: null,
                applies: 'yes',
                condition: null,
                why: 'Erasure is open where one of the grounds of article 17(1) applies.',
                article: { law: 'gdpr', at: '17(1)', text: 'article 17(1) of the GDPR' },
                recipients: ['Microsoft Azure', 'Brevo'],
                sources: ['crm', 'mailing'],
              },
            ],
            recipients: [
              { name: 'Microsoft Azure', role: 'hosting', activities: ['newsletter'] },
              { name: 'Brevo', role: 'newsletter sending', activities: ['newsletter'] },
            ],
            sources: [
              { key: 'crm', name: 'Customer database', activities: ['newsletter'] },
              { key: 'mailing', name: 'Mailing tool', activities: ['newsletter'] },
            ],
          },
        ],
        sources: [
          {
            id: 'src_01h2xcejqtf2nbrexx3vqjhp41',
            key: 'crm',
            name: 'Customer database',
            holds: 'Orders, contacts.',
            searched: 'open',
            activities: null,
            unknown_activities: [],
          },
          {
            id: 'src_01h2xcejqtf2nbrexx3vqjhp42',
            key: 'mailing',
            name: 'Mailing tool',
            holds: null,
            searched: null,
            activities: ['newsletter'],
            unknown_activities: [],
          },
        ],
        warnings: [],
      },
    ],
  })

/** Said of the assessment itself: what it draws on is missing, or does not fit together. `named`: what it is about. */
const warnings = {
  register_empty: () => ({
    fr: 'Le registre des traitements ne comporte aucune activité\u00a0: on ne peut dire à quels traitements ces droits s’appliquent, ni qui en informer. Renseignez-le (PUT /v1/register\u00a0; RGPD, art. 30).',
    en: 'The register of processing names no activity: which processing these rights reach, and whom to tell of it, cannot be said. Put it down first (PUT /v1/register; GDPR art. 30).',
  }),
  no_sources: () => ({
    fr: 'Aucun système n’est déclaré comme contenant des données de personnes\u00a0: rien ne dit où chercher. Déclarez-les (POST /v1/sources).',
    en: 'No system is named that holds data of people: nothing says where to search. Add them (POST /v1/sources).',
  }),
  activities_without_source: (named) => ({
    fr: `Aucun système actif n’est déclaré pour des traitements que ces droits atteignent\u00a0: ${named}. Rien ne dit où chercher leurs données (PATCH /v1/sources/{id}).`,
    en: `No active system is named for activities that these rights reach: ${named}. Nothing says where to search for their data (PATCH /v1/sources/{id}).`,
  }),
  unreadable: (named) => ({
    fr: `Des systèmes ne se lisent plus dans la base de données\u00a0: ${named}. Leurs responsables ne peuvent être consultés. Déclarez-les à nouveau (DELETE, puis POST /v1/sources), ou prévenez qui exploite le service\u00a0: une sauvegarde peut les rétablir.`,
    en: `Systems can no longer be read in the database: ${named}. Their owners cannot be asked. Put them down anew (DELETE, then POST /v1/sources), or tell whoever runs the service: a backup may restore them.`,
  }),
  source_activity_unknown: (named) => ({
    fr: `Des systèmes sont rattachés à des traitements que le registre ne comporte pas, ou plus\u00a0: ${named}. Ils sont consultés pour tout droit jusqu’à ce que ce soit corrigé (PATCH /v1/sources/{id}).`,
    en: `Systems are linked to activities that the register does not have, or has no more: ${named}. They are searched for every right until that is put right (PATCH /v1/sources/{id}).`,
  }),
} as const satisfies Record<string, (named: string) => Text>

export function toAssessmentView(assessment: Assessment, locale: Locale): z.output<typeof assessmentView> {
  const { case: c, register, rights, sources } = assessment
  const { regime } = c.organisation
  const isEmpty = register.register.activities.length === 0
  const cited = ({ law, at }: Article) => ({
    law: law === 'gdpr' ? regime : law,
    at,
    text: cite({ law, at }, locale, regime),
  })
  return {
    object: 'assessment',
    request: c.request.id,
    register: { version: register.version, updated_at: register.updatedAt, empty: isEmpty },
    rights: rights.map((each) => showRight(each, { locale, cited })),
    sources: sources.map(showSource),
    warnings: warningsOf(assessment).map(({ code, named = [] }) => {
      return { code, message: warnings[code](enumeration(named, locale))[locale] }
    }),
  }
}

type AssessmentWarning = { readonly code: keyof typeof warnings; readonly named?: readonly string[] }

function warningsOf({ register: { register }, rights, sources }: Assessment): AssessmentWarning[] {
  const isEmpty = register.activities.length === 0
  const searching = rights.filter(({ needsSearch }) => needsSearch)
  const withoutSource = searching.flatMap(({ activities }) =>
    activities.filter((each) => each.verdict.applies !== 'no' && each.sources.length === 0),
  )
  const unplaced = [...new Set(withoutSource.map(({ activity }) => activity.name))]
  const unread = sources.filter(({ source }) => 'refusal' in source)
  const unknown = sources.filter((each) => each.unknown.length > 0)
  return [
    ...(isEmpty ? [{ code: 'register_empty' } as const] : []),
    ...(sources.length === 0 && searching.length > 0 ? [{ code: 'no_sources' } as const] : []),
    ...(sources.length > 0 && unplaced.length > 0
      ? [{ code: 'activities_without_source', named: unplaced } as const]
      : []),
    ...(unread.length > 0 ? [{ code: 'unreadable', named: unread.map(({ source }) => source.key) } as const] : []),
    // Of an empty register no key is known: that it is empty says it all
    ...(!isEmpty && unknown.length > 0
      ? [
          {
            code: 'source_activity_unknown',
            named: unknown.map(({ source, unknown: keys }) => `${source.key} (${keys.join(', ')})`),
          } as const,
        ]
      : []),
  ]
}

type Saying = { readonly locale: Locale; readonly cited: (article: Article) => z.output<typeof provision> }

function showRight(assessed: AssessedRight, saying: Saying): z.output<typeof assessedRight> {
  const { right, needsSearch, activities, recipients, sources } = assessed
  const { article: ofRight, recipientsAreTold } = rightsLaw[right.right]
  return {
    id: right.id,
    right: right.right,
    article: saying.cited(ofRight),
    tells_recipients: recipientsAreTold,
    grounds: groundsFitting(kindOf(right)).flatMap((code) => {
      const article = articleOfGround(code, right.right)
      return article === undefined ? [] : [{ code, article: saying.cited(article), partial_only: isPartialOnly(code) }]
    }),
    needs_search: needsSearch,
    activities: activities.map((each) => showActivity(each, saying)),
    recipients: recipients.map(({ recipient: { name, role }, activities: keys }) => ({
      name,
      role: role ?? null,
      activities: [...keys],
    })),
    sources: sources.map(({ source, activities: keys }) => {
      const { key } = source
      const { name } = detailOf(source)
      return { key, name: name ?? null, activities: [...keys] }
    }),
  }
}

function showActivity(
  { activity, verdict, recipients, sources }: AssessedActivity,
  { locale, cited }: Saying,
): z.output<typeof assessedActivity> {
  return {
    activity: activity.key,
    name: activity.name,
    legal_basis: activity.legal_basis,
    otherwise: activity.otherwise ?? null,
    applies: verdict.applies,
    condition: verdict.condition ?? null,
    why: verdict.why[locale],
    article: cited(verdict.article),
    recipients: recipients.map(({ name }) => name),
    sources: sources.map(({ key }) => key),
  }
}

function showSource({ source, searched, unknown }: ToSearch): z.output<typeof toSearch> {
  const { id, key, activities } = source
  const { name, holds } = detailOf(source)
  return {
    id,
    key,
    name: name ?? null,
    holds: holds ?? null,
    searched: searched ?? null,
    activities,
    unknown_activities: [...unknown],
  }
}
