import { hash } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { merkleTree } from '../../src/evidence/merkle.ts'

// The test vectors of Google's certificate-transparency, as transparency-dev/merkle publishes them (testonly/constants.go).
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const paths = [
  { index: 0, size: 1, path: [] },
  {
    index: 0,
    size: 8,
    path: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    index: 5,
    size: 8,
    path: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  { index: 2, size: 3, path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
  {
    index: 1,
    size: 5,
    path: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
]

function treeOf(leaves: readonly Buffer[]) {
  const tree = merkleTree()
  for (const leaf of leaves) tree.add(leaf)
  return tree
}

t.test('the roots of the published vectors, at every size', async (t) => {
  const leaves = inputs.map((input) => Buffer.from(input, 'hex'))
  for (const [size, root] of roots.entries()) {
    const tree = treeOf(leaves.slice(0, size))
    t.equal(tree.size, size)
    t.equal(tree.root().toString('hex'), root, `of ${size} leaves`)
  }
})

t.test('the audit paths of the published vectors', async (t) => {
  for (const { index, size, path } of paths) {
    const tree = treeOf(inputs.slice(0, size).map((input) => Buffer.from(input, 'hex')))
    t.same(
      tree.path(index).map((step) => step.toString('hex')),
      path,
      `of leaf ${index} among ${size}`,
    )
  }
})

// RFC 6962 sections 2.1 and 2.1.1, as they stand: recursive, over the list.
const sha256 = (...parts: Buffer[]) => hash('sha256', Buffer.concat(parts), 'buffer')
const split = (size: number) => 2 ** Math.ceil(Math.log2(size) - 1)
function rootAsDefined(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves
  if (first === undefined) return sha256()
  if (leaves.length === 1) return sha256(Buffer.of(0), first)
  const k = split(leaves.length)
  return sha256(Buffer.of(1), rootAsDefined(leaves.slice(0, k)), rootAsDefined(leaves.slice(k)))
}
function pathAsDefined(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return []
  const k = split(leaves.length)
  if (index < k) return [...pathAsDefined(index, leaves.slice(0, k)), rootAsDefined(leaves.slice(k))]
  return [...pathAsDefined(index - k, leaves.slice(k)), rootAsDefined(leaves.slice(0, k))]
}

t.test('any tree has the root and the paths that the RFC defines', async () => {
  const leaves = fc.array(fc.uint8Array({ maxLength: 4 }), { minLength: 1, maxLength: 70 })
  fc.assert(
    fc.property(leaves, fc.nat(), (given, any) => {
      const list = given.map((leaf) => Buffer.from(leaf))
      const tree = treeOf(list)
      const index = any % list.length
      return (
        tree.root().equals(rootAsDefined(list)) &&
        Buffer.concat(tree.path(index)).equals(Buffer.concat(pathAsDefined(index, list)))
      )
    }),
  )
})
