import { createHabeas, HabeasProblem, type Schema } from 'habeas-client'

const habeas = createHabeas({
  url: 'https://rights.example.org',
  credentials: { clientId: 'cli_1', clientSecret: 'hbs_1' },
})

export async function overdue(): Promise<Schema<'Request'>[]> {
  const found: Schema<'Request'>[] = []
  for await (const request of habeas.pages('/v1/requests', { query: { overdue: true, sort: 'due_on' } }))
    found.push(request)
  return found
}

export async function close(id: string, file: File): Promise<string | undefined> {
  const { version } = await habeas.get('/v1/requests/{id}', { path: { id } })
  await habeas.post('/v1/requests/{id}/documents', { path: { id }, body: { kind: 'evidence', file } })
  try {
    await habeas.post('/v1/requests/{id}/close', { path: { id }, body: { reason: 'completed' }, ifMatch: version })
  } catch (error) {
    if (error instanceof HabeasProblem) return error.allowed_actions?.join()
    throw error
  }
  const pdf: Blob = await habeas.get('/v1/letters/{id}/pdf', { path: { id } })
  return pdf.type
}
