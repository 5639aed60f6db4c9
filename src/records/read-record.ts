import { expectation } from '../platform/http/validation.ts'
import { newId } from '../platform/identifiers.ts'
import { readObjectText } from './json-text.ts'
import { type RecordText, refusedRecord } from './record-lines.ts'
import { recordBody } from './schemas.ts'
import type { NewRecord } from './store.ts'

/** Each category becomes a file, each purpose a line of the cover: more of them are a field mistaken for a name. */
const mostNames = 500

/** Reads the records of one upload, one by one. Throws 400 for the first that is bad. */
export function recordReader(): (given: RecordText) => NewRecord {
  const categories = new Set<string>()
  const purposes = new Set<string>()
  return ({ position, location, text }) => {
    const record = readRecord(text, location)
    if (tooMany(categories, record.category))
      throw refusedRecord(location, `category: expected at most ${mostNames} in a source`)
    if (record.purpose !== null && tooMany(purposes, record.purpose)) {
      throw refusedRecord(location, `purpose: expected at most ${mostNames} in a source`)
    }
    return { id: newId('rec'), position, ...record }
  }
}

function readRecord(text: string, location: string): Omit<NewRecord, 'id' | 'position'> {
  const object = readObjectText(text)
  if (!object.ok) throw refusedRecord(location, object.message)
  const parsed = recordBody.safeParse(object.value, { error: expectation })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.code === 'unrecognized_keys' ? issue.keys[0]?.slice(0, 100) : issue?.path.join('.')
    throw refusedRecord(location, `${field ? `${field}: ` : ''}${issue?.message ?? 'expected another value'}`)
  }
  const { category, provided_by, purpose, collected_at, source_id } = parsed.data
  return {
    category,
    providedBy: provided_by,
    purpose: purpose ?? null,
    collectedAt: collected_at ?? null,
    sourceId: source_id ?? null,
    data: object.member('data') ?? '{}', // present: the schema demands it
  }
}

function tooMany(names: Set<string>, name: string): boolean {
  names.add(name)
  return names.size > mostNames
}
