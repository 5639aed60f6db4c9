import { hash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { feedBetween } from '../../src/evidence/store.ts'
import { findLetter } from '../../src/letters/store.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { writtenLanguages } from '../../src/words/languages.ts'
import { faultsOf, letterTypes, partsOf, path, said, whole, wordingDesk } from './wording-desk.ts'

const { service, fresh } = await wordingDesk(t, 'worded')

t.test(
  'a letter without own words has version 0, and tells which parts there are and what they are owed to',
  async (t) => {
    const { auditor } = await fresh()
    const { status, headers, body } = await auditor('GET', path('acknowledgement', 'en'))
    t.same([status, headers.etag], [200, '"0"'])
    t.same(body, {
      object: 'letter_wording',
      type: 'acknowledgement',
      locale: 'en',
      version: 0,
      updated_at: null,
      updated_by: null,
      subject: null,
      text: null,
      warnings: [],
      parts: [
        { name: 'received', mandatory: false, article: null },
        { name: 'due', mandatory: true, article: 'article 12(3) of the GDPR' },
      ],
      placeholders: ['reference', 'organisation', 'dpo_email'],
    })
  },
)

t.test(
  'what the law asks for cannot be left out of any letter: each part that is missing is named, with its article',
  async (t) => {
    const { admin } = await fresh()
    for (const type of letterTypes) {
      const refused = await admin('PUT', path(type), { text: 'Bonne journée à vous.' })
      t.match([refused.status, refused.body.code], [422, 'wording_incomplete'], type)
      const mandatory = partsOf(type).filter(([, article]) => article !== null)
      t.equal(faultsOf(refused).length, mandatory.length, type)
      for (const [at, [name, article]] of mandatory.entries()) {
        const { location, message = '' } = faultsOf(refused)[at] ?? {}
        t.equal(location, 'body.text')
        t.ok(message.startsWith(`expected {${name}} on a line of its own`), `${type}: ${name}`)
        t.match(message, article?.at.replace(/\(.*/, '') ?? 'an article')
      }
      t.match((await admin('GET', path(type))).body, { version: 0 }, 'and nothing was saved')
    }
  },
)

t.test('whichever mandatory part is left out, and whatever stands in its place, it is missed', async () => {
  const { admin } = await fresh()
  const cases = letterTypes.flatMap((type) =>
    partsOf(type).flatMap(([name, article]) => (article === null ? [] : [{ type, name }])),
  )
  const instead = fc.constantFrom(
    '',
    'Voir {reference}.',
    'due',
    '{ due }',
    'remedies',
    'Les voies de recours sont ouvertes.',
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...cases), instead, async ({ type, name }, words) => {
      const text = said(whole(type).map((part) => (part === `{${name}}` ? words : part))) || 'Rien.'
      const { status } = await admin('PUT', path(type), { text })
      return status === 422 || status === 400
    }),
    { numRuns: 60 },
  )
})

t.test(
  'a letter with every part in its place is taken, for every type, and can be seen before it is saved',
  async (t) => {
    const { admin, auditor } = await fresh()
    for (const type of letterTypes) {
      const text = said(['Un mot de nous.', ...whole(type)])
      const preview = await auditor('POST', `/v1/letters/preview/${type}`, { text, locale: 'fr' })
      t.equal(preview.status, 200, type)
      t.equal(preview.body.wording_version, null)
      const house = (await auditor('GET', `/v1/letters/preview/${type}?locale=fr`)).body
      t.equal(
        preview.body.text.replace('Un mot de nous.\n\n', ''),
        house.text,
        `${type}: the rest is as the house has it`,
      )
      t.match(await admin('PUT', path(type), { text }), { status: 200, body: { version: 1, type, locale: 'fr', text } })
      const saved = (await auditor('GET', `/v1/letters/preview/${type}?locale=fr`)).body
      t.same([saved.text, saved.html, saved.wording_version], [preview.body.text, preview.body.html, 1], type)
      t.equal((await auditor('GET', `/v1/letters/preview/${type}?locale=en`)).body.wording_version, null)
    }
  },
)

