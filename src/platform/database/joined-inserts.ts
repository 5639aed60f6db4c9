import type { Insert } from './statement.ts'

/** Inserts that were given in a row and wait to go out together. */
export type JoinedInserts = {
  /** False where it can't come along: there are enough of its kind. So there are few texts, each prepared once per connection. */
  add(insert: Insert): boolean
  /** One statement, its texts' parameters renumbered. */
  joined(): { readonly text: string; readonly parameters: readonly unknown[] }
}

/** Of the rows of one table: enough for the rights of most letters. Each number of them is a text of its own, some 200 KB of plan. */
const mostAlike = 4

/** The texts made so far, by the names of what is joined: as many as there are kinds of writes. */
const texts = new Map<string, string>()

export function joinedInserts(first: Insert): JoinedInserts {
  const inserts = [first]
  return {
    add: (insert) => {
      if (inserts.filter(({ name }) => name === insert.name).length === mostAlike) return false
      inserts.push(insert)
      return true
    },
    joined: () => {
      const key = inserts.map(({ name }) => name).join()
      const text = texts.get(key) ?? textOf(inserts)
      texts.set(key, text)
      return { text, parameters: inserts.flatMap(({ parameters }) => parameters) }
    },
  }
}

/**
 * All but the last as CTEs (PostgreSQL's manual, 7.8.4: each is carried out, whether it is read or not). Constraints are checked
 * at the end of the whole statement, so the order of its parts does not matter to a foreign key.
 */
function textOf(inserts: readonly Insert[]): string {
  let before = 0
  const renumbered = inserts.map(({ text, parameters }) => {
    const own = text.replace(/\$(\d+)/g, (_, number) => `$${before + Number(number)}`)
    before += parameters.length
    return own
  })
  const last = renumbered.pop() ?? ''
  if (renumbered.length === 0) return last
  return `with ${renumbered.map((text, at) => `part_${at} as (${text})`).join(', ')} ${last}`
}
