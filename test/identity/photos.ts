import { crc32, deflateSync } from 'node:zlib'
import { decode, encode } from 'jpeg-js'
import piexif from 'piexifjs'
import { PNG } from 'pngjs'

/** Real images, made here, with all that programs write into them about who, where, when and what else was in the picture. */

/** Stands in each of the places that must not be kept. */
export const secret = 'Zoé was here'
const hidden = Buffer.from(secret, 'utf8')

/** Of another colour at every place. */
function picture({ width, height }: { width: number; height: number }) {
  const data = Buffer.alloc(width * height * 4)
  for (let at = 0; at < width * height; at += 1)
    data.set([(at * 7) & 255, (at * 13) & 255, (at * 29) & 255, 255], at * 4)
  return { data, width, height }
}

/** A photograph as a camera writes it; nothing but the picture where nothing is asked for. */
export function photo(
  options: { width?: number; height?: number; orientation?: number; described?: boolean } = {},
): Buffer {
  const { width = 40, height = 24, orientation, described = false } = options
  const plain = encode(picture({ width, height }), 80).data
  if (!described && orientation === undefined) return plain
  const tags = {
    '0th': { ...(orientation !== undefined && { [piexif.ImageIFD.Orientation]: orientation }) },
    ...(described && {
      Exif: { [piexif.ExifIFD.BodySerialNumber]: secret, [piexif.ExifIFD.DateTimeOriginal]: '2026:03:02 09:30:00' },
      GPS: {
        [piexif.GPSIFD.GPSLatitudeRef]: 'N',
        [piexif.GPSIFD.GPSLatitude]: [
          [48, 1],
          [51, 1],
          [secret.length, 1],
        ],
      },
      '1st': { [piexif.ImageIFD.Compression]: 6 },
      thumbnail: encode(picture({ width: 8, height: 8 }), 50).data.toString('latin1'),
    }),
  }
  if (described) Object.assign(tags['0th'], { [piexif.ImageIFD.Artist]: secret, [piexif.ImageIFD.Make]: secret })
  return Buffer.from(piexif.insert(piexif.dump(tags), plain.toString('latin1')), 'latin1')
}

/** The same photograph with more of it: XMP, IPTC, a comment, a second picture's table, a profile, a small copy, bytes behind the end. */
export function describedPhoto(orientation?: number): Buffer {
  const base = photo({ described: true, ...(orientation !== undefined && { orientation }) })
  const jfifEnd = base.indexOf(Buffer.from('JFIF\0', 'latin1')) === 6 ? 20 : 2
  return Buffer.concat([
    base.subarray(0, 2),
    jpegSegment(
      0xe0,
      Buffer.concat([Buffer.from('JFIF\0\x01\x02\x01\0\x48\0\x48\x02\x02', 'latin1'), hidden, Buffer.alloc(12)]),
    ),
    jpegSegment(0xe0, Buffer.concat([Buffer.from('JFXX\0\x10', 'latin1'), hidden])),
    jpegSegment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), hidden])),
    jpegSegment(0xed, Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), hidden])),
    jpegSegment(0xe2, Buffer.concat([Buffer.from('MPF\0', 'latin1'), hidden])),
    jpegSegment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile])),
    jpegSegment(0xfe, hidden),
    jpegSegment(0xeb, hidden),
    hidden.subarray(0, 3), // of no segment
    base.subarray(jfifEnd),
    hidden,
    photo(), // as phones put a second picture behind the first
  ])
}

/** What tells how the samples are to be shown, and must be kept. */
export const profile = Buffer.from('a colour profile', 'latin1')

export function jpegSegment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** The samples of a JPEG, by another reader than ours. */
export function samplesOf(jpeg: Buffer): Buffer {
  return Buffer.from(decode(jpeg, { useTArray: true }).data)
}

/** What Exif says of a JPEG, by another reader than ours. */
export function exifOf(jpeg: Buffer): Record<string, unknown> {
  return { ...piexif.load(jpeg.toString('latin1')) }
}

/** A drawing, or a scan, as a program saves it. */
export function drawing({ width = 40, height = 24 } = {}): Buffer {
  const png = new PNG({ width, height })
  png.data = picture({ width, height }).data
  return PNG.sync.write(png)
}

/** The same with all the chunks that describe it, and bytes behind the end. */
export function describedDrawing(): Buffer {
  const plain = drawing()
  const afterHeader = 33
  const compressed = deflateSync(hidden)
  return Buffer.concat([
    plain.subarray(0, afterHeader),
    pngChunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(profile)])),
    pngChunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])),
    pngChunk('pHYs', Buffer.from([0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1])),
    pngChunk('tEXt', Buffer.concat([Buffer.from('Author\0', 'latin1'), hidden])),
    pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), compressed])),
    pngChunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), hidden])),
    pngChunk('eXIf', Buffer.concat([Buffer.from('MM\0*\0\0\0\x08', 'latin1'), hidden])),
    pngChunk('tIME', Buffer.from([7, 234, 3, 2, 9, 30, 0])),
    pngChunk('prVt', hidden),
    plain.subarray(afterHeader),
    hidden,
  ])
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}

/** The types of a PNG's chunks, in their order. */
export function chunksOf(png: Buffer): string[] {
  const types: string[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) types.push(png.toString('latin1', at + 4, at + 8))
  return types
}

export function pixelsOf(png: Buffer): Buffer {
  return PNG.sync.read(png).data
}
