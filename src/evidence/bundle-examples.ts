// What the contract shows. The hashes and signatures are of the right form, and of nothing.

const hash = 'e70ef0c6d3bb5031a18b862ea6df8209c1327419720e735e8f77a1c0244cb1d0'
const otherHash = '98602b1a5ebd3d71bb3c05262be16329f8f2dd6c0dac446f3f1baa8bf6965407'
const signature = `${hash}${otherHash}`
const keyId = '4f1c0a37d2b9e86553a07c41b8d9f2e6'
const organisation = 'org_01m84njqyjf2rsa3kvsjcq9szn'
const request = 'req_01m84njqz5eaaazqs37rz6d7v6'
const at = '2026-03-03T10:05:00Z'

const statement = {
  type: 'habeas.checkpoint.v1',
  organisation,
  number: 12,
  events: 37,
  events_before: 204,
  root: hash,
  previous: otherHash,
  at,
  key_id: keyId,
}

export const checkpointExample = {
  id: 'chk_74w07md4xp9wrjr3srp6qarqtg',
  object: 'checkpoint',
  number: 12,
  statement,
  hash,
  signature,
  sent_at: '2026-03-03T10:05:01Z',
}

const key = { id: keyId, algorithm: 'Ed25519', public_key: otherHash, since: '2026-03-01T00:05:00Z' }
export const keyExample = { object: 'signing_key', ...key }

export const bundleExample = {
  format: 'habeas.evidence',
  version: 1,
  organisation,
  request,
  reference: 'HB-7F3K-92QD',
  events: [
    {
      body: {
        v: 1,
        organisation,
        request,
        id: 'evt_01m84njr7cevcay285hne21p73',
        sequence: 1,
        type: 'request_received',
        at: 1_772_445_600_000,
        actor: { type: 'client', id: 'cli_01m84njqyjf2rsa3kvsjcq9szn' },
        facts: { channel: 'email' },
        commitment: otherHash,
        previous_hash: null,
      },
      hash,
      detail: { acting_user: 'ada@example.org' },
      detail_key: otherHash,
      inclusion: { checkpoint: 12, index: 3, path: [otherHash] },
    },
  ],
  decisions: [
    {
      right_id: 'rgt_01m84njqz5eaaazqs3aa2tg3ry',
      right: 'erasure',
      article: 'article 17 of the GDPR',
      status: 'decided',
      outcome: 'refused',
      grounds: [{ code: 'legal_obligation', article: 'article 17(3)(b) of the GDPR' }],
      decided_at: '2026-03-03T10:00:00Z',
      fulfilled_at: null,
      answered_on: '2026-03-03',
      due_on: '2026-04-02',
    },
  ],
  letters: [
    {
      id: 'ltr_01m84njr60e5jb8y8v455p7jsd',
      type: 'decision',
      by: 'email',
      state: 'sent',
      message_id: '<79976367-cbc9-495b-9485-c2d579e6e47a@example.org>',
      sent_at: '2026-03-03T10:00:02Z',
      posted_on: null,
      text_sha256: otherHash,
    },
  ],
  erasure: null,
  checkpoints: [{ statement, signature }],
  keys: [key],
  head: {
    statement: {
      type: 'habeas.head.v1',
      organisation,
      request,
      sequence: 1,
      hash,
      contents: { events: hash, reference: otherHash },
      at: '2026-03-04T08:00:00Z',
      key_id: keyId,
    },
    signature,
  },
}
