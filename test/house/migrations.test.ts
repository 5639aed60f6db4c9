import { createHash } from 'node:crypto'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { generateDrizzleJson } from 'drizzle-kit/api'
import t from 'tap'
import { repository } from '../support/source-files.ts'

const folder = join(repository, 'drizzle')

/**
 * What databases may have applied already: SHA-256 of each file. A line is added with its migration and never changed, since the
 * service refuses a database whose migrations are not these.
 */
const applied: Readonly<Record<string, string>> = {
  '0000_begin': '4d943402f96477b4d770e20cff8259555b61a76ef62e0fc762069a8ca6226c6b',
  '0001_guards': '9e83f92ce065a69a28415e62b3ba7caa823a21359a7d7560b07d9e2783fc30a1',
  '0002_sign_in_and_uploads': 'c37678cdfe0815711066e7eb0a24a9bc44ccdafb4591fa40c44a9d448521a16d',
  '0003_fewer_locks': '93a405ee20dca7efc1c5af2d5125d249ab3addd822664315188eedd58cb3025b',
  '0004_unreleased_exports': 'bac78d38c75021c823cb63820afebb3313c2d81bf8ec6cc9351eb8430ad12e94',
  '0005_checkpoints': 'ed75bf5b41b834b873604cf21432e3210027653cc57479a2a04d61390cbd8ca0',
  '0006_seal_cases': 'a002658660b0c4857226bd2629adc67219d20eaea55d813705c6a43926d9f0e3',
  '0007_watch': 'cdaf91d13f316de02c87d0794c29d6456694e20ecb1fb55f20c5816b8a5aabc3',
  '0008_retention': '9f0b3c2e8cea1924a0d61652dd22df8b54ae863d6838c26e0def12378dad6853',
  '0009_guarded_hashes': '601449395b3962a101c9dfff0e60c2f7605d467937bf1d0c7638797edb9d5438',
  '0010_requester_sessions': 'c3f325af25ecf7428d0868949a1152aa9dc7dcd383a3c328e3e049d63f017616',
  '0011_register': '37b1fd1abcc60fd5b53f6d0e313103b63f53bb8781e5b1fec481bfcf00dd9c7c',
  '0012_abuse_budgets': '4f4eaec218e340d0292ffed864a37894d3864fc7f4dd03a793e1381f410b0c5f',
  '0013_screening': '444bd69351b404e501265b6c0d781201104c5f21f88cb5411bdb5126426551ba',
  '0014_letters_in_turn': '3b7ff28e579c8c26b49b79690f990a9c516a62267e4b2ac04e4a300e5e48c4ef',
  '0015_directives': '782a8c0e6bfe3335b585e1348e0ca363f63768e6f458227ee1db95723dba993c',
  '0016_unreviewed_records': '3557141cc84d90efd9e04db483f02b73e5957ca3f47997da5423d8fa41529b3c',
  '0017_transmissions': '941c60b4f1e78b10e36544a76fb8d48f9366accf75499e7aade723a2ab23d747',
  '0018_sources': '307f0239952e06e1e90529aeef37c0b5cd8ce242a5e1d8fe842c5ba126d0bf64',
  '0019_inbound_mail': '8b50b18b9568b39a53c003f1d1f07dd792ff4305155977a2436b8216c36681e9',
  '0020_failed_transmissions': 'd061d6bcbbb5ba78e5078dbe66633da0f3e6dfd3de9cd4dd9f9ef8680ad72338',
  '0021_records_of_upload': '10d035dd8269f4bc5cd2d9887d43ecced8118b9c1b401197b11d8ca6ca9e6e49',
  '0022_shared_boxes': '5a82fc3f1b9f83509c19649a9d7ac84e8a0df869e9570a8cc70a54e9ea16a724',
  '0023_letter_versions': 'dc973b6637339aea392596acb78328a9caaca8f3c73c932ae182b13638e4afb0',
  '0024_sender_limits': 'bc6c599dacfd71dcd7cdf5c41e6c71edf48b834fa2499609bdbb54bc6b51075e',
  '0025_record_boxes': '51a07b7efeb8df885e9398ed940c53bd785f9651cd5117328d87d02f76a628c7',
  '0026_suppressions': '83622eff72f15180814c0ab30016b78a2898bacfd18957745116caace3e00853',
  '0027_staff_issuers': 'dd0e7aa7f4a6ad7add45eb012ceb177c6fda7b77c6736ee1848efa6316c21598',
  '0028_restrictions': 'fc4eaec7623166f2158b7e34add3e7e0a61886bde880e082926a83e52999effb',
  '0029_webhooks': 'cf6c2a153b62220f4c4e31458bc83e5481f2443b2b4aa379cc856358183463bf',
  '0030_statistics': 'da2d3119bc105b17874a3585e158b8cfa742ff733cacf009f6d31131391bc4de',
  '0031_recipients': 'ea9d8bfa0724a107d70c19b779588c452bc9d6aafa07304173c88babc2fc8f26',
  '0032_objections_outlive_files': 'cd4627b0ff2ecf9ccf82ed3372f40ab16bcd9a496d42e03fc96a4dec181a62da',
  '0033_sources_of_activities': 'e13bce70fddb9c7f6b17dbc5cfe88f5d34f29b2d45fd1d8346c5cd3e9ecf2fcb',
  '0034_duplicates': 'ab1ec6ea88f7563de73d1343d7e18b09dc6f548c0895c629bd9d7fbc7cb5455d',
  '0035_webhooks_in_turn': '43409369fdd293ae01e1d781cf794a8791afecc701bd123717d63b1898f476b7',
  '0036_letters_to_post': '030facf89c45c5609b541f61da7237675c145a9223ac2aa454dac20897f47596',
}

