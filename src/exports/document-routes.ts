import { z } from 'zod'
import { signerOf } from '../evidence/signing-key.ts'
import type { Deps } from '../platform/deps.ts'
import { errorResponses } from '../platform/http/schemas.ts'
import type { App } from '../platform/http/server.ts'
import { documentSchema, schemaPath } from './document-schema.ts'
import { keyPath } from './signed-manifest.ts'

/** What whoever holds a package needs to read and check it, for anybody: it says nothing of anyone. */
export function documentRoutes(app: App, deps: Pick<Deps, 'keyring'>): void {
  const schema = documentSchema()
  app.route({
    method: 'GET',
    url: schemaPath,
    config: { door: 'open' },
    schema: {
      operationId: 'getExportSchema',
      tags: ['Service'],
      summary: 'The JSON Schema of the document that a person receives',
      description: 'Draft 2020-12. Its address stays; members may be added to what it describes, none is renamed.',
      response: {
        200: {
          description: 'The schema',
          content: { 'application/schema+json': { schema: jsonSchema } },
        },
        ...errorResponses('headers_too_large'),
      },
    },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=3600')
      return reply.type('application/schema+json; charset=utf-8').send(schema)
    },
  })

  app.route({
    method: 'GET',
    url: keyPath,
    config: { door: 'open' },
    schema: {
      operationId: 'getSigningKey',
      tags: ['Evidence'],
      summary: 'The public key that signs packages and checkpoints now',
      description:
        'PEM, for `openssl pkeyutl -verify -pubin -rawin`: compared with the key that a package brings along, it says who signed the manifest.',
      response: {
        200: {
          description: 'The key (Ed25519, RFC 8410)',
          content: { 'application/x-pem-file': { schema: z.any().meta({ type: 'string' }) } },
        },
        ...errorResponses('headers_too_large'),
      },
    },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=3600')
      return reply.type('application/x-pem-file').send(signerOf(deps.keyring).publicKeyPem)
    },
  })
}

const jsonSchema = z.looseObject({ title: z.string() }).meta({
  description: 'JSON Schema, draft 2020-12',
  examples: [{ title: 'The personal data of one person', type: 'object' }],
})
