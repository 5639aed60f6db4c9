import t from 'tap'
import { register as demo } from '../../src/cli/demo/processing.ts'
import type { About } from '../../src/exports/document-schema.ts'
import { basesInWords, durationsInWords, placeInWords, safeguardInWords } from '../../src/exports/explain-codes.ts'
import { gdpr } from '../../src/law/wording.ts'
import { escapeHtml } from '../../src/platform/escape-html.ts'
import type { ReadRecord } from '../../src/records/read-records.ts'
import { chooseLanguage, writtenLanguages } from '../../src/words/languages.ts'
import { wordsIn } from '../../src/words/words.ts'
import { aPerson } from './a-person.ts'
import { factsWith, packed, recordWith } from './package.ts'
import { unzip } from './support.ts'

type Given = Parameters<typeof factsWith>[0]

async function aboutOf(records: readonly ReadRecord[], given: Given = {}): Promise<About> {
  const { content } = await packed('json', factsWith({ registered: demo, ...given }), records)
  return JSON.parse(content.toString()).about
}
async function informationOf(records: readonly ReadRecord[], given: Given = {}) {
  const { information } = await aboutOf(records, given)
  if (information === undefined) throw new Error('nothing is told under art. 15(1)')
  return information
}
const named = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name)
const record = (purpose: string | null, category = 'identity_contact') => recordWith({ purpose, category, data: {} })

t.test('access tells all of art. 15(1)(a) to (h) and 15(2), each under its letter', async (t) => {
  const { register_version: _version, activities: _activities, ...parts } = await informationOf(aPerson)
  t.same(
    Object.entries(parts).map(([part, { article }]) => [part, article]),
    [
      ['purposes', '15(1)(a)'],
      ['categories', '15(1)(b)'],
      ['recipients', '15(1)(c)'],
      ['retention', '15(1)(d)'],
      ['rights', '15(1)(e)'],
      ['complaint', '15(1)(f)'],
      ['sources', '15(1)(g)'],
      ['automated_decisions', '15(1)(h)'],
      ['transfers', '15(2)'],
    ],
  )
  t.match(parts, {
    purposes: {
      items: [
        {
          activity: 'prospecting',
          legal_basis: { code: 'legitimate_interests', article: '6(1)(f)' },
          direct_marketing: true,
        },
        { activity: 'service', legal_basis: { code: 'contract', article: '6(1)(b)' } },
        { activity: 'support' },
        { activity: 'analytics', otherwise: /^legitimate_interests where consent/ },
        { activity: 'invoicing', legal_basis: { code: 'legal_obligation', article: '6(1)(c)' } },
      ],
    },
    retention: { items: [{ retention: /^P3Y from last contact/, text: /^3 years from last contact or end/ }] },
    rights: { items: [{ article: '16' }, { article: '17' }, { article: '18' }, { article: '21' }] },
    complaint: { authority: { name: 'CNIL', url: 'https://www.cnil.fr/' } },
    sources: {
      direct: ['contact form'],
      indirect: ['browsing', 'partners'],
      items: [
        { category: 'marketing', provided_by: 'inferred', records: 1 },
        { category: 'public_partner', provided_by: 'third_party', records: 1, text: 'received from others' },
      ],
    },
    automated_decisions: { text: /mentions no decision about you/, items: [] },
  })
  t.equal(parts.sources.items.length, 2, 'what was observed was collected from the person')
})

