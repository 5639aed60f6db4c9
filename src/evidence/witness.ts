import { open } from 'node:fs/promises'
import type { Witness } from '../platform/deps.ts'
import { postOutbound } from '../platform/http/outbound.ts'

/** Where each signed root goes outside of the database: a file by its path, or an https address. */
export function witnessAt(place: string): Witness {
  if (place.startsWith('https:')) {
    return async (line) => {
      await postOutbound(place, { type: 'application/json', text: line })
    }
  }
  return (line) => appendLine(place, line)
}

const newline = '\n'

/** On disk when it resolves. A line that a crash has cut is ended first, so that it spoils no other. */
async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o600)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    const isCut = bytesRead === 1 && buffer.toString() !== newline
    await file.appendFile(`${isCut ? newline : ''}${line}${newline}`)
    await file.sync()
  } finally {
    await file.close()
  }
}
