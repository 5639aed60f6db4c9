/**
 * What of an image is kept. Photographs tell where and when they were taken, by whom and with what, and carry small copies of what was
 * cut away: none of that is asked for. The picture itself is copied bit by bit and never decoded here, so that nothing hostile in it
 * reaches a decoder, and what is added to this list is a decision.
 */

/** An image without what only describes it, and how many pixels a viewer will have to hold. */
export type CleanImage = {
  readonly content: Buffer
  readonly pixels: number
  /** As it is stored: an orientation may turn it. */
  readonly width: number
  readonly height: number
}

/** Chunks or segments: ten times as many as any program writes, and few enough that none keeps the service busy (attack 60). */
const mostParts = 50_000

/**
 * A PNG of its picture and its colours alone; nothing behind its end. Undefined where it is not whole: no header, a
 * chunk that reaches beyond the file, no end.
 */
export function cleanPng(content: Buffer): CleanImage | undefined {
  const out = writer(content.length)
  out.copy(content, 0, pngSignatureBytes)
  let size = { width: 0, height: 0 }
  let parts = 0
  for (let at = pngSignatureBytes; at + pngFrameBytes <= content.length && parts < mostParts; parts += 1) {
    const type = content.toString('latin1', at + 4, at + 8)
    const dataBytes = content.readUInt32BE(at)
    const end = at + pngFrameBytes + dataBytes
    if (end > content.length || (at === pngSignatureBytes) !== (type === 'IHDR')) return undefined
    if (type === 'IHDR') {
      if (dataBytes !== 13) return undefined
      size = { width: content.readUInt32BE(at + 8), height: content.readUInt32BE(at + 12) }
    }
    if (pngKept.has(type)) out.copy(content, at, end)
    if (type === 'IEND') return { content: out.written(), pixels: size.width * size.height, ...size }
    at = end
  }
  return undefined
}

const pngSignatureBytes = 8
/** Length, type and checksum of a chunk (PNG, ISO/IEC 15948, section 5.3). */
const pngFrameBytes = 12
/**
 * Section 11: what a picture is made of, and what says how its samples are to be shown. Not tEXt, zTXt, iTXt, eXIf, tIME; nor the
 * further frames of an animation, nor whatever programs add of their own. PNG has no orientation but in eXIf, which viewers do not heed.
 */
const pngKept: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND'],
  ...['tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'bKGD', 'pHYs'],
])

/**
 * A JPEG of its picture, its colours and its orientation alone; nothing behind its end. Undefined where it is not whole: a segment that
 * reaches beyond the file, no end.
 */
export function cleanJpeg(content: Buffer): CleanImage | undefined {
  const out = writer(content.length + mostRewritten)
  out.copy(content, 0, 2) // SOI
  let size = { width: 0, height: 0 }
  const rewritten = new Set<number>()
  /** Once each: a file of many such segments must not grow. */
  const rewrite = (marker: number, data: Buffer | undefined) => {
    if (data === undefined || rewritten.has(marker)) return
    rewritten.add(marker)
    out.write(segment(marker, data))
  }
  let parts = 0
  for (let at = nextMarker(content, 2); at !== undefined && parts < mostParts; parts += 1) {
    const marker = content.readUInt8(at + 1)
    if (marker === jpeg.endOfImage) {
      out.copy(content, at, at + 2)
      return { content: out.written(), pixels: size.width * size.height, ...size }
    }
    if (jpeg.standsAlone(marker)) {
      at = nextMarker(content, at + 2)
      continue
    }
    const data = at + 4
    const end = data > content.length ? data : at + 2 + content.readUInt16BE(at + 2)
    if (end < data || end > content.length) return undefined
    const body = content.subarray(data, end)
    if (jpeg.isFrame(marker)) size = larger(size, sizeOfFrame(body))
    if (jpeg.isPicture(marker)) out.copy(content, at, end)
    else if (marker === jpeg.app2 && startsWith(body, colourProfile)) out.copy(content, at, end)
    else if (marker === jpeg.app0 && startsWith(body, jfif)) rewrite(marker, withoutThumbnail(body))
    else if (marker === jpeg.app14 && startsWith(body, adobe)) rewrite(marker, body.subarray(0, adobeBytes))
    else if (marker === jpeg.app1 && startsWith(body, exif)) rewrite(marker, orientationOnly(body))
    at = marker === jpeg.startOfScan ? copyScan(content, end, out) : nextMarker(content, end)
  }
  return undefined
}

