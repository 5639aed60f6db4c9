const prefix = '#/components/schemas/'
const twinSuffix = 'Input' // what fastify-type-provider-zod adds to the name of a schema on the way in

type Schemas = Record<string, unknown>
type WithComponents = { readonly components?: { readonly schemas?: unknown; readonly securitySchemes?: object } }

/**
 * Every schema with an id comes twice, as it is read (`XInput`) and as it is answered (`X`). Where both say the same,
 * one is left: the document then speaks of one Address, not of two.
 */
export function mergeTwins<Document extends WithComponents>(document: Document): Document {
  const schemas = schemasOf(document)
  const same = new Set(Object.keys(schemas).filter((name) => Object.hasOwn(schemas, name + twinSuffix)))
  // Twins that refer to twins: all are taken for the same, and struck out until what is left holds together
  let struck = true
  while (struck) {
    struck = false
    for (const name of same) {
      if (written(schemas[name], same) === written(schemas[name + twinSuffix], same)) continue
      same.delete(name)
      struck = true
    }
  }
  const renamed = JSON.parse(written(document, same)) as Document // only references were renamed
  for (const name of same) delete schemasOf(renamed)[name + twinSuffix]
  return renamed
}

/**
 * Leaves out the schemas and security schemes that no operation reaches. A schema that is only read and never answered
 * then needs no `Input` in its name.
 */
export function pruneUnused<
  Document extends WithComponents & { readonly paths?: unknown; readonly webhooks?: unknown },
>(document: Document): Document {
  const schemas = schemasOf(document)
  const reached = new Set<string>()
  const waiting = referencesIn([document.paths, document.webhooks])
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue
    // zod names a schema that holds itself `schema0` and leaves it out; z.json() is one
    if (!Object.hasOwn(schemas, name))
      throw new Error(`the schema ${name} holds itself and needs an id: anyJson does for JSON`)
    reached.add(name)
    waiting.push(...referencesIn(schemas[name]))
  }
  const alone = new Set<string>()
  for (const name of reached) {
    const plain = name.slice(0, -twinSuffix.length)
    if (name.endsWith(twinSuffix) && Object.hasOwn(schemas, plain) && !reached.has(plain)) alone.add(plain)
  }
  const kept = Object.entries(schemas)
    .filter(([name]) => reached.has(name))
    .map(([name, schema]): [string, unknown] => {
      const plain = name.slice(0, -twinSuffix.length)
      return [name.endsWith(twinSuffix) && alone.has(plain) ? plain : name, schema]
    })
  const pruned = {
    ...document,
    components: {
      ...document.components,
      schemas: Object.fromEntries(kept.sort(byName)),
      securitySchemes: usedSchemes(document),
    },
  }
  return JSON.parse(written(pruned, alone)) as Document // only references were renamed
}

function usedSchemes({ components, paths }: WithComponents & { readonly paths?: unknown }): object {
  const used = new Set<string>()
  JSON.stringify(paths, (key, inner: unknown) => {
    if (key === 'security' && Array.isArray(inner))
      for (const way of inner) for (const name of Object.keys(way)) used.add(name)
    return inner
  })
  return Object.fromEntries(Object.entries(components?.securitySchemes ?? {}).filter(([name]) => used.has(name)))
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

/** A schema as text, with the references to merged twins under their one name. */
function written(value: unknown, same: ReadonlySet<string>): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key !== '$ref' || typeof inner !== 'string' || !inner.endsWith(twinSuffix)) return inner
    const name = inner.slice(prefix.length, -twinSuffix.length)
    return same.has(name) ? prefix + name : inner
  })
}

function referencesIn(value: unknown): string[] {
  const names: string[] = []
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === '$ref' && typeof inner === 'string' && inner.startsWith(prefix)) names.push(inner.slice(prefix.length))
    return inner
  })
  return names
}

function schemasOf(document: WithComponents): Schemas {
  return (document.components?.schemas ?? {}) as Schemas // an object by OpenAPI 3.1 section 4.8.7
}

type Operation = { readonly responses?: Record<string, unknown> }

/** Writes each error answer once, under the names of its codes, instead of in every operation. */
export function shareResponses<Document extends WithComponents & { readonly paths?: unknown }>(
  document: Document,
): Document {
  const shared: Record<string, unknown> = {}
  const paths = (document.paths ?? {}) as Record<string, Record<string, Operation>> // OpenAPI 3.1 section 4.8.8
  for (const path of Object.values(paths)) {
    for (const { responses = {} } of Object.values(path)) {
      for (const [status, response] of Object.entries(responses)) {
        const name = nameOfProblems(response)
        if (name === undefined) continue
        shared[name] = response
        responses[status] = { $ref: `#/components/responses/${name}` }
      }
    }
  }
  const responses = Object.fromEntries(Object.entries(shared).sort(byName))
  return { ...document, components: { ...document.components, responses } }
}

function nameOfProblems(response: unknown): string | undefined {
  const { content } = response as { content?: Record<string, { examples?: object }> } // a Response Object
  const examples = content?.['application/problem+json']?.examples
  return examples && Object.keys(examples).sort().join('-or-')
}