t.test(
  'own words: placeholders are filled, lists are lists, parts may change places, optional ones may go',
  async (t) => {
    const { admin, auditor } = await fresh()
    const text = said([
      "C'est bien noté : {reference}.",
      'Nous aurons besoin\nd’un peu de temps ; écrivez à {dpo_email}\n- du lundi\n- au vendredi',
      '{due}',
      '{organisation}',
    ])
    const put = await admin('PUT', path('acknowledgement'), { subject: 'Reçu ! {reference}', text })
    t.equal(put.status, 200)
    const preview = (await auditor('GET', '/v1/letters/preview/acknowledgement?locale=fr')).body
    t.equal(preview.subject, 'Reçu\u202f! HB-0000-0000')
    const [, ...rest] = preview.text.split('\n\n')
    t.equal(rest[0], 'C’est bien noté\u00a0: HB-0000-0000.', 'spaced as French is printed')
    t.match(rest[1], 'Nous aurons besoin d’un peu de temps')
    t.match(rest[1], /dpo@exemple\.fr$/)
    t.equal(rest[2], '- du lundi\n- au vendredi')
    t.match(rest[3], 'article\u00a012')
    t.match(preview.html, '<li style="margin:0 0 6px">du lundi</li>')
    t.notMatch(preview.text, 'accusons réception')
  },
)

t.test('every version can be read again, with who made it; null is the words of the house again', async (t) => {
  const { organisation, admin, auditor } = await fresh()
  const text = (words: string) => said([words, '{due}'])
  const ada = { 'acting-user': 'ada@exemple.fr' }
  await admin('PUT', path('acknowledgement'), { subject: 'Un', text: text('Premier.') }, ada)
  t.equal((await admin('PUT', path('acknowledgement'), { subject: 'Un', text: text('Premier.') })).body.version, 1)
  await admin('PUT', path('acknowledgement'), { text: text('Deuxième.') })
  const gone = await admin('PUT', path('acknowledgement'), { text: null })
  t.match(gone, { status: 200, body: { version: 3, text: null, subject: null } })
  t.match((await auditor('GET', `${path('acknowledgement')}?version=1`)).body, {
    version: 1,
    subject: 'Un',
    text: text('Premier.'),
    updated_by: { client: /^cli_/, acting_user: 'ada@exemple.fr' },
  })
  t.equal((await auditor('GET', `${path('acknowledgement')}?version=4`)).status, 404)
  const first = await auditor('GET', `${path('acknowledgement')}/versions?limit=2`)
  t.same(
    first.body.data.map(({ version }: { version: number }) => version),
    [3, 2],
  )
  const next = await auditor('GET', `${path('acknowledgement')}/versions?limit=2&cursor=${first.body.next_cursor}`)
  t.same([next.body.data.length, next.body.data[0].version, next.body.has_more], [1, 1, false])
  t.match((await auditor('GET', '/v1/letters/preview/acknowledgement')).body, { wording_version: null })
  t.equal((await admin('PUT', path('acknowledgement'), { text: text('Quatrième.') })).body.version, 4)
  const everything = { after: 0, horizon: Number.MAX_SAFE_INTEGER, limit: 100 }
  const rows = await service.database.db.transaction(organisation.id, (tx) =>
    feedBetween(tx, service.keyring, everything),
  )
  t.same(
    rows.filter((row) => row.type === 'letter_wording_changed').map((row) => row.facts),
    [1, 2, 3, 4].map((version) => ({ type: 'acknowledgement', locale: 'fr', version, own: version !== 3 })),
  )
})

t.test('the wordings that count are listed, page by page', async (t) => {
  const { admin, auditor } = await fresh()
  for (const locale of ['fr', 'en']) await admin('PUT', path('cancellation', locale), { text: '{closed}' })
  await admin('PUT', path('acknowledgement', 'de'), { text: '{due}' })
  await admin('PUT', path('new_message', 'de'), { text: '{waiting}' })
  await admin('PUT', path('new_message', 'de'), { text: null })
  const first = (await auditor('GET', '/v1/letters/wordings?limit=2')).body
  const second = (await auditor('GET', `/v1/letters/wordings?limit=2&cursor=${first.next_cursor}`)).body
  t.same(
    [...first.data, ...second.data].map(({ type, locale }) => `${type}.${locale}`),
    ['acknowledgement.de', 'cancellation.en', 'cancellation.fr'],
  )
  t.equal(second.has_more, false)
})

