import t from 'tap'
import { register } from '../../src/cli/demo/processing.ts'
import { exportDesk } from '../exports/support.ts'
import { asRead, storedLetters } from '../letters/stored-letters.ts'
import { openDesk } from './desk.ts'

const { service, acme, open, onRight, proven } = await openDesk(t)
await acme.admin('PUT', '/v1/register', register)
const mine = await acme.person('ana@example.org')
const letters = storedLetters(service, acme)

const inPart = { outcome: 'partially_granted', reasons: 'Invoices are kept for ten years.' }
const done = { note: 'done' }
const withoutRecipients = { ...done, none_to_tell: true }
const requester = { name: 'Ana', email: 'ana@example.org', postal_address: '1 rue Haute, Lyon' }

/** The letter that tells of the carrying out, as it is read. */
async function toldOf(right: object, decision: object, command: object, more: object = {}): Promise<string> {
  const request = await open([right], { requester, ...more })
  await proven(request)
  const decided = await onRight(request, 'decide', decision)
  if (decided.status !== 200) throw new Error(JSON.stringify(decided.body))
  const carriedOut = await onRight(request, 'fulfil', command)
  if (carriedOut.status !== 200) throw new Error(JSON.stringify(carriedOut.body))
  return asRead((await letters(request)).at(-1)?.text ?? '')
}

t.test('whatever was granted in part is told as carried out in part', async (t) => {
  for (const [right, grounds, command] of [
    [{ right: 'rectification' }, ['accurate_data'], withoutRecipients],
    [{ right: 'erasure' }, ['legal_obligation'], withoutRecipients],
    [{ right: 'restriction', ground: 'a' }, ['no_restriction_ground'], withoutRecipients],
    [{ right: 'objection', direct_marketing: false }, ['compelling_legitimate_grounds'], done],
    [{ right: 'post_mortem', purpose: 'revoke' }, ['manifestly_unfounded'], done],
  ] as const) {
    const text = await toldOf(right, { ...inPart, grounds }, command)
    t.match(text, /demande exécutée en partie\..*Notre décision indique ce qui n’a pas été accepté/, right.right)
    const whole = await toldOf(right, { outcome: 'granted' }, command)
    t.notMatch(whole, /en partie|n’a pas été accepté/, right.right)
  }
  const withdrawn = await toldOf({ right: 'withdrawal' }, { ...inPart, grounds: ['no_consent_given'] }, done)
  t.match(withdrawn, /retrait de votre consentement.*Notre décision indique ce qui n’a pas été accepté/)
})

const partly = {
  ...inPart,
  grounds: ['legal_obligation'],
  items: [
    { activity: 'newsletter', outcome: 'granted' },
    { activity: 'invoicing', outcome: 'refused' },
  ],
}
const remains = [{ what: 'The backups', reasons: 'They are overwritten.', until: '2026-06-01' }]

t.test('an erasure in part: an e-mail says that something remains, the person’s page and paper say what', async (t) => {
  const text = await toldOf({ right: 'erasure' }, partly, { ...withoutRecipients, remains })
  t.match(
    text,
    'Effacement de vos données (article 17 du RGPD) : demande exécutée en partie. Une partie de vos données',
  )
  t.notMatch(text, /ont été effacées|Invoicing|backups|overwritten|obligation/)
  const [request] = (await mine('GET', '/v1/me/requests')).body.data
  t.match((await mine('GET', `/v1/me/requests/${request.id}`)).body.rights[0].fulfilment.remains, [
    { what: 'The backups', reasons: 'They are overwritten.', until: '2026-06-01' },
    { name: 'Invoicing and accounting' },
  ])
  const post = { ...withoutRecipients, remains, told: { by: 'post' } }
  const printed = await toldOf({ right: 'erasure' }, partly, post)
  t.match(
    printed,
    'demande exécutée en partie. Ce qui est conservé, et pourquoi : - The backups : Une obligation légale',
  )
  t.match(
    printed,
    'Conservation jusqu’au 1er juin 2026. > They are overwritten. - Invoicing and accounting : Une obligation légale',
  )
  const silent = await toldOf({ right: 'erasure' }, partly, withoutRecipients)
  t.match(silent, 'Une partie de vos données est conservée', 'what the decision refuses remains, said or not')
})

t.test('an erasure granted whole, of which something remains, is told in part, with where to turn', async (t) => {
  const text = await toldOf({ right: 'erasure' }, { outcome: 'granted' }, { ...withoutRecipients, remains })
  t.match(text, /exécutée en partie\. Une partie de vos données est conservée.*article 12, paragraphe 4/)
  const [request] = (await mine('GET', '/v1/me/requests')).body.data
  const [right] = (await mine('GET', `/v1/me/requests/${request.id}`)).body.rights
  t.match(right, { outcome: 'granted', remedies: /article\s77, paragraphe\s1/ })
})

t.test('an export of what was granted in part does not say that it is all that was asked for', async (t) => {
  const desk = await exportDesk(service, acme)
  for (const [decision, isInPart] of [
    [{ ...inPart, outcome: 'partially_granted', grounds: ['rights_of_others'] }, true],
    [{ outcome: 'granted' }, false],
  ] as const) {
    const request = await desk.open([{ right: 'access' }])
    await desk.grant(request, 0, decision)
    await desk.put(request.id, 'crm', [desk.record])
    const released = await desk.release(request.id, await desk.ready(request.id))
    t.equal(released.status, 200)
    const text = asRead((await letters(request)).at(-1)?.text ?? '')
    const [part, whole] = ['Les données que nous vous remettons sont prêtes', 'vous avez demandées sont prêtes']
    t.match(text, isInPart ? part : whole)
    t.notMatch(text, isInPart ? whole : part)
    t.equal(text.includes('Notre décision indique'), isInPart)
  }
})
