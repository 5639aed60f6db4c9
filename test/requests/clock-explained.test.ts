import t from 'tap'
import { clockWarnings } from '../../src/law/clock.ts'
import { openDesk } from './desk.ts'

const { service, open, agent, act, onRight } = await openDesk(t)
const clockOf = async ({ id }: { id: string }) => (await agent('GET', `/v1/requests/${id}/clock`)).body
const first = (clock: { explanation: { text: string }[] }) => clock.explanation[0]?.text ?? ''

t.test('a clock is explained in the language of its request, else in the organisation’s', async (t) => {
  const languages = { 'fr-BE': 'Demande reçue', en: 'Received', 'EN-gb': 'Received', de: 'Demande reçue' }
  for (const [locale, words] of Object.entries(languages)) {
    t.match(first(await clockOf(await open([{ right: 'access' }], { locale }))), words, locale)
  }
})

t.test('the warnings of a request and of its clock are the same, and of the one catalogue', async (t) => {
  const request = await open([{ right: 'access' }], { locale: 'en' })
  await act(request, 'extend', { ground: 'complexity', reasons: 'Forty systems.' })
  const untold = await clockOf(request)
  t.same(
    untold.warnings.map(({ code }: { code: string }) => code),
    ['extension_not_told'],
  )
  t.match(untold.warnings[0].message, 'La prolongation est décidée', 'for staff, in the organisation’s language')
  const late = await open([{ right: 'erasure' }])
  const told = { by: 'other', at: '2026-03-02T09:00:00Z' }
  await act(late, 'extend', { ground: 'complexity', reasons: 'Forty systems.', told })
  service.at('2026-04-03T09:00:00Z')
  const refused = await onRight(late, 'decide', {
    outcome: 'refused',
    grounds: ['legal_obligation'],
    reasons: 'Invoices.',
  })
  t.match(refused.body.warnings, [{ code: 'refused_after_first_month' }])
  t.same((await clockOf(late)).warnings, refused.body.warnings)
  for (const { code } of [...untold.warnings, ...refused.body.warnings]) t.ok(clockWarnings.includes(code))
  service.at('2026-03-02T09:00:00Z')
})
