import t from 'tap'
import { openBucket } from '../../src/platform/bucket.ts'
import { testBucket } from '../support/bucket.ts'

const bucket = await testBucket(t)
const { client } = bucket
const never = new AbortController().signal

async function foldersOf(from = client): Promise<string[]> {
  const found: string[] = []
  for await (const some of from.folders()) found.push(...some)
  return found
}

t.test('what is put is got again, byte by byte, and nothing where there is none', async (t) => {
  const content = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 31) % 256))
  await client.put('one/1-0', content)
  t.same(await client.get('one/1-0'), content)
  await client.put('one/1-0', Buffer.from('anew'))
  t.equal(String(await client.get('one/1-0')), 'anew')
  t.equal(await client.get('one/1-1'), undefined)
})

t.test('a folder is deleted with more in it than one list shows, and no other', async (t) => {
  const many = Array.from({ length: 1_010 }, (_, n) => n)
  for (let from = 0; from < many.length; from += 50) {
    await Promise.all(many.slice(from, from + 50).map((n) => client.put(`two/${n}`, Buffer.from('x'))))
  }
  await client.put('two-more/0', Buffer.from('x'))
  t.same(await foldersOf(), ['one', 'two-more', 'two'])
  await client.deleteFolder('two', never)
  t.same(await foldersOf(), ['one', 'two-more'])
  await client.deleteFolder('two', never)
  await t.rejects(client.deleteFolder('one', AbortSignal.abort(new Error('the service is stopping'))), /stopping/)
})

t.test('a prefix of its own keeps installations apart', async (t) => {
  const other = openBucket({ ...bucket.place, prefix: 'staging/' })
  t.teardown(() => other.close())
  t.same(await foldersOf(other), [])
  await other.put('one/1-0', Buffer.from('theirs'))
  t.equal(String(await client.get('one/1-0')), 'anew')
})

t.test('away, or another bucket: unavailable, without a word of what the other side said', async (t) => {
  const refused = { code: 'unavailable', message: 'the storage of exports cannot answer right now' }
  const elsewhere = openBucket({ ...bucket.place, name: 'nowhere' })
  t.teardown(() => elsewhere.close())
  await client.ready()
  await t.rejects(elsewhere.ready(), refused)
  await t.rejects(elsewhere.get('one/1-0'), refused)
  await bucket.goAway()
  await t.rejects(client.ready(), refused)
  await t.rejects(client.get('one/1-0'), refused)
  await t.rejects(client.put('one/1-0', Buffer.from('x')), refused)
  await bucket.comeBack()
  t.equal(String(await client.get('one/1-0')), 'anew')
})
