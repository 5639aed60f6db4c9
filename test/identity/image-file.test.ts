import fc from 'fast-check'
import t from 'tap'
import { cleanJpeg, cleanPng } from '../../src/identity/image-file.ts'
import { sampled } from '../support/sampled.ts'
import { jpeg, png } from './files.ts'
import {
  chunksOf,
  describedDrawing,
  describedPhoto,
  drawing,
  exifOf,
  jpegSegment,
  photo,
  pixelsOf,
  pngChunk,
  profile,
  samplesOf,
  secret,
} from './photos.ts'

const kept = (clean: { content: Buffer } | undefined): Buffer => {
  if (clean === undefined) throw new Error('the image is not whole')
  return clean.content
}

t.test('a photograph keeps its picture, its colours and how it is turned, and nothing else', async (t) => {
  const given = describedPhoto(6)
  t.ok(given.includes(secret), 'it is there to begin with')
  t.match(exifOf(photo({ described: true, orientation: 6 })), { GPS: { 1: 'N' }, thumbnail: /./ })
  const content = kept(cleanJpeg(given))
  t.notOk(content.includes(secret))
  t.notOk(content.includes('MPF'))
  t.notOk(content.includes('http://'))
  t.ok(content.includes(profile), 'the colour profile')
  t.same(samplesOf(content), samplesOf(photo()), 'every sample')
  t.same(exifOf(content), { '0th': { 274: 6 }, Exif: {}, GPS: {}, Interop: {}, '1st': {}, thumbnail: null })
  t.ok(content.subarray(-2).equals(Buffer.from([0xff, 0xd9])), 'nothing behind its end')
  t.equal(cleanJpeg(given)?.pixels, 40 * 24)
})

t.test('one that is not turned keeps no Exif at all', async (t) => {
  for (const orientation of [undefined, 0, 1, 9]) {
    const content = kept(cleanJpeg(describedPhoto(orientation)))
    t.notOk(content.includes('Exif'), String(orientation))
  }
  for (const orientation of [2, 3, 4, 5, 6, 7, 8]) {
    t.match(exifOf(kept(cleanJpeg(photo({ orientation })))), { '0th': { 274: orientation } })
  }
})

t.test('Exif of either byte order is read, and what can’t be read is left out', async (t) => {
  const little = Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0', 'latin1')
  const withExif = (data: Buffer) => {
    const plain = photo()
    return Buffer.concat([plain.subarray(0, 2), jpegSegment(0xe1, data), plain.subarray(2)])
  }
  t.match(exifOf(kept(cleanJpeg(withExif(little)))), { '0th': { 274: 8 } })
  const broken = {
    cut: little.subarray(0, 20),
    'no order': Buffer.from('Exif\0\0XX*\0\x08\0\0\0', 'latin1'),
    'a directory beyond the end': Buffer.from('Exif\0\0II*\0\xff\xff\0\0', 'latin1'),
    'more entries than there are': Buffer.from('Exif\0\0II*\0\x08\0\0\0\xff\xff', 'latin1'),
    'of another type': Buffer.from(little.toString('latin1').replace('\x12\x01\x03', '\x12\x01\x04'), 'latin1'),
    empty: Buffer.from('Exif\0\0', 'latin1'),
  }
  for (const [why, data] of Object.entries(broken)) {
    t.notOk(kept(cleanJpeg(withExif(data))).includes('Exif'), why)
  }
})

t.test('a plain photograph is kept as it is', async (t) => {
  t.ok(kept(cleanJpeg(photo())).equals(photo()))
  t.ok(kept(cleanPng(drawing())).equals(drawing()))
})

t.test('a drawing keeps its picture and its colours, and nothing else', async (t) => {
  const given = describedDrawing()
  t.ok(given.includes(secret))
  const content = kept(cleanPng(given))
  t.notOk(content.includes(secret))
  t.same(
    chunksOf(content).filter((type) => type !== 'IDAT'),
    ['IHDR', 'iCCP', 'gAMA', 'pHYs', 'IEND'],
  )
  t.same(pixelsOf(content), pixelsOf(drawing()))
  t.equal(cleanPng(given)?.pixels, 40 * 24)
})

