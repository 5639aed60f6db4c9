import { linkSecretFor } from '../../src/platform/crypto/link-secrets.ts'
import { parseId } from '../../src/platform/identifiers.ts'
import { jobHandlers } from '../../src/worker.ts'
import { type Answer, callWith, type TestOrganisation, type TestService } from '../support/service.ts'

/** What these tests do over and over: sources, a request, its tasks, and the owner with a link. */
export async function searchDesk(service: TestService, organisation: TestOrganisation) {
  const [agent, dpo] = await Promise.all([organisation.client('agent'), organisation.client('dpo')])
  const linkOf = (task: string) => linkSecretFor(service.keyring, parseId('tsk', task) ?? fail('no task'))
  return {
    organisation,
    agent,
    dpo,
    linkOf,
    source: async (key: string, more: object = {}): Promise<string> =>
      ok(await dpo('POST', '/v1/sources', { name: `${key} system`, key, owner_email: `${key}@acme.example`, ...more }))
        .id,
    open: async (
      more: object = {},
    ): Promise<{ id: string; reference: string; due_on: string; rights: { id: string }[] }> =>
      ok(
        await agent('POST', '/v1/requests', {
          channel: 'web',
          requester: { name: 'Zoé Łukasiewicz', email: 'zoe@example.org' },
          rights: [{ right: 'access' }],
          ...more,
        }),
      ),
    ask: async (request: string, body: object = {}): Promise<{ id: string; due_on: string }[]> =>
      ok(await agent('POST', `/v1/requests/${request}/tasks`, body)).data,
    tasks: async (request: string) => ok(await agent('GET', `/v1/requests/${request}/tasks`)).data,
    show: async (request: string) => ok(await agent('GET', `/v1/requests/${request}`)),
    on: (request: string, task: string, action: string, body?: object) =>
      agent('POST', `/v1/requests/${request}/tasks/${task}/${action}`, body),
    /** The owner, who has the letter. */
    owner: (task: string) => callWith(service.app, { authorization: `Bearer ${linkOf(task)}` }),
    letters: async (request: string) =>
      ok(await agent('GET', `/v1/requests/${request}/letters`)).data.filter(
        ({ type }: { type: string }) => type === 'collection_task',
      ),
    events: async (request: string): Promise<string[]> =>
      ok(await agent('GET', `/v1/requests/${request}/events?limit=100`))
        .data.map(({ type }: { type: string }) => type)
        .filter((type: string) => type.startsWith('task_')),
    watch: async (time: string) => {
      service.at(time)
      await jobHandlers(service.deps)['watch-deadlines']({}, new AbortController().signal)
    },
  }
}

function ok({ status, body }: Answer) {
  return status < 300 ? body : fail(`${status} ${JSON.stringify(body)}`)
}

function fail(why: string): never {
  throw new Error(why)
}
