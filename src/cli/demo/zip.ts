import { inflateRawSync } from 'node:zlib'

export type ZipEntry = { readonly path: string; readonly content: Buffer }

// APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16
const endOfDirectory = 0x06054b50
const directoryEntry = 0x02014b50

/**
 * The files of a small ZIP, in the order of its directory: one disk, no encryption, no ZIP64, stored or deflated. To show what is in a
 * package, and nothing more.
 * @throws where it is no such archive.
 */
export function filesOfZip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || zip.readUInt32LE(end) !== endOfDirectory) throw new Error('this is no ZIP archive')
  const files: ZipEntry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error('the directory of the archive is damaged')
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const path = zip.subarray(at + 46, at + 46 + name).toString()
    files.push({ path, content: contentAt(zip, zip.readUInt32LE(at + 42), { method, packed }) })
    at += 46 + name + extra + comment
  }
  return files
}

/** Behind the file's own header, whose name and extra field may have other lengths than the directory's. */
function contentAt(zip: Buffer, header: number, { method, packed }: { method: number; packed: number }): Buffer {
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  const content = zip.subarray(start, start + packed)
  if (method === 0) return content
  if (method === 8) return inflateRawSync(content)
  throw new Error('the archive is packed in a way this demo does not know')
}
