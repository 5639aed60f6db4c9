import { hash } from 'node:crypto'
import { holidaysBetween } from '../law/holidays.ts'

// Open requests lie in these years. A longer list costs each start its reading; another list only has them reckoned once more.
const [firstYear, lastYear] = [2024, 2037]

const remembered = new Map<string, Buffer>()

/** SHA-256 of the public holidays of a calendar, by day: another one means that a last day may have moved. */
export function holidaysDigest(calendar: string): Buffer {
  const known = remembered.get(calendar)
  if (known !== undefined) return known
  const digest = hash('sha256', holidaysBetween(calendar, firstYear, lastYear).join('\n'), 'buffer')
  remembered.set(calendar, digest) // a calendar that exists: some three hundred at most
  return digest
}
