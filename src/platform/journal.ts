import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file outside the database that only grows: one JSON object a line, each on the disk before `append` resolves. */
export type Journal = {
  /** Adds a line. Rejects where the disk refuses it; what was half written then is no line, and the next one begins anew. */
  append(line: Readonly<Record<string, string>>): Promise<void>
  /** All lines, oldest first; undefined where there is no file. `unreadable` counts what is none: a line cut off by a kill. */
  read(): Promise<{ readonly lines: readonly unknown[]; readonly unreadable: number } | undefined>
}

/** Several processes may share a file on one file system: a line goes out in one write at the end of the file. */
export function openJournal(file: string): Journal {
  return {
    append: async (line) => {
      await mkdir(dirname(file), { recursive: true })
      const handle = await open(file, 'a+', 0o600)
      try {
        const { size } = await handle.stat()
        const { buffer } = size === 0 ? { buffer: newline } : await handle.read(Buffer.alloc(1), 0, 1, size - 1)
        const isTorn = !newline.equals(buffer)
        await handle.appendFile(`${isTorn ? '\n' : ''}${JSON.stringify(line)}\n`)
        await handle.sync()
        if (size === 0) await syncFolder(dirname(file))
      } finally {
        await handle.close()
      }
    },
    read: async () => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      })
      if (text === undefined) return undefined
      const written = text.split('\n').filter((line) => line !== '')
      const lines = written.map(parsed).filter((line) => line !== undefined)
      return { lines, unreadable: written.length - lines.length }
    },
  }
}

const newline = Buffer.from('\n')

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined // cut off by a kill: counted by the caller
  }
}

/** A new file is only there for good once its folder is on the disk, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
