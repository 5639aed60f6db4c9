import t from 'tap'
import {
  by,
  everything,
  execute,
  heirOf,
  letters,
  must,
  openDirectivesDesk,
  photographs,
  register,
  told,
} from './directives-desk.ts'

const { open, onRight, proven, carriedOut, fulfil, found, statuses, accept } = await openDirectivesDesk(t)

t.test('a later one about some data prevails for these over an earlier one about all, and staff is told', async (t) => {
  const who = by('Rut Sol', 'rut@example.org')
  await carriedOut(register([everything, letters]), who)
  await carriedOut(register([photographs]), who)
  const heir = await open(
    [execute('Rut Sol')],
    heirOf('Rut Sol', {
      data_subject: { name: 'Rut Sol', identifiers: [{ type: 'e-mail', value: 'rut@example.org' }] },
    }),
  )
  const [later, earlier] = await found(heir)
  t.match(later, { status: 'in_force', directives: [{ scope: 'The photographs', stands: 'wholly', yields_to: [] }] })
  t.match(earlier, {
    status: 'in_force',
    directives: [
      { instruction: 'erase', stands: 'in_part', yields_to: [later?.id] },
      { scope: 'The letters', stands: 'wholly', yields_to: [] },
    ],
  })
  await carriedOut(register([{ ...letters, instruction: 'keep' }]), who)
  const [latest, , first] = await found(heir)
  t.match(first?.directives, [
    { stands: 'in_part', yields_to: [latest?.id, later?.id] },
    { scope: 'The letters', stands: 'not', yields_to: [latest?.id] },
  ])
  const ended = await carriedOut(register([everything]), who)
  t.match((await found(heir)).at(-1), {
    status: 'changed',
    ended_by: ended.id,
    directives: [{ stands: null }, { stands: null }],
  })
})

t.test('another of the same name leaves one’s directives as they stand', async (t) => {
  await carriedOut(register([everything]), by('Tone Vang', 'tone1@example.org'))
  await carriedOut(register([photographs]), by('Tone Vang', 'tone2@example.org'))
  t.match(await found(await open([execute('Tone Vang')], heirOf('Tone Vang'))), [
    { directives: [{ stands: 'wholly' }] },
    { directives: [{ stands: 'wholly', yields_to: [] }] },
  ])
})

t.test(
  'the designated person is known when they write, by the address given for them, else by their name',
  async (t) => {
    const bo = { name: 'Bo Ek', email: 'bo.ek@example.org' }
    await carriedOut(register([letters], { designated_person: bo }), by('Siri Ek', 'siri@example.org'))
    await carriedOut(
      register([photographs], { designated_person: { name: 'Bo Ek' } }),
      by('Siri Ek', 'siri@example.org'),
    )
    const writes = async (name: string, email: string) => {
      const request = { ...heirOf('Siri Ek'), ...by(name, email), capacity: 'designated_person' }
      return (await found(await open([execute('Siri Ek')], request))).map(({ designated_writes }) => designated_writes)
    }
    t.same(await writes('Ek, Bo', 'BO.ek@example.org'), [true, true])
    t.same(await writes('Bo Ek', 'another@example.org'), [true, false])
    t.same(await writes('Ulla Ek', 'ulla@example.org'), [false, false])
  },
)

t.test('a name with a day of birth says whose they are; a day of birth alone, or another one, does not', async (t) => {
  const born = (value: string) => [{ type: 'date_of_birth', value }]
  const person = { ...by('Gro Lie'), data_subject: { name: 'Gro Lie', identifiers: born('1950-01-02') } }
  await carriedOut(register([letters]), person)
  const heir = (name: string, value: string) =>
    open([execute(name)], heirOf(name, { data_subject: { name, identifiers: born(value) } }))
  t.match(await found(await heir('Gro Lie', '1950-01-02')), [{ matched_by: ['identifier', 'name'] }])
  t.match(await found(await heir('Gro Lie', '1951-01-02')), [{ matched_by: ['name'] }])
  t.match(await found(await heir('Tor Moe', '1950-01-02')), [{ matched_by: ['identifier'] }])
  const certain = await heir('Gro Lie', '1950-01-02')
  await must(proven(certain))
  await accept(certain)
  await must(onRight(certain, 'decide', { outcome: 'granted', told }))
  await must(fulfil(certain))
  t.same(await statuses(certain), ['carried_out'])
})
