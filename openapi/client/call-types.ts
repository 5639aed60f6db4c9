import type { components, paths } from '../types.d.ts'

// What a call takes and gives, read from the contract.

/** A type of the contract by its name: `Schema<'Request'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The paths that have this method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends { readonly [K in M]: object } ? P : never
}[keyof paths]

type HasCursor<Q> = [Q] extends [never] ? false : 'cursor' extends keyof Q ? true : false

/** The lists: paths that are read page by page. */
export type PathOfList = {
  [P in keyof paths]: paths[P] extends { get: { parameters: { query?: infer Q } } }
    ? HasCursor<NonNullable<Q>> extends true
      ? P
      : never
    : never
}[keyof paths]

export type OperationAt<P, M extends Method> = P extends keyof paths ? paths[P][M] : never

/** How the body of an answer is handed out. By itself: JSON as what the contract says of it, files as a Blob, all else as text. */
export type As = 'said' | 'blob' | 'bytes' | 'stream' | 'text'

/** One record a line: a list, or what makes them one after the other. A function is called anew for each try; what is given bare, and is no list, is sent once. */
export type Records<T> = Iterable<T> | AsyncIterable<T> | (() => Iterable<T> | AsyncIterable<T>)

/** As it is given: nothing of it is changed, and what may be left out may be undefined. */
type Unchanged<T> = T extends Blob
  ? T
  : T extends readonly (infer E)[]
    ? readonly Unchanged<E>[]
    : T extends object
      ? {
          readonly [K in keyof T]: Record<never, never> extends Pick<T, K>
            ? Unchanged<T[K]> | undefined
            : Unchanged<T[K]>
        }
      : T

type PathPart<O> = O extends { parameters: { path: infer T } } ? { readonly path: T } : unknown
type QueryPart<O> = O extends { parameters: { query: infer Q extends object } }
  ? { readonly query: Unchanged<Q> }
  : O extends { parameters: { query?: infer Q } }
    ? [NonNullable<Q>] extends [never]
      ? unknown
      : { readonly query?: Unchanged<NonNullable<Q>> }
    : unknown

type Sent<C> = 'application/x-ndjson' extends keyof C
  ? Records<Unchanged<C['application/x-ndjson']>>
  : 'application/json' extends keyof C
    ? Unchanged<C['application/json']>
    : Unchanged<C[keyof C]>
type BodyPart<O> = O extends { requestBody: { content: infer C } }
  ? { readonly body: Sent<C> }
  : O extends { requestBody?: { content: infer C } }
    ? { readonly body?: Sent<C> }
    : unknown

type HeaderOf<O> = O extends { parameters: { header?: infer H } } ? keyof NonNullable<H> : never
type HeaderPart<O> = ('If-Match' extends HeaderOf<O>
  ? {
      /** The version that this change is meant for, or the ETag as it came: another version answers 412. */
      readonly ifMatch?: number | string
    }
  : unknown) &
  ('Idempotency-Key' extends HeaderOf<O>
    ? {
        /** Made by the client for each call, and kept over its tries. Give one that you have stored, to repeat a call after a restart. */
        readonly idempotencyKey?: string
      }
    : unknown) &
  ('Acting-User' extends HeaderOf<O>
    ? {
        /** The e-mail address of who sits before the tool. */
        readonly actingUser?: string
      }
    : unknown)

type AnyCall<A extends As> = {
  readonly as?: A
  readonly signal?: AbortSignal
  /** How long a try may take until its answer is there; 60 s where nothing is said. Files, and records that are streamed, take what they take. */
  readonly timeoutMs?: number
  /** Any other headers. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What a call is given, by the contract. */
export type Given<O, A extends As = As> = PathPart<O> & QueryPart<O> & BodyPart<O> & HeaderPart<O> & AnyCall<A>

/** The body that a call takes. */
export type BodyOf<P extends PathWith<M>, M extends Method> =
  BodyPart<OperationAt<P, M>> extends { readonly body?: infer B } ? B : never

type RequiredKey<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? never : K }[keyof T]

/** The last argument of a call: it may be left out where nothing of it is needed. */
export type Rest<T> = [RequiredKey<T>] extends [never] ? [given?: T] : [given: T]

type Success = 200 | 201 | 202 | 206
type Said<O> = O extends { responses: infer R }
  ? {
      [S in keyof R & Success]: R[S] extends { content: infer C }
        ? 'application/json' extends keyof C
          ? C['application/json']
          : C[keyof C]
        : undefined
    }[keyof R & Success]
  : never

/** What a call gives. */
export type Data<O, A extends As> = A extends 'blob'
  ? Blob
  : A extends 'bytes'
    ? Uint8Array<ArrayBuffer>
    : A extends 'stream'
      ? ReadableStream<Uint8Array<ArrayBuffer>>
      : A extends 'text'
        ? string
        : [Said<O>] extends [never]
          ? undefined
          : Said<O>

/** What a list consists of. */
export type MemberOf<P extends PathOfList> =
  Data<OperationAt<P, 'get'>, 'said'> extends { data: (infer T)[] } ? T : never
