type Content = string | Blob | URLSearchParams | FormData | ReadableStream<Uint8Array<ArrayBuffer>>

/** What goes out, for each try anew; `once` is what can be sent but once. */
export type Body = { readonly type: string | undefined; readonly once: boolean; content(): Content }

/** The body of a call in the media type that the contract has for it. */
export function bodyOf(given: unknown, mediaType: string): Body {
  if (mediaType === 'application/x-ndjson') return linesOf(given)
  if (mediaType === 'multipart/form-data') return { type: undefined, once: false, content: () => formOf(given) } // fetch itself knows the boundary
  if (mediaType === 'application/x-www-form-urlencoded')
    return same(mediaType, () => new URLSearchParams(textsOf(given)))
  if (mediaType === 'application/json') {
    const text = JSON.stringify(given)
    return same(mediaType, () => text)
  }
  if (given instanceof Blob) return same(mediaType, () => given)
  throw new TypeError(`the body must be a Blob: ${mediaType}`)
}

function same(type: string, content: () => Content): Body {
  return { type, once: false, content }
}

/** A list is written at once; anything else is streamed as it is made. */
function linesOf(given: unknown): Body {
  const type = 'application/x-ndjson'
  if (Array.isArray(given)) {
    const text = given.map(lineOf).join('')
    return same(type, () => text)
  }
  if (typeof given === 'function') return same(type, () => streamOf(given()))
  return { type, once: true, content: () => streamOf(given) }
}

function lineOf(record: unknown): string {
  return `${JSON.stringify(record)}\n`
}

function streamOf(made: unknown): ReadableStream<Uint8Array<ArrayBuffer>> {
  const lines = iteratorOf(made)
  const bytes = new TextEncoder()
  return new ReadableStream({
    pull: async (to) => {
      const { done, value } = await lines.next()
      if (done) return to.close()
      to.enqueue(bytes.encode(lineOf(value)))
    },
    cancel: async () => {
      await lines.return?.()
    },
  })
}

function iteratorOf(made: unknown): Iterator<unknown> | AsyncIterator<unknown> {
  if (isAsyncIterable(made)) return made[Symbol.asyncIterator]()
  if (isIterable(made)) return made[Symbol.iterator]()
  throw new TypeError('the body must be records: a list, or what makes them one after the other')
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function formOf(given: unknown): FormData {
  const form = new FormData()
  for (const [name, value] of membersOf(given)) {
    if (value instanceof Blob) form.append(name, value)
    else if (value !== undefined) form.append(name, String(value))
  }
  return form
}

function textsOf(given: unknown): [string, string][] {
  return membersOf(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)])
}

function membersOf(given: unknown): [string, unknown][] {
  return typeof given === 'object' && given !== null ? Object.entries(given) : []
}