/** The markers of ISO/IEC 10918-1, table B.1, that matter here. */
const jpeg = {
  startOfScan: 0xda,
  endOfImage: 0xd9,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
  /** TEM, RST0 to RST7, SOI: no length follows them. Between segments they mean nothing. */
  standsAlone: (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8),
  /** SOF: not DHT, JPG, DAC, which stand among them. */
  isFrame: (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker),
  /** Frames, tables, scans, and the few numbers they need (SOF to DAC, SOS to EXP): never APPn, JPGn, COM. */
  isPicture: (marker: number) => (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdf),
} as const

const jfif = Buffer.from('JFIF\0', 'latin1')
const exif = Buffer.from('Exif\0\0', 'latin1')
const adobe = Buffer.from('Adobe', 'latin1')
/** In as many segments as it takes (ICC.1, annex B.4). */
const colourProfile = Buffer.from('ICC_PROFILE\0', 'latin1')

/** Where the next marker begins; what stands between segments, fill bytes among it (B.1.1.2), belongs to none and is left out. */
function nextMarker(content: Buffer, from: number): number | undefined {
  for (let at = from; at + 1 < content.length; at += 1) {
    if (content[at] === 0xff && content[at + 1] !== 0x00 && content[at + 1] !== 0xff) return at
  }
  return undefined
}

/** Copies the coded samples that follow a scan's header, with the restarts in them; where the marker behind them begins. */
function copyScan(content: Buffer, from: number, out: Writer): number | undefined {
  let at = nextMarker(content, from)
  while (at !== undefined && isRestart(content.readUInt8(at + 1))) at = nextMarker(content, at + 2)
  if (at !== undefined) out.copy(content, from, at)
  return at
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7
}

function startsWith(body: Buffer, head: Buffer): boolean {
  return body.subarray(0, head.length).equals(head)
}

/** Precision, lines, samples of a line. No lines: their number follows the first scan (B.2.5), and may be as large as any. */
function sizeOfFrame(body: Buffer): Size {
  return body.length < 5
    ? { width: 0, height: 0 }
    : { width: body.readUInt16BE(3), height: body.readUInt16BE(1) || 0xffff }
}

type Size = { readonly width: number; readonly height: number }

function larger(one: Size, other: Size): Size {
  return other.width * other.height > one.width * one.height ? other : one
}

const jfifBytes = 14
/** Version, units and densities; the small copy of the picture that may follow goes (JFIF 1.02, page 5). */
function withoutThumbnail(body: Buffer): Buffer {
  const known = body.subarray(0, jfifBytes - 2)
  return Buffer.concat([known, Buffer.alloc(jfifBytes - known.length)])
}

/** Of the segment that says which colours the samples are: nothing that somebody has put behind that. */
const adobeBytes = 12

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

const orientationTag = 0x0112
const shortType = 3

/** How the picture is turned (Exif 2.32, section 4.6.4, tag 274): 2 to 8. Undefined where it is not, or nothing readable says so. */
function orientationOf(tiff: Buffer): number | undefined {
  const order = tiff.toString('latin1', 0, 2)
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return undefined
  const isLittle = order === 'II'
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (directory + 2 > tiff.length) return undefined
  const entries = short(directory)
  for (let at = directory + 2; at < directory + 2 + entries * 12 && at + 12 <= tiff.length; at += 12) {
    if (short(at) !== orientationTag || short(at + 2) !== shortType) continue
    const orientation = short(at + 8)
    return orientation >= 2 && orientation <= 8 ? orientation : undefined
  }
  return undefined
}

/** Exif that says how the picture is turned, and nothing else; undefined where it is not. */
function orientationOnly(body: Buffer): Buffer | undefined {
  const orientation = orientationOf(body.subarray(exif.length))
  if (orientation === undefined) return undefined
  const tiff = Buffer.alloc(26)
  tiff.write('MM', 0, 'latin1')
  tiff.writeUInt16BE(42, 2)
  tiff.writeUInt32BE(8, 4) // the directory follows at once
  tiff.writeUInt16BE(1, 8) // one entry
  tiff.writeUInt16BE(orientationTag, 10)
  tiff.writeUInt16BE(shortType, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  return Buffer.concat([exif, tiff])
}

/** By which a file may grow at most: what is rewritten may be longer than what stood there. */
const mostRewritten = 3 * 64

type Writer = {
  copy(from: Buffer, start: number, end: number): void
  write(bytes: Buffer): void
  written(): Buffer
}

/** Into one buffer: a list of so many parts could weigh more than all of them. */
function writer(most: number): Writer {
  const out = Buffer.alloc(most)
  let length = 0
  return {
    copy: (from, start, end) => {
      length += from.copy(out, length, start, end)
    },
    write: (bytes) => {
      length += bytes.copy(out, length)
    },
    written: () => out.subarray(0, length),
  }
}
