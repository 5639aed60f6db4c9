import { type Instant, showInstant } from '../law/calendar.ts'
import { articleOfGround, type GroundCode } from '../law/refusal.ts'
import { rightsLaw } from '../law/rights.ts'
import type { Article } from '../law/wording.ts'
import { letterEvidence } from '../letters/letter-evidence.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Tx } from '../platform/database/transaction.ts'
import type { Deps } from '../platform/deps.ts'
import { type RequestId, showId } from '../platform/identifiers.ts'
import type { Case, RightRow } from '../requests/case.ts'
import { showClockOf } from '../requests/clock-view.ts'
import { getRequest } from '../requests/find-request.ts'
import { cite } from '../words/citation.ts'
import { hashedForm } from './chain.ts'
import { signedCheckpoint, withCurrentKey } from './checkpoint.ts'
import { type CheckpointRow, checkpointsCovering, leavesBetween, listSigningKeys } from './checkpoint-store.ts'
import { erasureCertificate } from './erasure-certificate.ts'
import { type MerkleTree, merkleTree } from './merkle.ts'
import { contentsOf } from './seal-bundle.ts'
import { type Signer, type Statement, signerOf } from './signing-key.ts'
import { eventsOfRequest, type StoredEvent } from './store.ts'

const atATime = 1_000
const leavesAtATime = 8_192

/**
 * Everything that proves what became of one request, for somebody without this database: the format is described in
 * src/evidence/README.md. `tx` reads as of one moment, or its parts would not fit. Throws `not_found`.
 */
export async function readBundle(tx: Tx, deps: Pick<Deps, 'keyring' | 'now'>, id: RequestId) {
  const c = await getRequest(tx, deps.keyring, id)
  const now = deps.now()
  const signer = signerOf(deps.keyring)
  const events = await allEvents(tx, deps.keyring, id)
  const checkpoints = await checkpointsCovering(
    tx,
    events.map(({ feedPosition }) => feedPosition),
  )
  const inclusions = await proveInclusion(tx, events, checkpoints)
  const body = {
    format: 'habeas.evidence' as const,
    version: 1 as const,
    organisation: showId('org', tx.organisation),
    request: showId('req', id),
    reference: c.request.reference,
    events: events.map((event) => ({
      body: hashedForm(event),
      hash: event.hash.toString('hex'),
      detail: event.detail,
      detail_key: event.detailKey?.toString('hex') ?? null,
      inclusion: inclusions.get(event.feedPosition) ?? null,
    })),
    clock: showClockOf(c, now),
    decisions: c.rights.map(decisionOf),
    letters: await letterEvidence(tx, c.safe),
    erasure: erasureCertificate(events, signer) ?? null,
    checkpoints: checkpoints.map(signedCheckpoint),
    keys: withCurrentKey(await listSigningKeys(tx), signer),
  }
  return { ...body, head: signedHead(c, contentsOf(body), { signer, at: now }) }
}

/** The end of the chain as the request itself remembers it, and what else is in the bundle, signed: so neither can be cut. */
function signedHead(
  { request }: Case,
  contents: Readonly<Record<string, string>>,
  { signer, at }: { signer: Signer; at: Instant },
) {
  const statement = {
    type: 'habeas.head.v1' as const,
    organisation: showId('org', request.organisationId),
    request: showId('req', request.id),
    sequence: request.lastSequence,
    hash: request.lastHash.toString('hex'),
    contents,
    at: showInstant(at),
    key_id: signer.id,
  } satisfies Statement
  return { statement, signature: signer.sign(statement).toString('hex') }
}

async function allEvents(tx: Tx, keyring: Keyring, request: RequestId): Promise<StoredEvent[]> {
  const found: StoredEvent[] = []
  for (;;) {
    const after = found.at(-1)?.sequence ?? 0
    const page = await eventsOfRequest(tx, keyring, request, { after, limit: atATime })
    found.push(...page)
    if (page.length < atATime) return found
  }
}

type Inclusion = { checkpoint: number; index: number; path: string[] }

/** Where each event, by its place in the feed, stands in the checkpoint that covers it, and the path to its root. */
async function proveInclusion(
  tx: Tx,
  events: readonly StoredEvent[],
  checkpoints: readonly CheckpointRow[],
): Promise<Map<number, Inclusion>> {
  const proven = new Map<number, Inclusion>()
  for (const checkpoint of checkpoints) {
    const { tree, indexes } = await treeOf(tx, checkpoint, events)
    for (const [position, index] of indexes) {
      const path = tree.path(index).map((hash) => hash.toString('hex'))
      proven.set(position, { checkpoint: checkpoint.number, index, path })
    }
  }
  return proven
}

/** The tree of a checkpoint, built from what is stored now, and where in it these events are. */
async function treeOf(
  tx: Tx,
  { afterPosition, lastPosition }: CheckpointRow,
  events: readonly StoredEvent[],
): Promise<{ tree: MerkleTree; indexes: Map<number, number> }> {
  const wanted = new Set(events.map(({ feedPosition }) => feedPosition))
  const tree = merkleTree()
  const indexes = new Map<number, number>()
  for (let after = afterPosition; ; ) {
    const leaves = await leavesBetween(tx, { after, upTo: lastPosition }, leavesAtATime)
    for (const { position, hash } of leaves) {
      if (wanted.has(position)) indexes.set(position, tree.size)
      tree.add(hash)
    }
    after = leaves.at(-1)?.position ?? lastPosition
    if (leaves.length < leavesAtATime) return { tree, indexes }
  }
}

/** What was decided on a right, on which provisions; why in words is in the detail of its event. */
function decisionOf(right: RightRow) {
  return {
    right_id: showId('rgt', right.id),
    right: right.right,
    article: named(rightsLaw[right.right].article),
    status: right.status,
    outcome: right.outcome,
    grounds: right.grounds.map((code: GroundCode) => {
      const article = articleOfGround(code, right.right)
      return { code, article: article ? named(article) : null }
    }),
    decided_at: right.decidedAt && showInstant(right.decidedAt),
    fulfilled_at: right.fulfilledAt && showInstant(right.fulfilledAt),
    answered_on: right.answeredOn,
    due_on: right.dueOn,
  }
}

function named(article: Article): string {
  return cite(article, 'en')
}