t.test('a change meant for another version is refused', async (t) => {
  const { admin } = await fresh()
  t.equal((await admin('PUT', path('cancellation'), { text: '{closed}' }, { 'if-match': '"0"' })).status, 200)
  t.equal((await admin('PUT', path('cancellation'), { text: '{closed}\n\nA.' }, { 'if-match': '"0"' })).status, 412)
})

t.test('an unknown type or language is not there', async (t) => {
  const { admin } = await fresh()
  for (const place of [path('love_letter'), path('decision', 'xx'), path('decision', 'fr-FR'), path('__proto__')]) {
    t.equal((await admin('PUT', place, { text: 'x' })).status, 404, place)
  }
})

t.test('a letter is written in own words, names their version, and its hash is of what was sent', async (t) => {
  const { organisation, admin } = await fresh()
  const agent = await organisation.client('agent')
  await admin('PUT', path('acknowledgement'), { text: said(['Kanarienvogel et merci.', '{received}', '{due}']) })
  const open = async () => {
    const { body } = await agent('POST', '/v1/requests', {
      channel: 'phone',
      received_at: '2026-03-02T09:00:00Z',
      requester: { name: 'Zoé', email: 'zoe@example.net' },
      rights: [{ right: 'access' }],
      locale: 'fr',
    })
    await agent('POST', `/v1/requests/${body.id}/acknowledge`, {})
    return body.id
  }
  const before = await open()
  await admin('PUT', path('acknowledgement'), { text: said(['Deuxième.', '{due}']) })
  const after = await open()
  const letter = async (id: string) => (await agent('GET', `/v1/requests/${id}/letters`)).body.data[0]
  t.match([await letter(before), await letter(after)], [{ wording_version: 1 }, { wording_version: 2 }])
  const [{ text_sha256 }] = (await admin('GET', `/v1/requests/${before}/evidence`)).body.letters
  const id = parseId('ltr', (await letter(before)).id)
  const row =
    id && (await service.database.db.transaction(organisation.id, (tx) => findLetter(tx, service.keyring, id)))
  t.match(row?.detail.text, 'Kanarienvogel et merci.')
  t.equal(text_sha256, hash('sha256', row?.detail.text ?? ''))
  const [{ text } = {}] = await service.database.look(
    "select string_agg(detail::text, ' ') as text from habeas.letters",
  )
  t.notMatch(String(text), Buffer.from('Kanarienvogel').toString('hex'), 'kept sealed')
})

t.test('a wording in every language there is holds the language’s own letters', async (t) => {
  const { admin } = await fresh()
  for (const locale of writtenLanguages) {
    t.match(
      await admin('PUT', path('cancellation', locale), {
        text: '{closed}\n\nŻółć, ångström, ñandú, Größe, ελληνικά, кирилица.',
      }),
      {
        status: 200,
        body: { locale, version: 1 },
      },
    )
  }
})

t.test('nothing of it is another organisation’s', async (t) => {
  const { admin } = await fresh()
  const other = await fresh()
  await admin('PUT', path('cancellation'), { text: '{closed}\n\nÀ nous.' })
  t.match((await other.auditor('GET', path('cancellation'))).body, { version: 0, text: null })
  t.equal((await other.auditor('GET', `${path('cancellation')}?version=1`)).status, 404)
  t.same((await other.auditor('GET', `${path('cancellation')}/versions`)).body.data, [])
  t.same((await other.auditor('GET', '/v1/letters/wordings')).body.data, [])
  t.match((await other.auditor('GET', '/v1/letters/preview/cancellation')).body, { wording_version: null })
})

t.test('all wordings together have a bound', async (t) => {
  const { admin } = await fresh()
  let status = 200
  let taken = 0
  for (const [type, locale] of letterTypes.flatMap((each) => writtenLanguages.map((tag) => [each, tag] as const))) {
    const text = said([...whole(type), 'x '.repeat(3_500)])
    status = (await admin('PUT', path(type, locale), { text })).status
    if (status !== 200) break
    taken += text.length
  }
  t.equal(status, 400)
  t.ok(taken > 190_000 && taken <= 200_000)
})
