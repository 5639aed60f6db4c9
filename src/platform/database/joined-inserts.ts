import type { Insert } from './statement.ts'

/** Inserts that were given in a row and wait to go out together. */
export type JoinedInserts = {
  /**
   * False where it can't come along: there are enough of its kind, so that there are few texts, each prepared once per connection; or
   * something else came after the last of its kind, and their order would be lost.
   */
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
      const alike = inserts.filter(({ name }) => name === insert.name).length
      if (alike === mostAlike || (alike > 0 && !continues(inserts.at(-1), insert))) return false
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

/** Whether it is one more row of the statement before it. */
function continues(before: Insert | undefined, { name, row }: Insert): boolean {
  return row !== undefined && before?.name === name
}

/**
 * Rows of one table that follow each other as one insert, in their order; all but the last insert as CTEs (PostgreSQL's manual, 7.8.4:
 * each is carried out, whether it is read or not, in an order that is not ours to say). Constraints are checked at the end of the
 * whole statement, so that order does not matter to a foreign key.
 */
function textOf(inserts: readonly Insert[]): string {
  let before = 0
  const parts: string[] = []
  for (const [at, insert] of inserts.entries()) {
    const renumbered = (text: string) => text.replace(/\$(\d+)/g, (_, number) => `$${before + Number(number)}`)
    const { text, row, parameters } = insert
    if (row !== undefined && continues(inserts[at - 1], insert)) parts.push(`${parts.pop()}, ${renumbered(row)}`)
    else parts.push(renumbered(text))
    before += parameters.length
  }
  const last = parts.pop() ?? ''
  if (parts.length === 0) return last
  return `with ${parts.map((text, at) => `part_${at} as (${text})`).join(', ')} ${last}`
}
