import type { FastifyRequest } from 'fastify'

/** The best of these languages by `Accept-Language` (RFC 9110 section 12.5.4); undefined where it names none of them. */
export function acceptedLanguage<Language extends string>(
  request: Pick<FastifyRequest, 'headers'>,
  among: readonly Language[],
): Language | undefined {
  const wanted = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().split(';')
      const quality = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean)
      return { language: tag.toLowerCase().split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { language } of wanted) {
    const known = among.find((candidate) => candidate === language)
    if (known) return known
  }
  return undefined
}