t.test(
  'recipients are told by name (CJEU C-154/21): those of the person’s activities, and those that serve all',
  async (t) => {
    const { recipients, transfers } = await informationOf([record('newsletter')])
    t.same(named(recipients.items), ['Microsoft Azure', 'Microsoft 365', 'Brevo', 'YouTube'])
    t.match(recipients.items[2], { role: 'newsletter sending', location: [{ code: 'EU', text: /^European Union$/ }] })
    t.same(transfers.items, [
      {
        recipient: 'YouTube',
        location: [{ code: 'US', text: 'United States' }],
        safeguards: [
          { code: 'DPF', text: 'adequacy decision: EU–US Data Privacy Framework (article 45 of the GDPR)' },
          {
            code: 'SCC',
            text: 'standard contractual clauses of the European Commission (article 46(2)(c) of the GDPR)',
          },
        ],
      },
    ])
    const byActivity = {
      activities: [
        { key: 'a', name: 'A', legal_basis: 'consent', recipients: ['Ours'] },
        { key: 'b', name: 'B', legal_basis: 'consent' },
      ],
      recipients: [
        { name: 'Ours', activities: [] },
        { name: 'Theirs', activities: ['b'] },
      ],
    }
    const own = await informationOf([record('a')], { registered: byActivity })
    t.match(own.recipients.items, [{ name: 'Ours', activities: ['a'] }])
    t.equal(own.recipients.items.length, 1)
  },
)

t.test(
  'told is of the activities that concern the person: by purpose, else by category, else of all; it says which',
  async (t) => {
    const keys = async (records: readonly ReadRecord[]) => {
      const { activities } = await informationOf(records)
      return [activities.scope, activities.keys]
    }
    const all = demo.activities.map(({ key }) => key)
    t.same(await keys([record('newsletter'), record('security', 'technical')]), [
      'of_this_person',
      ['newsletter', 'security'],
    ])
    t.same(await keys([record('newsletter'), record(null, 'public_partner')]), [
      'of_this_person',
      ['prospecting', 'newsletter'],
    ])
    t.same(await keys([record('unknown', 'recruitment')]), [
      'of_this_person',
      ['applications_unsolicited', 'applications_offer'],
    ])
    t.same(await keys([record('newsletter'), record(null, 'unknown')]), ['all', all])
    t.same(await keys([]), ['all', all])
    const withheld = recordWith({ category: 'technical', purpose: 'security', review: 'withheld', data: {} })
    t.same(
      await keys([withheld]),
      ['of_this_person', ['security']],
      'a record that is withheld concerns the person, too',
    )
    const { activities } = await informationOf([])
    t.match(activities.text, /^All activities of the organisation are told of here/)
  },
)

t.test('categories are told by the register’s names, and those it does not know by their own', async (t) => {
  const { categories } = await informationOf([record('newsletter'), record('newsletter', 'horoscopes')])
  t.match(categories.items, [
    { category: 'identity_contact', name: 'Identity and professional contact details', fields: ['name'], records: 1 },
    { category: 'marketing', records: 0 },
    { category: 'horoscopes', name: 'horoscopes', fields: null, records: 1 },
  ])
})

t.test('automated decisions are told with their logic, significance and consequences (art. 15(1)(h))', async (t) => {
  const decisions = {
    logic: 'Scores orders.',
    significance: 'A low score asks for payment first.',
    consequences: 'Delay.',
  }
  const registered = {
    activities: [
      { key: 'score', name: 'Scoring', legal_basis: 'contract', automated_decisions: decisions },
      { key: 'other', name: 'Other', legal_basis: 'contract' },
    ],
  }
  t.match((await informationOf([record('score')], { registered })).automated_decisions, {
    text: null,
    items: [{ activity: 'score', name: 'Scoring', ...decisions }],
  })
  t.same((await informationOf([record('other')], { registered })).automated_decisions.items, [])
})

t.test('an empty register tells nothing it does not know, and says whom to ask', async (t) => {
  const { information, warnings } = await aboutOf(aPerson, { registered: undefined })
  t.match(information, {
    register_version: 0,
    purposes: { text: /has not described its processing/, items: [] },
    recipients: { text: /names no recipient/, items: [] },
    retention: { items: [] },
    rights: { items: [{ right: 'rectification' }] },
  })
  t.equal(warnings[0]?.code, 'register_empty')
})

