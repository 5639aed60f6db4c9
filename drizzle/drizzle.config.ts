import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --config drizzle/drizzle.config.ts`; what it writes is then reviewed and completed by hand. */
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/*/tables.ts', './src/platform/tables.ts'],
  schemaFilter: ['habeas'],
  out: './drizzle',
})
