import type { RightRow } from '../requests/case.ts'
import { staffPortability } from '../requests/right-schemas.ts'
import type { TransmissionRow } from './store.ts'

/** Whether something is left to try. */
export function isOpen({ status }: Pick<TransmissionRow, 'status'>): boolean {
  return status === 'queued' || status === 'sending'
}

/** Host, and port where it is unusual. Of an address nothing else is shown: its path may be a key. */
export function hostOf({ detail: { endpoint } }: TransmissionRow): string {
  return new URL(endpoint).host
}

/** Where a right asks its data to go: undefined where it asks for no transfer; without an endpoint where it only says to whom. */
export function transferOf({ detail: { fields } }: RightRow): { endpoint?: string | undefined } | undefined {
  return staffPortability.transfer_to.safeParse(fields.transfer_to).data
}
