import type { FastifyRequest } from 'fastify'

/**
 * The media type that suits the caller best by `Accept` (RFC 9110 section 12.5.1), the first of these where nothing is said or all suit
 * alike; undefined where none does.
 */
export function acceptedType<Type extends string>(
  { headers }: Pick<FastifyRequest, 'headers'>,
  among: readonly [Type, ...Type[]],
): Type | undefined {
  const ranges = (headers.accept ?? '*/*').split(',').map(readRange)
  const qualityOf = (type: string) => {
    const [kind] = type.split('/')
    const fits = [type, `${kind}/*`, '*/*'].map((range) => ranges.find(({ name }) => name === range)).find(Boolean)
    return fits?.quality ?? 0
  }
  const best = among.toSorted((a, b) => qualityOf(b) - qualityOf(a))[0]
  return best !== undefined && qualityOf(best) > 0 ? best : undefined
}

function readRange(range: string): { readonly name: string; readonly quality: number } {
  const [name = '', ...parameters] = range.trim().toLowerCase().split(';')
  const quality = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean)
  return { name: name.trim(), quality: quality === undefined ? 1 : Number(quality) }
}