type Entry = { idx: number; tag: string; when: number }
type Snapshot = { id: string; prevId: string; tables: Record<string, unknown> }

function readJson(path: string) {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'))
}

const journal: Entry[] = readJson('meta/_journal.json').entries
const snapshots: Snapshot[] = journal.map(({ idx }) => readJson(`meta/${String(idx).padStart(4, '0')}_snapshot.json`))

t.test('the tables in the code are those that the migrations make', async (t) => {
  const files = globSync('src/*/tables.ts', { cwd: repository })
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(repository, file)).href)))
  const declared: Record<string, unknown> = Object.assign({}, ...modules)
  const { id: _id, prevId: _prevId, ...current } = generateDrizzleJson(declared, undefined, ['habeas'])
  const { id: _lastId, prevId: _lastPrevId, ...last } = lastSnapshot()
  t.ok(files.length >= 6 && Object.keys(last.tables).length > 10)
  t.same(plain(current), plain(last), 'npx drizzle-kit generate --config drizzle/drizzle.config.ts')
})

t.test('the journal grows by one file at a time, and each snapshot follows the one before', async (t) => {
  t.same(
    readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort(),
    journal.map(({ tag }) => `${tag}.sql`),
  )
  for (const [at, entry] of journal.entries()) {
    t.equal(entry.idx, at)
    t.ok(entry.tag.startsWith(`${String(at).padStart(4, '0')}_`), entry.tag)
    t.ok(at === 0 || entry.when > (journal[at - 1]?.when ?? 0), `${entry.tag} is younger than the one before`)
    t.ok(at === 0 || snapshots[at]?.prevId === snapshots[at - 1]?.id, `${entry.tag} follows the one before`)
  }
})

t.test('no migration that a database may have applied was changed', async (t) => {
  const digests = journal.map(({ tag }) => {
    return [
      tag,
      createHash('sha256')
        .update(readFileSync(join(folder, `${tag}.sql`)))
        .digest('hex'),
    ]
  })
  t.same(Object.fromEntries(digests), applied, 'a new migration is added to this list; an old one stays as it is')
})

function lastSnapshot(): Snapshot {
  const last = snapshots.at(-1)
  if (last === undefined) throw new Error('there is no migration')
  return last
}

/** Without what JSON does not say. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