t.test('an image cut at any byte is not whole', async (t) => {
  const [picture, scan] = [photo({ width: 8, height: 8 }), drawing({ width: 8, height: 8 })]
  for (let length = 8; length < picture.length; length += 1) {
    if (cleanJpeg(picture.subarray(0, length)) !== undefined) t.fail(`JPEG, ${length} bytes`)
  }
  for (let length = 8; length < scan.length; length += 1) {
    if (cleanPng(scan.subarray(0, length)) !== undefined) t.fail(`PNG, ${length} bytes`)
  }
  t.ok(cleanJpeg(picture) && cleanPng(scan))
})

t.test('a PNG begins with its header, and has one', async (t) => {
  const signature = drawing().subarray(0, 8)
  const rest = drawing().subarray(8)
  t.equal(cleanPng(Buffer.concat([signature, pngChunk('tEXt', Buffer.from(secret)), rest])), undefined)
  t.equal(cleanPng(Buffer.concat([signature, pngChunk('IHDR', Buffer.alloc(5)), rest.subarray(25)])), undefined)
  t.equal(cleanPng(Buffer.concat([signature, rest.subarray(0, 25), rest])), undefined)
})

t.test('the pixels are counted wherever a frame hides (attack 56)', async (t) => {
  const flood = (height: number) => {
    const plain = jpeg({ width: 65_000, height })
    return Buffer.concat([
      plain.subarray(0, 2),
      Buffer.from('junk'),
      jpegSegment(0xfe, Buffer.from('c')),
      plain.subarray(2),
    ])
  }
  t.equal(cleanJpeg(flood(65_000))?.pixels, 65_000 * 65_000)
  t.equal(cleanJpeg(flood(0))?.pixels, 65_000 * 65_535, 'lines that are told behind the scan')
  t.equal(cleanPng(png({ width: 65_000, height: 65_000 }))?.pixels, 65_000 * 65_000)
})

t.test('an image of more parts than any program writes is refused (attack 60)', async (t) => {
  const many = Array.from({ length: 60_000 }, () => jpegSegment(0xfe, Buffer.alloc(0)))
  t.equal(cleanJpeg(Buffer.concat([photo().subarray(0, 2), ...many, photo().subarray(2)])), undefined)
  const chunks = Array.from({ length: 60_000 }, () => pngChunk('tEXt', Buffer.alloc(0)))
  t.equal(cleanPng(Buffer.concat([drawing().subarray(0, 33), ...chunks, drawing().subarray(33)])), undefined)
})

t.test('whatever is put into an image: nothing is thrown, it does not grow, and what is clean stays so', async (t) => {
  const bases = [describedPhoto(6), describedDrawing(), photo(), drawing()] as const
  const splice = fc.record({ at: fc.nat(2_000), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 60 }) })
  const isStable = (clean: typeof cleanJpeg, given: Buffer) => {
    const once = clean(given)?.content
    return once === undefined || (once.length <= given.length + 192 && clean(once)?.content.equals(once) === true)
  }
  const spliced = fc.property(fc.constantFrom(...bases), fc.array(splice, { maxLength: 4 }), (base, splices) => {
    const given = splices.reduce(
      (content, { at, remove, insert }) =>
        Buffer.concat([content.subarray(0, at), insert, content.subarray(at + remove)]),
      base,
    )
    return isStable(cleanJpeg, given) && isStable(cleanPng, given)
  })
  const odd = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    const jpegLike = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), bytes])
    const pngLike = Buffer.concat([drawing().subarray(0, 8), bytes])
    return isStable(cleanJpeg, jpegLike) && isStable(cleanPng, pngLike)
  })
  t.doesNotThrow(() => fc.assert(spliced, sampled(2_000)))
  t.doesNotThrow(() => fc.assert(odd, sampled(1_000)))
})
