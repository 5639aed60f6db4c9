import { type LetterDetail, letterBoxes } from '../../src/letters/tables.ts'
import type { Sealed } from '../../src/platform/crypto/safe.ts'
import { type LetterId, parseId, showId } from '../../src/platform/identifiers.ts'
import { getRequest } from '../../src/requests/find-request.ts'
import { runAs } from '../support/database.ts'
import type { TestOrganisation, TestService } from '../support/service.ts'

type StoredLetter = {
  readonly id: string
  readonly type: string
  readonly to: string
  readonly subject: string
  readonly text: string
}
type Row = { id: LetterId; type: string; detail: Sealed<LetterDetail> }

/** Reads the letters of a request, oldest first, as they lie in the outbox. */
export function storedLetters(service: TestService, organisation: TestOrganisation) {
  return async ({ id }: { id: string }): Promise<StoredLetter[]> => {
    const request = parseId('req', id)
    if (request === undefined) throw new Error('no request')
    const { safe } = await service.database.db.transaction(organisation.id, (tx) =>
      getRequest(tx, service.keyring, request),
    )
    const stored = 'select id, type, detail from habeas.letters where request_id = $1 order by id'
    const rows = (await runAs(service.database.superuser, stored, [request])) as Row[] // the columns of the text
    return rows.map((row) => {
      const { to, subject, text } = letterBoxes.open(safe, row).detail
      return { id: showId('ltr', row.id), type: row.type, to: to.email ?? to.postal_address ?? '', subject, text }
    })
  }
}

/** A letter as it is read: on one line, each space an ordinary one. */
export function asRead(text: string): string {
  return text.replace(/\s+/g, ' ')
}
