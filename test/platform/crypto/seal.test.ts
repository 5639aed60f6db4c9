import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { newKey, openWith, sealWith } from '../../../src/platform/crypto/seal.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const place = fc.string({ unit: 'binary', maxLength: 60 })
const key = Buffer.alloc(32, 7)

t.test('the boxes of the GCM specification open: McGrew and Viega, AES-256 test cases 13, 14 and 15', async (t) => {
  const zeroKey = '00'.repeat(32)
  const cases = [
    { key: zeroKey, nonce: '00'.repeat(12), plain: '', cipher: '', tag: '530f8afbc74536b9a963b4f1c4cb738b' },
    {
      key: zeroKey,
      nonce: '00'.repeat(12),
      plain: '00'.repeat(16),
      cipher: 'cea7403d4d606b6e074ec5d3baf39d18',
      tag: 'd0d1c8a799996bf0265b98b5d48ab919',
    },
    {
      key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
      nonce: 'cafebabefacedbaddecaf888',
      plain:
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
      cipher:
        '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad',
      tag: 'b094dac5d93471bdec1a502270e3cc6c',
    },
  ]
  for (const { key, nonce, plain, cipher, tag } of cases) {
    const box = Buffer.from(`01${nonce}${cipher}${tag}`, 'hex')
    t.equal(openWith(Buffer.from(key, 'hex'), box, '')?.toString('hex'), plain)
  }
})

t.test('what is sealed opens at its place, and is 29 bytes longer', async () => {
  fc.assert(
    fc.property(bytes, place, (plaintext, where) => {
      const box = sealWith(key, plaintext, where)
      return box.length === plaintext.length + 29 && openWith(key, box, where)?.equals(plaintext) === true
    }),
  )
})

t.test('70: a box moved to another place does not open', async () => {
  fc.assert(
    fc.property(bytes, place, place, (plaintext, where, elsewhere) => {
      fc.pre(where !== elsewhere)
      return openWith(key, sealWith(key, plaintext, where), elsewhere) === undefined
    }),
  )
})

t.test('a box with any one bit flipped does not open', async () => {
  fc.assert(
    fc.property(bytes, fc.nat(), fc.nat({ max: 7 }), (plaintext, at, bit) => {
      const box = sealWith(key, plaintext, 'here')
      const index = at % box.length
      box.writeUInt8(box.readUInt8(index) ^ (1 << bit), index)
      return openWith(key, box, 'here') === undefined
    }),
  )
})

t.test('a box cut at any byte does not open', async (t) => {
  const box = sealWith(key, Buffer.from('whole lives'), 'here')
  for (let length = 0; length < box.length; length++) {
    t.equal(openWith(key, box.subarray(0, length), 'here'), undefined, `${length} bytes`)
    t.equal(openWith(key, box.subarray(box.length - length), 'here'), undefined, `the last ${length} bytes`)
  }
})

t.test('another key does not open it, and a key of another length is refused', async (t) => {
  const box = sealWith(key, Buffer.from('text'), 'here')
  t.equal(openWith(newKey(), box, 'here'), undefined)
  t.throws(() => sealWith(Buffer.alloc(16), Buffer.from('text'), 'here'), { code: 'ERR_CRYPTO_INVALID_KEYLEN' })
})

t.test('a short tag is not taken for a whole one', async (t) => {
  const nonce = Buffer.alloc(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 12 })
  const box = Buffer.concat([Buffer.of(1), nonce, cipher.update('four'), cipher.final(), cipher.getAuthTag()])
  t.equal(openWith(key, box, ''), undefined)
})

t.test('the same text sealed twice gives two boxes with nothing in common but the version', async (t) => {
  const boxes = Array.from({ length: 1000 }, () => sealWith(key, Buffer.from('same'), 'here'))
  t.equal(new Set(boxes.map((box) => box.subarray(1, 13).toString('hex'))).size, 1000, 'no nonce twice')
  t.equal(new Set(boxes.map((box) => box.subarray(13).toString('hex'))).size, 1000)
  t.ok(boxes.every((box) => box[0] === 1))
})
