import { hash } from 'node:crypto'

// RFC 6962 section 2.1: what sets a leaf apart from a node, so that neither can stand for the other
const leafMark = Buffer.of(0)
const nodeMark = Buffer.of(1)

/** A Merkle tree as RFC 6962 section 2.1 hashes it, growing leaf by leaf. */
export type MerkleTree = {
  /** How many leaves it has. */
  readonly size: number
  /** Adds a leaf at the end, by what it stands for: here the hash of an event. */
  add(input: Buffer): void
  /** The hash of the whole: 32 bytes; of no leaf, the hash of nothing. */
  root(): Buffer
  /** The hashes that lead from a leaf, counted from 0, to the root: the audit path of RFC 6962 section 2.1.1, lowest first. */
  path(index: number): Buffer[]
}

export function merkleTree(): MerkleTree {
  /** The nodes of each height whose subtree is full. */
  const levels: Buffer[][] = []
  const at = (height: number, index: number) => levels[height]?.[index]

  /** The node at the right edge of each height that stands for fewer leaves than a full one: the last is the root. */
  const edges = (): (Buffer | undefined)[] => {
    const found: (Buffer | undefined)[] = [undefined]
    for (const [height, { length }] of levels.entries()) {
      const edge = found[height]
      const alone = length % 2 === 1 ? at(height, length - 1) : undefined
      found.push(alone && edge ? node(alone, edge) : (alone ?? edge))
    }
    return found
  }

  return {
    get size() {
      return levels[0]?.length ?? 0
    },
    add: (input) => {
      let made: Buffer = hash('sha256', Buffer.concat([leafMark, input]), 'buffer')
      for (let height = 0; ; height++) {
        const level = levels[height] ?? []
        levels[height] = level
        level.push(made)
        const left = level.at(-2)
        if (level.length % 2 === 1 || left === undefined) return
        made = node(left, made)
      }
    },
    root: () => edges().at(-1) ?? hash('sha256', Buffer.alloc(0), 'buffer'),
    path: (index) => {
      const edge = edges()
      const siblings = levels.map(({ length }, height) => {
        const sibling = Math.floor(index / 2 ** height) ^ 1
        return sibling === length ? edge[height] : at(height, sibling)
      })
      return siblings.filter((sibling) => sibling !== undefined)
    },
  }
}

function node(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([nodeMark, left, right]), 'buffer')
}
