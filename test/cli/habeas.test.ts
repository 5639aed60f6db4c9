import { execFile } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { childEnv } from '../support/child-env.ts'
import { runAs } from '../support/database.ts'
import { sharedPostgres } from '../support/postgres.ts'
import { repository } from '../support/source-files.ts'

const { owner, superuser } = await sharedPostgres(t)

type Outcome = { code: number; stdout: string; stderr: string }

/** The command, as `npm run habeas -- …` starts it. */
function habeas(words: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const options = { cwd: repository, env: { ...childEnv, ...env } }
  return new Promise((resolve) => {
    execFile(process.execPath, [join(repository, 'src/cli/habeas.ts'), ...words], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

t.test('a command that is none is told which there are', async (t) => {
  for (const words of [[], ['migrat'], ['migrate', 'now'], ['toString']]) {
    const { code, stdout, stderr } = await habeas(words)
    t.equal(code, 2, words.join(' '))
    t.equal(stdout, '')
    t.match(stderr, /^usage: npm run habeas -- <command>\n {2}migrate +\S/)
  }
})

t.test(
  'migrate brings a database up to date without serving it, says as whom the service comes, and may run again',
  async (t) => {
    const name = `cli_${process.pid}`
    const database = { ...superuser, database: name }
    await runAs(superuser, `create database ${name} owner ${owner.user}`)
    t.teardown(async () => {
      await runAs(superuser, `drop database ${name} with (force)`)
      await runAs(superuser, `drop role if exists ${name}_app, ${name}_lookup`)
    })
    const url = `postgres://${owner.user}@localhost:${owner.port}/${name}?host=${encodeURIComponent(owner.host)}`
    const env = { DATABASE_URL: url, MASTER_KEY: 'ab'.repeat(32) }
    const first = await habeas(['migrate'], env)
    t.match(first, { code: 0, stderr: '' })
    t.match(first.stdout, `database ${name} is up to date; the service comes as ${name}_app`)
    const applied = 'select hash from drizzle.__drizzle_migrations order by id'
    const migrations = await runAs(database, applied)
    t.ok(migrations.length > 0)
    t.equal(
      (await runAs(database, `select from pg_tables where schemaname = 'pgboss'`)).length > 0,
      true,
      'with its queue',
    )

    t.match(await habeas(['migrate'], env), { code: 0, stdout: first.stdout })
    t.same(await runAs(database, applied), migrations)
  },
)

t.test('migrate says why it can’t, and nothing of the password', async (t) => {
  const DATABASE_URL = 'postgres://owner:hunter2@127.0.0.1:1/habeas'
  const { code, stdout, stderr } = await habeas(['migrate'], { DATABASE_URL, MASTER_KEY: 'ab'.repeat(32) })
  t.equal(code, 1)
  t.equal(stdout, '')
  t.match(stderr, /^cannot migrate: \S/)
  t.notMatch(stderr, /hunter2/)
})
