import { parseId } from '../../src/platform/identifiers.ts'
import { changeCase } from '../../src/requests/change-case.ts'
import { letterFailed } from '../../src/requests/tell.ts'
import type { Desk } from '../attacks/desk.ts'
import { runAs } from '../support/database.ts'

/** A letter of a request comes to nothing for good, as its delivery would record it. */
export async function letterFails(
  { service, organisation }: Pick<Desk, 'service' | 'organisation'>,
  request: string,
  letter: string,
): Promise<void> {
  const [id, failed] = [parseId('req', request), parseId('ltr', letter)]
  if (id === undefined || failed === undefined) throw new Error('no request, or no letter')
  const actor = { type: 'service', organisation: organisation.id } as const
  const now = service.deps.now()
  await service.deps.database.transaction(organisation.id, (tx) =>
    changeCase(tx, service.deps, { request: id, actor, now }, (c) =>
      letterFailed(c, { id: failed }, { actor, at: now }),
    ),
  )
  await runAs(service.database.superuser, `update habeas.letters set state = 'failed', due_at = null where id = $1`, [
    failed,
  ])
}
