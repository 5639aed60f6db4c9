import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { type Problem, problem } from '../problem.ts'

const mostErrors = 32 // enough to mend any form; a body of 20,000 wrong items must not answer with as many lines
const longestName = 64 // an unknown field is named, as it is the client's own; not at any length

type Issue = z.core.$ZodIssue
type Fault = { readonly location: string; readonly message: string }

/**
 * Validates with zod and refuses with one problem: 400 `invalid`, each error located (`body.requester.email`) and
 * saying what was expected, never what was given. A path parameter that is malformed names nothing: 404, the same as an
 * id that is absent.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = httpPart === 'querystring' ? 'query' : (httpPart ?? 'body')
  return (data) => {
    const result = schema.safeParse(data, { error: expectation })
    if (result.success) return { value: result.data }
    return { error: part === 'params' ? problem('not_found', 'no such path') : invalid(part, result.error.issues) }
  }
}

/**
 * The problem that zod's issues make, located under a part of the request: for what is parsed outside of a route's
 * schema.
 */
export function invalid(part: string, issues: readonly Issue[]): Problem {
  const errors = issues.flatMap((issue) => faultsOf(issue, part)).slice(0, mostErrors)
  return problem('invalid', `the ${part} ${part === 'headers' ? 'do' : 'does'} not have the expected form`, { errors })
}

/** What zod is to say of an issue where the schema says nothing itself. Hand it to `safeParse` as `error`. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'expected a value: this field is required' : `expected ${kind(issue.expected)}`
    case 'invalid_value':
      return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return 'expected no such field'
    case 'invalid_format':
      return issue.format === 'regex' ? `expected text that matches ${issue.pattern}` : `expected ${issue.format}`
    case 'too_big':
      return `expected at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`
    case 'too_small':
      return `expected at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? `expected one of ${issue.options.map(String).join(', ')}`
        : 'expected another form'
    default:
      return 'expected another value'
  }
}

function faultsOf(issue: Issue, under: string): Fault[] {
  const location = issue.path.reduce<string>((path, step) => `${path}.${named(step)}`, under)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, mostErrors)
      .map((key) => ({ location: `${location}.${named(key)}`, message: issue.message }))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return faultsOfUnion(issue.errors, location)
  return [{ location, message: issue.message }]
}

/**
 * Of the forms a value may have, the one that its fields fit best says what is wrong; where it has none of them, all
 * are named.
 */
function faultsOfUnion(branches: readonly (readonly Issue[])[], location: string): Fault[] {
  const [meant] = branches
    .filter((issues) => issues.every((issue) => issue.path.length > 0 || issue.code !== 'invalid_type'))
    .sort((one, other) => strangers(one) - strangers(other))
  if (meant !== undefined) return meant.flatMap((issue) => faultsOf(issue, location))
  const messages = branches.flatMap((issues) => issues.slice(0, 1).map((issue) => issue.message))
  return [{ location, message: [...new Set(messages)].join(', or ') }]
}

/** How many of the fields given a form does not have. */
function strangers(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    return issue.code === 'unrecognized_keys' && issue.path.length === 0 ? sum + issue.keys.length : sum
  }, 0)
}

function named(step: PropertyKey): string {
  return String(step).slice(0, longestName)
}

function kind(expected: string): string {
  const known: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    null: 'null',
    never: 'nothing',
  }
  return known[expected] ?? expected
}

function unit(origin: string, count: number | bigint): string {
  const s = Number(count) === 1 ? '' : 's'
  if (origin === 'string') return ` character${s}`
  return origin === 'array' || origin === 'set' ? ` item${s}` : ''
}
