import { createHabeas, HabeasProblem } from 'habeas-client'

const { HABEAS: url, CLIENT: clientId, SECRET: clientSecret } = process.env
const habeas = createHabeas({ url, credentials: { clientId, clientSecret } })
const { id, reference } = await habeas.post('/v1/requests', {
  body: { channel: 'phone', received_on: '2026-03-02', requester: { name: 'Zoé' }, rights: [{ right: 'access' }] },
})
const events = []
for await (const { type, request_id } of habeas.pages('/v1/events')) if (request_id === id) events.push(type)
const refused = await habeas.get('/v1/letters/{id}', { path: { id: 'ltr_01h2xcejqtf2nbrexx3vqjhp41' } }).catch((error) => error)
const told = refused instanceof HabeasProblem ? `${refused.name} ${refused.status} ${refused.code}` : String(refused)
console.log(JSON.stringify({ reference, events, refused: told }))
