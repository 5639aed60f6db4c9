import { z } from 'zod'
import { civilDateIn, type Instant } from '../law/calendar.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import { getOrganisation } from '../organisations/store.ts'
import { warningsOfUnread } from '../organisations/unread-rows.ts'
import type { StaffActor } from '../platform/actor.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { linkNext, pageById, readOn } from '../platform/http/cursor.ts'
import type { Log } from '../platform/http/log.ts'
import { errorResponses, listQuery, noFields, typeId, writeErrors } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { recordsBrought } from '../records/replace-records.ts'
import { getRequestToShow } from '../requests/find-request.ts'
import { answerTask } from './answer-task.ts'
import { openTasks } from './open-tasks.ts'
import { cancelTask, remindTask } from './remind-task.ts'
import { answerTaskBody, cancelTaskBody, openTasksBody, showTask, taskList, taskView } from './schemas.ts'
import { type TaskToShow, tasksToShow } from './store.ts'
import { changeTask, type TaskPlace } from './task-of-case.ts'
import type { By } from './tell-owner.ts'

const writing = [...writeErrors, 'unauthorized', 'role_too_low', 'not_found', 'action_not_allowed'] as const
const ofRequest = z.object({ id: typeId('req') })
const ofTask = z.object({ id: typeId('req'), task: typeId('tsk') })
type Asking = { readonly params: z.output<typeof ofRequest>; readonly log: Log }
type AskingOfTask = Asking & { readonly params: z.output<typeof ofTask> }

/** What staff does with the searches of a request. */
export function taskRoutes(app: App, deps: Deps, staff: StaffDoor): void {
  const shown = async (tx: Tx, { params, log }: Asking, at: Instant, tasks: readonly TaskToShow[]) => {
    const [records, { timeZone }, warningsOf] = await Promise.all([
      recordsBrought(tx, params.id),
      getOrganisation(tx),
      warningsOfUnread(tx, log, tasks),
    ])
    const today = civilDateIn(timeZone, at)
    return tasks.map((task) => showTask(task, { records, today, warnings: warningsOf(task) }))
  }

  app.route({
    method: 'POST',
    url: '/v1/requests/:id/tasks',
    ...staff.for('agent'),
    schema: {
      operationId: 'openTasks',
      tags: ['Sources'],
      summary: 'Ask the owners of the sources what they hold',
      description:
        'A task for each active source that holds data of an activity which a right of the request reaches, or for those named, that has none of it yet; each owner gets a letter with a link for each to answer by, without an account. Who is to be searched for waits behind the link. By themselves tasks open as `settings.collect` of the organisation says.',
      params: ofRequest,
      body: openTasksBody,
      response: { 201: taskList.describe('The tasks that were opened'), ...errorResponses(...writing) },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, async (tx, actor, at) => {
        const { id } = request.params
        const opened = await openTasks(tx, deps, id, request.body, { actor, at })
        return { status: 201, body: { object: 'list', data: await shown(tx, request, at, opened), has_more: false } }
      }),
  })

  app.route({
    method: 'GET',
    url: '/v1/requests/:id/tasks',
    ...staff.for('auditor'),
    schema: {
      operationId: 'listTasks',
      tags: ['Sources'],
      summary: 'List the tasks of a request',
      description: 'In the order they were opened.',
      params: ofRequest,
      querystring: listQuery({}),
      response: {
        200: taskList.describe('One page of tasks'),
        ...errorResponses('invalid', 'invalid_cursor', 'unauthorized', 'role_too_low', 'not_found'),
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const found = await staff.read(request, async (tx) => {
        const { safe } = await getRequestToShow(tx, deps.keyring, id)
        const binding = { organisation: tx.organisation, scope: { list: 'tasks', request: id } }
        const all = await tasksToShow(tx, safe)
        const tasks = await pageById(deps, binding, request.query, readOn(all, 'oldest_first'))
        return { ...tasks, data: await shown(tx, request, deps.now(), tasks.data) }
      })
      linkNext(reply, found)
      return found
    },
  })

  type Work<Body> = (tx: Tx, place: TaskPlace, body: Body, by: By) => Promise<TaskToShow>
  const done = <Body>(work: Work<Body>) => {
    return async (tx: Tx, asking: AskingOfTask, body: Body, actor: StaffActor, at: Instant) => {
      const { id: request, task } = asking.params
      const [view] = await shown(tx, asking, at, [await work(tx, { request, task }, body, { actor, at })])
      return { status: 200, ...(view && { body: view }) }
    }
  }

  const remind = done((tx, place, _body: undefined, by) => remindTask(tx, deps, place, by))
  app.route({
    method: 'POST',
    url: '/v1/requests/:id/tasks/:task/remind',
    ...staff.for('agent'),
    schema: {
      operationId: 'remindTask',
      tags: ['Sources'],
      summary: 'Remind the owner of a source',
      description: 'Sends the link again, which then works for thirty days more.',
      params: ofTask,
      body: noFields,
      response: { 200: taskView.describe('The task'), ...errorResponses(...writing, 'not_permitted') },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, (tx, actor, at) => remind(tx, request, undefined, actor, at)),
  })

  const answer = done((tx, place, body: z.output<typeof answerTaskBody>, by) =>
    changeTask(tx, deps, place, by, (c, task) => answerTask(tx, c, task, body, by)),
  )
  app.route({
    method: 'POST',
    url: '/v1/requests/:id/tasks/:task/answer',
    ...staff.for('agent'),
    schema: {
      operationId: 'answerTaskForOwner',
      tags: ['Sources'],
      summary: 'Answer a task for the owner',
      description: 'For an answer that came another way. Records are brought in by `PUT …/records/{source}`.',
      params: ofTask,
      body: answerTaskBody,
      response: { 200: taskView.describe('The task'), ...errorResponses(...writing, 'not_permitted') },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, (tx, actor, at) => answer(tx, request, request.body, actor, at)),
  })

  const cancel = done((tx, place, { reason }: z.output<typeof cancelTaskBody>, by) =>
    cancelTask(tx, deps, place, reason, by),
  )
  app.route({
    method: 'POST',
    url: '/v1/requests/:id/tasks/:task/cancel',
    ...staff.for('agent'),
    schema: {
      operationId: 'cancelTask',
      tags: ['Sources'],
      summary: 'Call a search off',
      description: 'The link opens nothing any more. The source can be asked anew.',
      params: ofTask,
      body: cancelTaskBody,
      response: { 200: taskView.describe('The task'), ...errorResponses(...writing, 'not_permitted') },
    },
    handler: (request, reply) =>
      staff.write({ request, reply }, (tx, actor, at) => cancel(tx, request, request.body, actor, at)),
  })
}
