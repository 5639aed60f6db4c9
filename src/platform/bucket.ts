import { addAbortSignal, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { problem } from './problem.ts'

/** Where a bucket is, and who may use it. */
export type BucketPlace = {
  readonly name: string
  /** Before every key; ends in a slash, or is empty. */
  readonly prefix: string
  readonly region: string
  /** Of another S3 than Amazon's. */
  readonly endpoint: string | undefined
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** What is there stays readable; what is new goes elsewhere. */
  readonly isReadOnly: boolean
}

/**
 * Storage that speaks S3. What it is handed is sealed already: it sees keys, sizes and times. Each call has its own limits of time and of
 * tries, and throws `unavailable` beyond them, without a word of what the other side said.
 */
export type Bucket = {
  readonly isReadOnly: boolean
  put(key: string, content: Buffer): Promise<void>
  /** Undefined where there is none. */
  get(key: string): Promise<Buffer | undefined>
  /** Deletes one, where there is one. */
  delete(key: string): Promise<void>
  /** Deletes all whose key begins with `folder/`. */
  deleteFolder(folder: string, signal: AbortSignal): Promise<void>
  /** The outermost folders, some at a time. */
  folders(): AsyncIterable<readonly string[]>
  /** Rejects where it does not answer, or not to these credentials. */
  ready(): Promise<void>
  close(): void
}

/** One operation with its tries, in milliseconds: a chunk is a mebibyte, and whoever waits for a download is a person. */
const longestMs = 20_000
const tries = 3
/** Deletions under way at the same time. */
const atOnce = 8

/** Opens a bucket; nothing is asked of it yet. */
export function openBucket(place: BucketPlace): Bucket {
  const { name: Bucket, prefix, region, endpoint, accessKeyId, secretAccessKey, isReadOnly } = place
  const client = new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    // A bucket as a name of the host is Amazon's way; others may have no certificate for it
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: tries,
    // Boxes prove themselves; not every S3 takes the newer checksums
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 3_000, requestTimeout: longestMs },
    followRegionRedirects: false,
  })
  const page = async (query: { Prefix: string; Delimiter?: string }, token: string | undefined) => {
    const more = token === undefined ? {} : { ContinuationToken: token }
    return within((abortSignal) =>
      client.send(new ListObjectsV2Command({ Bucket, ...query, ...more }), { abortSignal }),
    )
  }
  async function* pages(query: { Prefix: string; Delimiter?: string }): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined
    do {
      const found = await page(query, token)
      yield found
      token = found.IsTruncated === true ? found.NextContinuationToken : undefined
    } while (token !== undefined)
  }

  return {
    isReadOnly,
    put: async (key, content) => {
      await within((abortSignal) =>
        client.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body: content }), { abortSignal }),
      )
    },
    get: (key) =>
      within(async (abortSignal) => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: prefix + key }), { abortSignal })
          if (!(Body instanceof Readable)) throw new Error('an object without a body')
          return await buffer(addAbortSignal(abortSignal, Body))
        } catch (error) {
          if (error instanceof Error && error.name === 'NoSuchKey') return undefined
          throw error
        }
      }),
    delete: async (key) => {
      await within((abortSignal) =>
        client.send(new DeleteObjectCommand({ Bucket, Key: prefix + key }), { abortSignal }),
      )
    },
    deleteFolder: async (folder, signal) => {
      for await (const { Contents = [] } of pages({ Prefix: `${prefix}${folder}/` })) {
        for (let from = 0; from < Contents.length; from += atOnce) {
          signal.throwIfAborted()
          const some = Contents.slice(from, from + atOnce)
          await Promise.all(
            some.map(({ Key }) =>
              within((abortSignal) => client.send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal })),
            ),
          )
        }
      }
    },
    folders: async function* () {
      for await (const { CommonPrefixes = [] } of pages({ Prefix: prefix, Delimiter: '/' })) {
        yield CommonPrefixes.flatMap(({ Prefix = '' }) => {
          const folder = Prefix.slice(prefix.length, -1)
          return folder === '' ? [] : [folder]
        })
      }
    },
    ready: async () => {
      await within((abortSignal) =>
        client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: 1 }), { abortSignal }),
      )
    },
    close: () => client.destroy(),
  }
}

async function within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await work(AbortSignal.timeout(longestMs))
  } catch (error) {
    // The cause is for the log, which takes its name alone
    const refusal = problem('unavailable', 'the storage of exports cannot answer right now', { retryAfterSeconds: 5 })
    throw Object.assign(refusal, { cause: error })
  }
}
