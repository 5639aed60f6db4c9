import type { Instant } from '../../src/law/calendar.ts'
import type { ReadRecord } from '../../src/records/read-records.ts'
import { recordWith } from './package.ts'

const at = (day: string) => Date.parse(`${day}T09:00:00Z`) as Instant // a valid day

/** What the demo's organisation might hold about one person: of every origin, on every basis of its register, and more. */
export const aPerson: readonly ReadRecord[] = [
  recordWith({
    category: 'identity_contact',
    purpose: 'service',
    collectedAt: at('2023-05-11'),
    data: {
      name: 'Claire',
      surname: 'Fontaine',
      company: 'Atelier Vert',
      email: 'claire@example.org',
      phone: '+33639980002',
    },
  }),
  recordWith({
    category: 'contract',
    purpose: 'service',
    collectedAt: at('2023-05-11'),
    data: { subscription: 'Team', since: '2023-05-11', monthly_fee: 99, seats: [{ name: 'Claire', role: 'admin' }] },
  }),
  recordWith({
    category: 'contract',
    purpose: 'invoicing',
    providedBy: 'observed',
    source: 'billing',
    collectedAt: at('2025-12-31'),
    data: '{"invoice":"F-2025-0412","total":1188.00,"paid":true}',
  }),
  recordWith({
    category: 'technical',
    purpose: 'analytics',
    providedBy: 'observed',
    source: 'site',
    collectedAt: at('2026-01-09'),
    data: { page: '/registers', seconds: 312, ip_address: '203.0.113.7' },
  }),
  recordWith({
    category: 'technical',
    purpose: 'support',
    providedBy: 'observed',
    source: 'helpdesk',
    collectedAt: at('2025-11-20'),
    review: 'redacted',
    reason: 'Names a colleague, who has rights of his own (art. 15(4)).',
    data: { chat: 'How do I invite a colleague?' },
  }),
  recordWith({
    category: 'marketing',
    purpose: 'prospecting',
    providedBy: 'inferred',
    collectedAt: at('2026-01-10'),
    data: { score: 82, segment: 'likely to upgrade' },
  }),
  recordWith({
    category: 'public_partner',
    purpose: 'prospecting',
    providedBy: 'third_party',
    source: 'enrichment',
    collectedAt: at('2024-10-01'),
    data: { directory: 'LinkedIn', title: '=Head of privacy' },
  }),
]
