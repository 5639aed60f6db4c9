// Its types give a route's schema the fields of an OpenAPI operation
import type {} from '@fastify/swagger'
import type { FastifyInstance, RouteOptions } from 'fastify'

const routesByApp = new WeakMap<object, RouteOptions[]>()

/** Remembers every route registered from now on, for `assertDocumented`. */
export function collectRoutes(app: Pick<FastifyInstance, 'addHook'>): void {
  const routes: RouteOptions[] = []
  routesByApp.set(app, routes)
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
}

/**
 * Throws naming each route that lacks an operationId of its own, tags, a summary, its security, or the schema of a
 * status it can answer. Called when all routes are registered: the service refuses to start with an undocumented one.
 */
export function assertDocumented(app: object): void {
  const known = new Set<string>()
  const complaints = (routesByApp.get(app) ?? []).flatMap((route) => {
    const lacks = route.schema?.hide === true || route.method === 'HEAD' ? [] : lackingIn(route)
    const id = route.schema?.operationId
    if (id !== undefined && route.method !== 'HEAD') {
      if (known.has(id)) lacks.push(`an operationId that is not also another route's`)
      known.add(id)
    }
    return lacks.length === 0 ? [] : [`${route.method} ${route.url} lacks ${lacks.join(', ')}`]
  })
  if (complaints.length > 0) throw new Error(`undocumented routes:\n${complaints.join('\n')}`)
}

function lackingIn({ schema = {}, url, method, config }: RouteOptions): string[] {
  const answers = new Set(
    Object.keys(typeof schema.response === 'object' && schema.response !== null ? schema.response : {}),
  )
  const takesBody = schema.body !== undefined || config?.documentedBody !== undefined
  const needed: [string, boolean][] = [
    ['an operationId', schema.operationId !== undefined],
    ['tags', (schema.tags ?? []).length > 0],
    ['a summary', schema.summary !== undefined],
    ['its security', schema.security !== undefined],
    ['a schema of its path parameters', !url.includes(':') || schema.params !== undefined],
    ['an answer of success', [...answers].some((status) => status.startsWith('2'))],
    [
      'the answer 400',
      answers.has('400') || (!takesBody && schema.querystring === undefined && schema.headers === undefined),
    ],
    ['the answer 401', answers.has('401') || (schema.security ?? []).length === 0],
    ['the answer 404', answers.has('404') || !url.includes(':')],
    ['the answer 413', answers.has('413') || !takesBody],
    [
      'the answer 415',
      answers.has('415') || !(takesBody || method === 'POST' || method === 'PUT' || method === 'PATCH'),
    ],
    ['the answer 500', answers.has('500')],
    ['the answer 503', answers.has('503')],
  ]
  return needed.filter(([, present]) => !present).map(([what]) => what)
}
