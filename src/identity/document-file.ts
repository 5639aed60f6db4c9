import { cleanJpeg, cleanPng } from './image-file.ts'

/** What a person may hand in: what every desk can open, and nothing that runs by being looked at. */
export const documentTypes = {
  'application/pdf': { extensions: ['pdf'] },
  'image/png': { extensions: ['png'] },
  'image/jpeg': { extensions: ['jpg', 'jpeg'] },
} as const
export type MediaType = keyof typeof documentTypes

/** 10 MiB: a scanned page takes less than one, and a phone's photograph about five. */
export const largestDocument = 10 * 1024 * 1024

/** More pixels than any scanner or phone makes; a viewer needs four bytes for each, however small the file (attack 56). */
const mostPixels = 200_000_000

export type RecognisedFile =
  /** `content`: what is kept of it. */
  | { readonly ok: true; readonly mediaType: MediaType; readonly filename: string; readonly content: Buffer }
  | { readonly ok: false; readonly why: string }

/**
 * Tells a PDF, PNG or JPEG by its first bytes and its extension, which must agree; what a sender calls its type counts for nothing.
 * A file that is two things at once (an image that readers open as a PDF, anything that unzips) is neither. An image is kept without
 * what only describes it (`image-file.ts`), a PDF as it is. Never throws.
 */
export function recogniseFile(content: Buffer, givenName: string): RecognisedFile {
  const mediaType = typeOf(content)
  if (mediaType === undefined) return { ok: false, why: 'expected the content of a PDF, PNG or JPEG file' }
  const extension = /\.([a-z]{3,4})$/i.exec(givenName)?.[1]?.toLowerCase()
  const extensions: readonly string[] = documentTypes[mediaType].extensions
  if (extension === undefined || !extensions.includes(extension)) {
    return { ok: false, why: `expected a file name that ends in .${extensions.join(' or .')}, as its content does` }
  }
  if (isAlsoArchive(content) || (mediaType !== 'application/pdf' && isAlsoPdf(content))) {
    return { ok: false, why: 'expected a file that is of one type only' }
  }
  const filename = `${safeStem(givenName)}.${extension}`
  if (mediaType === 'application/pdf') return { ok: true, mediaType, filename, content }
  const image = mediaType === 'image/png' ? cleanPng(content) : cleanJpeg(content)
  if (image === undefined) return { ok: false, why: 'expected an image that is whole' }
  if (image.pixels > mostPixels) {
    return { ok: false, why: `expected an image of at most ${mostPixels / 1_000_000} million pixels` }
  }
  return { ok: true, mediaType, filename, content: image.content }
}

/** The name under which a document is handed out: made by the server, so that nothing of the sender's is in a header. */
export function downloadName(documentId: string, mediaType: MediaType): string {
  return `${documentId}.${documentTypes[mediaType].extensions[0]}`
}

const pdfHead = Buffer.from('%PDF-')
const pngHead = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) // PNG (ISO/IEC 15948) section 5.2
const jpegHead = Buffer.from([0xff, 0xd8, 0xff]) // ISO/IEC 10918-1 annex B: SOI, and the next marker's first byte

function typeOf(content: Buffer): MediaType | undefined {
  const startsWith = (head: Buffer) => content.subarray(0, head.length).equals(head)
  if (startsWith(pdfHead)) return 'application/pdf'
  if (startsWith(pngHead)) return 'image/png'
  if (startsWith(jpegHead)) return 'image/jpeg'
  return undefined
}

/** Readers accept a PDF whose header stands anywhere in the first 1024 bytes (ISO 32000-1 annex H, note 13). */
function isAlsoPdf(content: Buffer): boolean {
  return content.subarray(0, 1024 + pdfHead.length).includes(pdfHead)
}

/** A ZIP is read from its end: a closing record whose comment reaches exactly to the last byte (APPNOTE 4.3.16). */
function isAlsoArchive(content: Buffer): boolean {
  const record = Buffer.from('PK\x05\x06', 'latin1')
  const recordBytes = 22
  const furthest = Math.max(0, content.length - recordBytes - 0xffff)
  for (let at = content.lastIndexOf(record); at >= furthest; at = at === 0 ? -1 : content.lastIndexOf(record, at - 1)) {
    const fits = at + recordBytes <= content.length
    if (fits && at + recordBytes + content.readUInt16LE(at + 20) === content.length) return true
  }
  return false
}

const longestStem = 80 // of any name a person gives a file; leaves room for the extension in every file system
const windowsDevices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/** A file name without its extension and without what a file system, a shell or a screen could take for something else. */
function safeStem(givenName: string): string {
  const own = givenName.slice(Math.max(givenName.lastIndexOf('/'), givenName.lastIndexOf('\\')) + 1)
  const stem = own
    .slice(0, own.lastIndexOf('.'))
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"/\\|?*\ufffd]+/gu, '_') // \p{C}: controls, direction overrides, unassigned
    .replace(/\s+/g, ' ')
    .replace(/^[\s.~-]+|[\s.]+$/g, '')
  const short = Array.from(stem).slice(0, longestStem).join('').trimEnd()
  return short === '' || windowsDevices.test(short) ? `document${short === '' ? '' : `-${short}`}` : short
}