t.test('what the document warns of is in the language of all that is in it', async (t) => {
  const seen = new Set<string>()
  for (const language of writtenLanguages) {
    const { warnings } = await aboutOf(aPerson, { registered: undefined, locale: language })
    const { cite } = factsWith({ locale: language }).words
    t.same(
      warnings.map(({ code }: { code: string }) => code),
      ['register_empty', 'purpose_not_in_register'],
      language,
    )
    for (const at of ['20(1)', '15(1)']) t.ok(warnings[0]?.message.includes(cite(gdpr(at))), `${language}: ${at}`)
    for (const { message } of warnings) {
      t.notMatch(message, /undefined|[{}]/)
      seen.add(message)
    }
  }
  t.equal(seen.size, 2 * writtenLanguages.length, 'each says it in its own')
  const british = await aboutOf(aPerson, { registered: undefined, regime: 'uk_gdpr' })
  t.match(british.warnings[0]?.message, 'article 20(1) of the UK GDPR')
})

t.test('what a person reads is in their language, under the law that holds for them', async (t) => {
  const french = await aboutOf(aPerson, { locale: 'fr' })
  t.match(french.information, {
    purposes: { title: /^À quoi servent vos données/, items: [{ legal_basis: { text: /^un intérêt légitime/ } }] },
    retention: { items: [{ text: /^3 ans from last contact/ }] },
    transfers: { text: /Espace économique européen/, items: [{ location: [{ text: 'États-Unis' }] }] },
  })
  t.equal(french.codes.provided_by.observed, 'observées lorsque vous utilisez le service')
  t.match(french.codes.legal_basis.consent, /^votre consentement \(article\s6, paragraphe\s1, point\sa\), du RGPD\)$/)
  const british = await informationOf(aPerson, { regime: 'uk_gdpr' })
  t.match(british.transfers.text, /leave the United Kingdom/)
})

t.test('the cover says the same in every language, each part with its article', async (t) => {
  for (const language of writtenLanguages) {
    const facts = factsWith({ registered: demo, locale: language })
    const { say, cite } = facts.words
    for (const format of ['csv', 'zip'] as const) {
      const { content } = await packed(format, facts, aPerson)
      const cover = (await unzip(content)).get('cover.html')?.toString() ?? ''
      t.ok(cover.includes(`<html lang="${language}"`), language)
      for (const at of [...'abcdefgh'].map((letter) => `15(1)(${letter})`).concat('15(2)', '6(1)(a)', '46(2)(c)')) {
        t.ok(cover.includes(escapeHtml(cite(gdpr(at)))), `${language}: ${at}`)
      }
      for (const key of ['cover.information', 'basis.consent', 'origin.observed', 'right.erasure.title'] as const) {
        t.ok(cover.includes(escapeHtml(say(key))), `${language}: ${key}`)
      }
      for (const { name } of (await informationOf(aPerson)).recipients.items) t.ok(cover.includes(name), name)
      t.equal(cover.includes('records.json'), format === 'zip')
      t.notMatch(cover, /undefined|\[object|\bnull\b|[{][a-z]+[}]/, language)
    }
  }
  const { content } = await packed('csv', factsWith({ registered: demo, locale: 'fr' }), aPerson)
  const french = (await unzip(content)).get('cover.html')?.toString() ?? ''
  for (const words of ['Garanties\u00a0: ', 'Base légale\u00a0: votre consentement', '13 mois'])
    t.ok(french.includes(words))
})

t.test('codes of the register are told in words; what is no code stays as it is', async (t) => {
  const [english, french] = [wordsIn(chooseLanguage('en')), wordsIn(chooseLanguage('fr'))]
  t.equal(durationsInWords('contract + P5Y', english), 'contract + 5 years')
  t.equal(durationsInWords('P1Y6M, then P10D', french), '1 an et 6 mois, then 10 jours')
  t.equal(durationsInWords('P2W or PlanB or P or P3', english), '2 weeks or PlanB or P or P3')
  t.equal(durationsInWords('as long as the contract runs', english), 'as long as the contract runs')
  t.equal(placeInWords('IL', french), 'Israël')
  t.equal(placeInWords('worldwide', french), 'worldwide')
  t.equal(safeguardInWords('BCR', english), 'binding corporate rules (article 47 of the GDPR)')
  t.equal(safeguardInWords('constructor', english), 'constructor')
  t.equal(
    basesInWords('legitimate_interests where consent is not required', english),
    'a legitimate interest of the organisation or of a third party where consent is not required',
  )
})
