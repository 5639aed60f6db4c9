import t from 'tap'
import { by, letters, must, openDirectivesDesk, told } from './directives-desk.ts'

const { agent, open, onRight, eventTypes, granted, fulfil } = await openDirectivesDesk(t)

t.test(
  'nobody is told that nothing was registered: what is missing is asked for, and the right amended first',
  async (t) => {
    const missing = async ({ id }: { id: string }): Promise<string[]> =>
      (await must(agent('GET', `/v1/requests/${id}`))).warnings
        .filter(({ code }: { code: string }) => code === 'directives_missing')
        .map(({ message }: { message: string }) => message)
    for (const [right, details, says] of [
      [
        { right: 'post_mortem', purpose: 'register' },
        { directives: [letters] },
        /directives.*n’en énonce aucune.*art\. 85/,
      ],
      [
        { right: 'post_mortem', purpose: 'register', directives: [] },
        { designated_person: { name: 'Bo' } },
        /énonce aucune/,
      ],
      [{ right: 'post_mortem' }, { purpose: 'register', directives: [letters] }, /ne dit pas ce qu’elle vise/],
      [{ right: 'post_mortem' }, { purpose: 'revoke' }, /ne dit pas ce qu’elle vise/],
    ] as const) {
      const request = await granted(right, by('Odd Vik', 'odd@example.org'))
      t.match(await missing(request), [says])
      const refused = await fulfil(request)
      t.match(refused, { status: 422, body: { code: 'not_permitted', detail: /amend the right/ } })
      t.notOk((await eventTypes(request)).includes('right_fulfilled'), 'nothing has happened')
      await must(onRight(request, 'revise', { reason: 'Something is missing.' }))
      t.match(await missing(request), [says])
      await must(onRight(request, 'amend', { details, reason: 'The person said so on the telephone.' }))
      t.same(await missing(request), [])
      await must(onRight(request, 'decide', { outcome: 'granted', told }))
      await must(fulfil(request, { directives: [] }))
      const registers = 'purpose' in details && details.purpose === 'revoke' ? 0 : 1
      const types = await eventTypes(request)
      t.equal(types.filter((type) => type === 'directive_registered').length, registers)
    }
    const refused = await open([{ right: 'post_mortem' }], by('Kai Lund', 'kai@example.org'))
    await must(
      onRight(refused, 'decide', { outcome: 'refused', grounds: ['manifestly_unfounded'], reasons: 'It is.', told }),
    )
    t.same(await missing(refused), [], 'nothing of it will be carried out')
  },
)
