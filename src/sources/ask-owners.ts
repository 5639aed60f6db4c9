import { type CivilDate, civilDateIn } from '../law/calendar.ts'
import { taskDueOn } from '../law/collection.ts'
import { linkSecretFor } from '../platform/crypto/link-secrets.ts'
import { hashSecret } from '../platform/crypto/secrets.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/identifiers.ts'
import { type Case, happened } from '../requests/case.ts'
import type { Source, Task } from './store.ts'
import { type By, byOwner, factsOf, ownerLetter, renewed, toldTask } from './tell-owner.ts'

export type Asked = { readonly note?: string | undefined; readonly dueOn?: CivilDate | undefined }

/**
 * A task for each of these sources, and a letter for each of their owners, with the links of all that are theirs. The tasks are the caller's
 * to insert; events and letters go with the case.
 */
export function askOwners(
  c: Case,
  { keyring }: Pick<Deps, 'keyring'>,
  sources: readonly Source[],
  { note, dueOn }: Asked,
  by: By,
): Task[] {
  const { calendar, timeZone } = c.organisation
  const due = dueOn ?? taskDueOn(civilDateIn(timeZone, by.at), c.request.dueOn, calendar)
  const tasks = sources.map((source) => {
    const task = renewed(newTask(c, keyring, source, { note, dueOn: due }, by), c.organisation, by.at)
    const detail = { source_name: source.detail.name, owner_email: source.detail.owner_email, note }
    happened(c, { type: 'task_opened', facts: { ...factsOf(task), due_on: due }, detail }, by)
    return task
  })
  for (const own of byOwner(tasks, ({ detail }) => detail.source.owner_email)) {
    const told = own.map((task) => toldTask(c, task))
    c.letters.push(ownerLetter(c, told, { at: by.at, reminder: false }))
  }
  return tasks
}

function newTask(
  c: Case,
  keyring: Deps['keyring'],
  source: Source,
  { note, dueOn }: { readonly note: string | undefined; readonly dueOn: CivilDate },
  { at }: By,
): Task {
  const id = newId('tsk')
  return {
    organisationId: c.request.organisationId,
    id,
    requestId: c.request.id,
    sourceId: source.id,
    sourceKey: source.key,
    state: 'open',
    dueOn,
    secretHash: hashSecret(linkSecretFor(keyring, id)),
    expiresAt: at,
    toldOn: civilDateIn(c.organisation.timeZone, at),
    createdAt: at,
    answeredAt: null,
    detail: { source: source.detail, note },
  }
}
