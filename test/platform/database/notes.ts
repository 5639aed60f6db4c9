import { integer, text } from 'drizzle-orm/pg-core'
import type { Test } from 'tap'
import { id, tenantSchema } from '../../../src/platform/database/columns.ts'
import { placeholdersOf } from '../../../src/platform/database/placeholders.ts'
import { rawStatement, statement } from '../../../src/platform/database/statement.ts'
import { newId, type OrganisationId } from '../../../src/platform/identifiers.ts'
import { runAs, testDatabase } from '../../support/database.ts'

export const notes = tenantSchema.table('notes', {
  organisationId: id<'org'>('organisation_id').notNull(),
  id: id<'evt'>().notNull(),
  text: text().notNull(),
  number: integer(),
})
export type Note = typeof notes.$inferSelect
export const insertNote = statement<Note, unknown>('insert_note', (db) =>
  db.insert(notes).values(placeholdersOf(notes)),
)
export const selectTexts = statement('select_texts', (db) =>
  db.select({ text: notes.text }).from(notes).orderBy(notes.text),
)
export const selectOne = rawStatement<{ text: string }, { number: number | null }>(
  'select_one',
  'select number from habeas.notes where text = $1',
  ({ text }) => [text],
)
export const refuseOdd = rawStatement<{ number: number }, { refuse_odd: number }>(
  'refuse_odd',
  'select habeas.refuse_odd($1)',
  ({ number }) => [number],
)

export const organisation = newId('org')
/** As `t.rejects` takes it. */
export const refusal = (sqlstate: string) => ({
  name: 'DatabaseRefusal',
  message: `the database refused with SQLSTATE ${sqlstate}`,
})
let written = 0
/** A row that is like no other. */
export function note(fields: Partial<Note> = {}, of: OrganisationId = organisation): Note {
  return { organisationId: of, id: newId('evt'), text: `note ${++written}`, number: null, ...fields }
}
/** A database with one table of a tenant, and a function that refuses. */
export async function notesDatabase(t: Test) {
  const test = await testDatabase(t)
  await runAs(
    test.owner,
    `create table habeas.notes (
       organisation_id uuid not null, id uuid not null, text text not null unique, number integer check (number < 1000),
       primary key (organisation_id, id)
     );
     alter table habeas.notes enable row level security;
     alter table habeas.notes force row level security;
     create policy tenant on habeas.notes using (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
     grant select, insert, update, delete on habeas.notes to ${test.app.user};
     create function habeas.refuse_odd(number integer) returns integer language plpgsql as $$
     begin
       if number % 2 = 1 then raise exception 'odd, says somebody@example.org' using errcode = 'HB042'; end if;
       return number;
     end $$`,
  )
  return {
    ...test,
    /** How many notes with this text there are, whoever's. */
    countOf: async (text: string): Promise<unknown> => {
      const [row] = await runAs(test.superuser, 'select count(*)::int as count from habeas.notes where text = $1', [
        text,
      ])
      return row?.count
    },
  }
}
