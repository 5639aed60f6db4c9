import { articleOfBasis } from '../law/legal-basis.ts'
import { rightsLaw } from '../law/rights.ts'
import { gdpr } from '../law/wording.ts'
import { type Activity, type Recipient, type Register, serves } from '../register/register.ts'
import type { MessageKey } from '../words/catalogue.ts'
import type { Words } from '../words/words.ts'
import type { Information } from './document-schema.ts'
import { durationsInWords, placeInWords, safeguardInWords } from './explain-codes.ts'
import type { PackageFacts } from './package-facts.ts'

/** What the records of a package say of the processing they come from. */
export type Concern = {
  /** The activities that the records belong to, by key; undefined where that is not known, and then all are told of. */
  readonly activities: ReadonlySet<string> | undefined
  /** How many records of each category. */
  readonly categories: ReadonlyMap<string, number>
  /** Records that the person did not provide: category, origin in code and in words, how many. */
  readonly fromOthers: Information['sources']['items']
}

/** The parts of the information, and the provision that asks for each. */
const articleOf = {
  purposes: '15(1)(a)',
  categories: '15(1)(b)',
  recipients: '15(1)(c)',
  retention: '15(1)(d)',
  rights: '15(1)(e)',
  complaint: '15(1)(f)',
  sources: '15(1)(g)',
  automated_decisions: '15(1)(h)',
  transfers: '15(2)',
} as const
type Part = keyof typeof articleOf

/** What is said where a part has nothing to list. */
const saysNothing = {
  purposes: 'information.purposes.none',
  categories: 'information.categories.none',
  recipients: 'information.recipients.none',
  retention: 'information.retention.none',
  sources: 'information.sources.none',
  automated_decisions: 'information.automated_decisions.none',
} as const satisfies { readonly [P in Part]?: MessageKey }

/** Art. 15(1)(e): the rights that an access request must tell of. */
const rightsToTell = ['rectification', 'erasure', 'restriction', 'objection'] as const

/** The information of art. 15(1)(a) to (h) and 15(2), out of the register, in the person's language. */
export function informationFor(facts: PackageFacts, concern: Concern): Information {
  const { words, controller, regime } = facts
  const { say } = words
  const { version, register } = facts.register
  const activities = register.activities.filter(({ key }) => concern.activities?.has(key) ?? true)
  const recipients = recipientsOf(register, activities)
  const abroad = recipients.filter(({ transfer }) => transfer)
  const decisions = activities.flatMap(({ key, name, automated_decisions: each }) =>
    each === undefined
      ? []
      : [
          {
            activity: key,
            name,
            logic: each.logic,
            significance: each.significance ?? null,
            consequences: each.consequences ?? null,
          },
        ],
  )
  const { direct, indirect } = register.sources
  const listed = <Item>(part: Part, items: Item[]) => ({ ...told(part, words, items.length === 0), items })
  return {
    register_version: version,
    activities: {
      scope: concern.activities === undefined ? 'all' : 'of_this_person',
      keys: activities.map(({ key }) => key),
      text: say(concern.activities === undefined ? 'information.all_activities' : 'information.of_this_person'),
    },
    purposes: listed(
      'purposes',
      activities.map((each) => purposeOf(each, words)),
    ),
    categories: listed('categories', categoriesOf(register, activities, concern)),
    recipients: listed(
      'recipients',
      recipients.map((each) => recipientIn(each, activities, words)),
    ),
    retention: listed(
      'retention',
      activities.map(({ key, name, retention }) => ({
        activity: key,
        name,
        retention: retention ?? null,
        text: retention === undefined ? say('information.retention.not_stated') : durationsInWords(retention, words),
      })),
    ),
    rights: listed(
      'rights',
      rightsToTell.map((right) => {
        const { article } = rightsLaw[right]
        const [title, text] = [say(`right.${right}.title`), say(`right.${right}.explanation`)]
        return { right, article: article.at, title, text }
      }),
    ),
    complaint: {
      ...told('complaint', words, false),
      text: say('information.complaint.text'),
      authority: controller.supervisory_authority,
    },
    sources: {
      ...told('sources', words, direct.length + indirect.length === 0),
      direct: [...direct],
      indirect: [...indirect],
      items: concern.fromOthers,
    },
    automated_decisions: listed('automated_decisions', decisions),
    transfers: {
      ...told('transfers', words, false),
      text: [
        say('information.transfers.area', { regime }),
        ...(abroad.length === 0 ? [say('information.transfers.none', { regime })] : []),
      ].join(' '),
      items: abroad.map((each) => ({
        recipient: each.name,
        location: placesOf(each, words),
        safeguards: (each.safeguards ?? []).map((code) => ({ code, text: safeguardInWords(code, words) })),
      })),
    },
  }
}

function told(part: Part, { say, cite }: Words, isEmpty: boolean) {
  const nothing: { readonly [P in Part]?: MessageKey } = saysNothing
  const none = nothing[part]
  const text = isEmpty && none !== undefined ? say(none, { article: cite(gdpr('22')) }) : null
  return { article: articleOf[part], title: say(`information.${part}.title`), text }
}

function purposeOf(activity: Activity, { say }: Words): Information['purposes']['items'][number] {
  const basis = activity.legal_basis
  return {
    activity: activity.key,
    name: activity.name,
    purpose: activity.purpose ?? null,
    legal_basis: { code: basis, article: articleOfBasis[basis].at, text: say(`basis.${basis}`) },
    otherwise: activity.otherwise ?? null,
    legitimate_interest: activity.legitimate_interest ?? null,
    direct_marketing: activity.direct_marketing,
  }
}

/** Those of the activities, and those that records have beside them. */
function categoriesOf(
  { categories }: Register,
  activities: readonly Activity[],
  concern: Concern,
): Information['categories']['items'] {
  const processed = new Set(activities.flatMap((each) => each.categories))
  const known = categories.filter(({ key }) => processed.has(key) || concern.categories.has(key))
  const names = new Set(known.map(({ key }) => key))
  const others = [...concern.categories.keys()].filter((category) => !names.has(category))
  return [
    ...known.map(({ key, name, fields }) => ({
      category: key,
      name,
      fields: fields === undefined ? null : [...fields],
    })),
    ...others.map((category) => ({ category, name: category, fields: null })),
  ].map((each) => ({ ...each, records: concern.categories.get(each.category) ?? 0 }))
}

/** By name (CJEU C-154/21): who serves one of these activities, or all. */
function recipientsOf({ recipients }: Register, activities: readonly Activity[]): Recipient[] {
  return recipients.filter((each) => each.activities === undefined || servedBy(each, activities).length > 0)
}

function servedBy(recipient: Recipient, activities: readonly Activity[]): Activity[] {
  return activities.filter((activity) => serves(recipient, activity))
}

function recipientIn(
  recipient: Recipient,
  activities: readonly Activity[],
  words: Words,
): Information['recipients']['items'][number] {
  return {
    name: recipient.name,
    role: recipient.role ?? null,
    location: placesOf(recipient, words),
    transfer: recipient.transfer,
    activities: servedBy(recipient, activities).map(({ key }) => key),
  }
}

function placesOf({ location }: Recipient, words: Words) {
  return location.map((code) => ({ code, text: placeInWords(code, words) }))
}
