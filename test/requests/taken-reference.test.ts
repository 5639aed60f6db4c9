import t from 'tap'
import { runAs } from '../support/database.ts'
import { testService } from '../support/service.ts'

const service = await testService(t)
const acme = await service.organisation('acme')
const agent = await acme.client('agent')
const { owner, superuser } = service.database

const form = { requester: { name: 'Zoé', email: 'zoe@person.example' }, rights: [{ right: 'access' }] }
const send = (headers: Record<string, string> = {}) => service.call('POST', '/v1/public/acme/requests', form, headers)
const taken: string = (await send()).body.reference

/**
 * From now on the database itself stores this reference in the next so many requests, whatever was drawn for them: the constraint
 * that refuses them is the real one. Counted by a sequence, which a rollback doesn't turn back.
 */
async function collide(times: number): Promise<void> {
  await runAs(
    superuser,
    `create sequence if not exists habeas.collisions;
     select setval('habeas.collisions', 1, false);
     create or replace function habeas.collide() returns trigger language plpgsql security definer as $$ begin
       if nextval('habeas.collisions') <= ${times} then new.reference := '${taken}'; end if;
       return new;
     end $$;
     create or replace trigger collide before insert on habeas.requests for each row execute function habeas.collide();`,
  )
}
async function drawn(): Promise<number> {
  const [row] = await runAs(superuser, `select last_value::int as draws from habeas.collisions`)
  return Number(row?.draws)
}
async function stored(): Promise<unknown> {
  const counts = ['requests', 'rights', 'events', 'letters', 'verifications', 'idempotent_answers'].map(
    (table) => `(select count(*)::int from habeas.${table}) as ${table}`,
  )
  const [row] = await runAs(superuser, `select ${counts.join(', ')}`)
  return row
}

t.test('a form whose reference is taken is received under another', async (t) => {
  await collide(2)
  const received = await send({ 'idempotency-key': 'two-collisions-then-free' })
  t.equal(received.status, 202)
  t.not(received.body.reference, taken)
  t.equal(await drawn(), 3)
  const found = await agent('GET', `/v1/requests?reference=${received.body.reference}`)
  t.equal(found.body.data.length, 1)
  const again = await send({ 'idempotency-key': 'two-collisions-then-free' })
  t.match(again, { status: 202, body: received.body, headers: { 'idempotent-replayed': 'true' } })
})

t.test('so is a letter that staff registers', async (t) => {
  await collide(1)
  const letter = { ...form, channel: 'web', external_reference: 'CRM-1' }
  const opened = await agent('POST', '/v1/requests', letter)
  t.equal(opened.status, 201)
  t.not(opened.body.reference, taken)
  t.match(await agent('POST', '/v1/requests', letter), { status: 409, body: { code: 'external_reference_taken' } })
})

t.test('it is not drawn for ever, and of what was refused nothing is left', async (t) => {
  const before = await stored()
  await collide(1_000)
  t.match(await send(), { status: 500, body: { code: 'internal' } })
  t.equal(await drawn(), 3)
  t.match(await agent('POST', '/v1/requests', { ...form, channel: 'web' }), { status: 500 })
  t.same(await stored(), before)
  await runAs(owner, 'drop trigger collide on habeas.requests')
  t.equal((await send()).status, 202)
})
