import { linkSecretFor } from '../../src/platform/crypto/link-secrets.ts'
import type { TaskId } from '../../src/platform/identifiers.ts'
import { type Desk, done, fresh, openCase, recordLines, uuidOf } from './desk.ts'
import type { Errand } from './operations.ts'
import type { Prepare } from './session-errands.ts'

/** Of the systems that hold data, and of their owners, who come with the secret of a link. */
export const sourceErrands: Readonly<Record<string, Prepare>> = {
  createSource: async () => ({ body: sourceOf(fresh('crm')), otherBody: sourceOf(fresh('shop')) }),
  listSources: async (desk) => {
    await newSource(desk)
    return {}
  },
  getSource: ofSource(),
  changeSource: ofSource({ active: false }, { holds: 'Baskets.' }),
  deleteSource: ofSource(),

  openTasks: async (desk) => {
    const [one, another] = [await newSource(desk), await newSource(desk)]
    const body = { sources: [one], note: 'The archive, too.' }
    return { ids: { id: (await openCase(desk)).id }, body, otherBody: { ...body, sources: [another] } }
  },
  listTasks: async (desk) => ({ ids: { id: (await newTask(desk)).id } }),
  remindTask: ofTask(),
  answerTaskForOwner: ofTask({ answer: 'nothing_held' }, { answer: 'found', note: 'Two orders.' }),
  cancelTask: ofTask({ reason: 'Shut down.' }, { reason: 'Never existed.' }),

  openTask: ofOwner(),
  answerTask: ofOwner({ answer: 'nothing_held' }, { answer: 'cannot', reason: 'Being restored.' }),
  bringTaskRecords: async (desk) => {
    const { headers } = await ofOwner()(desk)
    return {
      body: recordLines,
      otherBody: `${recordLines}${recordLines}`,
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
    }
  },
}

function sourceOf(key: string): object {
  return { name: 'Customer database', key, owner_email: `${key}@desk.example`, holds: 'Orders.' }
}

async function newSource({ staff: { dpo } }: Desk): Promise<string> {
  return (await done(dpo('POST', '/v1/sources', sourceOf(fresh('source'))))).id
}

async function newTask(desk: Desk): Promise<{ id: string; task: string }> {
  const { id } = await openCase(desk)
  const opened = desk.staff.agent('POST', `/v1/requests/${id}/tasks`, { sources: [await newSource(desk)] })
  return { id, task: (await done(opened)).data[0].id }
}

function ofSource(body?: object, otherBody?: object): Prepare {
  return async (desk) => ({ ids: { id: await newSource(desk) }, ...both(body, otherBody) })
}

function ofTask(body?: object, otherBody?: object): Prepare {
  return async (desk) => ({ ids: await newTask(desk), ...both(body, otherBody) })
}

function ofOwner(body?: object, otherBody?: object): Prepare {
  return async (desk) => {
    const { task } = await newTask(desk)
    const secret = linkSecretFor(desk.service.keyring, uuidOf('tsk', task) as TaskId) // of a task just made
    return { headers: { authorization: `Bearer ${secret}` }, ...both(body, otherBody) }
  }
}

function both(body: object | undefined, otherBody: object | undefined): Errand {
  return { ...(body && { body }), ...(otherBody && { otherBody }) }
}
