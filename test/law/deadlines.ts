import type { ClockWarning } from '../../src/law/clock.ts'
import type { ClockEvent, Regime } from '../../src/law/clock-facts.ts'
import { withEvents } from './deadlines-with-events.ts'

type EventType = Exclude<ClockEvent['type'], 'extension_decided'>

/**
 * Worked deadlines: what is received, and when the answer is due. Where a case is silent: Paris, the French calendar, the GDPR,
 * no events, running, nothing paused; the nominal and the strict day are the due day. `warnings` must be among those raised.
 */
export type Deadline = {
  readonly id: string
  readonly source: string
  readonly note?: string
  readonly received: string
  readonly at?: { readonly timeZone: string; readonly calendar: string }
  readonly regime?: Regime
  readonly events?: readonly {
    readonly type: EventType
    readonly at: string
    readonly sufficient?: boolean
    readonly largeVolume?: boolean
  }[]
  readonly receivedOn: string
  readonly state?: 'paused'
  readonly pausedDays?: number | null
  readonly due: string | null
  readonly nominal?: string
  readonly strict?: string
  /** The first instant after the due day, in UTC. */
  readonly dueAt: string | null
  readonly extensionValid?: boolean
  readonly warnings?: readonly ClockWarning[]
}

const withoutEvents: readonly Deadline[] = [
  {
    id: 'A03',
    source: 'EDPB 01/2022 v2.1 §160 ex.33',
    note: 'no 31 September',
    received: '2026-08-31T10:00:00+02:00',
    receivedOn: '2026-08-31',
    due: '2026-09-30',
    dueAt: '2026-09-30T22:00:00Z',
  },
  {
    id: 'A04',
    source: 'ICO SAR checklist (3 Sept -> 3 Oct)',
    received: '2025-09-03T10:00:00+02:00',
    receivedOn: '2025-09-03',
    due: '2025-10-03',
    dueAt: '2025-10-03T22:00:00Z',
  },
  {
    id: 'A05',
    source: 'ICO 8 Dec 2025 guidance (1 Jan bank holiday -> end of 1 Feb)',
    note: 'receipt on a holiday is not moved',
    received: '2024-01-01T10:00:00+01:00',
    receivedOn: '2024-01-01',
    due: '2024-02-01',
    dueAt: '2024-02-01T23:00:00Z',
  },
  {
    id: 'A07',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '26 December is a working day outside Alsace and Moselle',
    received: '2024-11-25T11:00:00+01:00',
    receivedOn: '2024-11-25',
    due: '2024-12-26',
    nominal: '2024-12-25',
    dueAt: '2024-12-26T23:00:00Z',
  },
  {
    id: 'A08',
    source: 'ICO (31 Jan -> 28 Feb); Reg.1182/71 art.3(1),3(2)(c)',
    received: '2025-01-31T10:00:00+01:00',
    receivedOn: '2025-01-31',
    due: '2025-02-28',
    dueAt: '2025-02-28T23:00:00Z',
  },
  {
    id: 'A10',
    source: 'ICO (28 Feb on a weekend -> next Monday); Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '28 Feb 2026 is a Saturday',
    received: '2026-01-31T10:00:00+01:00',
    receivedOn: '2026-01-31',
    due: '2026-03-02',
    nominal: '2026-02-28',
    dueAt: '2026-03-02T23:00:00Z',
  },
  {
    id: 'A12',
    source: 'ICO 2019 (1 April, 1 May holiday -> next working day); Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '1 May 2026 is a Friday',
    received: '2026-04-01T10:00:00+02:00',
    receivedOn: '2026-04-01',
    due: '2026-05-04',
    nominal: '2026-05-01',
    dueAt: '2026-05-04T22:00:00Z',
  },
  {
    id: 'A14',
    source: 'DSB (AT) 19.12.2019 DSB-D130.329/0001-DSB/2019 (input date found; end date derived)',
    received: '2019-09-10T10:00:00+02:00',
    receivedOn: '2019-09-10',
    due: '2019-10-10',
    dueAt: '2019-10-10T22:00:00Z',
  },
  {
    id: 'B02',
    source: 'Reg.1182/71 art.3(1),3(2)(c)',
    note: 'a leap year',
    received: '2028-01-31T10:00:00+01:00',
    receivedOn: '2028-01-31',
    due: '2028-02-29',
    dueAt: '2028-02-29T23:00:00Z',
  },
  {
    id: 'B04',
    source: 'Reg.1182/71 art.3(1),3(2)(c)',
    note: '28, 29, 30 and 31 January share one due date where February has 28 days',
    received: '2025-01-29T10:00:00+01:00',
    receivedOn: '2025-01-29',
    due: '2025-02-28',
    dueAt: '2025-02-28T23:00:00Z',
  },
  {
    id: 'B05',
    source: 'Reg.1182/71 art.3(1),3(2)(c)',
    received: '2025-01-28T10:00:00+01:00',
    receivedOn: '2025-01-28',
    due: '2025-02-28',
    dueAt: '2025-02-28T23:00:00Z',
  },
  {
    id: 'B06',
    source: 'Reg.1182/71 art.3(1),3(2)(c)',
    received: '2024-01-30T10:00:00+01:00',
    receivedOn: '2024-01-30',
    due: '2024-02-29',
    dueAt: '2024-02-29T23:00:00Z',
  },
  {
    id: 'B09',
    source: 'Reg.1182/71 art.3(1),3(2)(c); Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '30 May is a Saturday',
    received: '2026-04-30T10:00:00+02:00',
    receivedOn: '2026-04-30',
    due: '2026-06-01',
    nominal: '2026-05-30',
    dueAt: '2026-06-01T22:00:00Z',
  },
  {
    id: 'B11',
    source: 'Reg.1182/71 art.3(1),3(2)(c); Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '31 January 2026 is a Saturday; the year changes',
    received: '2025-12-31T10:00:00+01:00',
    receivedOn: '2025-12-31',
    due: '2026-02-02',
    nominal: '2026-01-31',
    dueAt: '2026-02-02T23:00:00Z',
  },
  {
    id: 'C01',
    source: 'EDPB 01/2022 v2.1 §161; Reg.1182/71 art.3(4)',
    note: '14 February is a Saturday',
    received: '2026-01-14T10:00:00+01:00',
    receivedOn: '2026-01-14',
    due: '2026-02-16',
    nominal: '2026-02-14',
    dueAt: '2026-02-16T23:00:00Z',
  },
  {
    id: 'C03',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '1 May 2025 is a Thursday',
    received: '2025-04-01T10:00:00+02:00',
    receivedOn: '2025-04-01',
    due: '2025-05-02',
    nominal: '2025-05-01',
    dueAt: '2025-05-02T22:00:00Z',
  },
  {
    id: 'C05',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '8 May 2026 is a Friday',
    received: '2026-04-08T10:00:00+02:00',
    receivedOn: '2026-04-08',
    due: '2026-05-11',
    nominal: '2026-05-08',
    dueAt: '2026-05-11T22:00:00Z',
  },
  {
    id: 'C06',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: 'Saturday 6, Sunday 7 and Monday 8 May, a holiday',
    received: '2028-04-06T10:00:00+02:00',
    receivedOn: '2028-04-06',
    due: '2028-05-09',
    nominal: '2028-05-06',
    dueAt: '2028-05-09T22:00:00Z',
  },
  {
    id: 'C08',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: 'Saturday 12, Sunday 13 and Monday 14 July',
    received: '2025-06-12T10:00:00+02:00',
    receivedOn: '2025-06-12',
    due: '2025-07-15',
    nominal: '2025-07-12',
    dueAt: '2025-07-15T22:00:00Z',
  },
  {
    id: 'C11',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: 'Ascension is 14 May 2026; the Friday after it is a working day',
    received: '2026-04-14T10:00:00+02:00',
    receivedOn: '2026-04-14',
    due: '2026-05-15',
    nominal: '2026-05-14',
    dueAt: '2026-05-15T22:00:00Z',
  },
  {
    id: 'C15',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    received: '2026-10-11T10:00:00+02:00',
    receivedOn: '2026-10-11',
    due: '2026-11-12',
    nominal: '2026-11-11',
    dueAt: '2026-11-12T23:00:00Z',
  },
  {
    id: 'C16',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '25 December 2026 is a Friday',
    received: '2026-11-25T10:00:00+01:00',
    receivedOn: '2026-11-25',
    due: '2026-12-28',
    nominal: '2026-12-25',
    dueAt: '2026-12-28T23:00:00Z',
  },
  {
    id: 'C17',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: '1 January 2027 is a Friday',
    received: '2026-12-01T10:00:00+01:00',
    receivedOn: '2026-12-01',
    due: '2027-01-04',
    nominal: '2027-01-01',
    dueAt: '2027-01-04T23:00:00Z',
  },
  {
    id: 'D03',
    source: 'local date rule',
    note: '23:59:59 on 30 June in Paris',
    received: '2026-06-30T21:59:59+00:00',
    receivedOn: '2026-06-30',
    due: '2026-07-30',
    dueAt: '2026-07-30T22:00:00Z',
  },
  {
    id: 'D04',
    source: 'local date rule',
    note: 'exactly 00:00 on 1 July in Paris',
    received: '2026-06-30T22:00:00+00:00',
    receivedOn: '2026-07-01',
    due: '2026-08-03',
    nominal: '2026-08-01',
    dueAt: '2026-08-03T22:00:00Z',
  },
  {
    id: 'D07',
    source: 'DST start',
    note: '03:30 on the day summer time begins; the end is in summer time',
    received: '2026-03-29T01:30:00+00:00',
    receivedOn: '2026-03-29',
    due: '2026-04-29',
    dueAt: '2026-04-29T22:00:00Z',
  },
  {
    id: 'D08',
    source: 'DST end 25 Oct 2026',
    note: '00:30 on the day summer time ends; a fixed +01:00 would give 24 October',
    received: '2026-10-24T22:30:00+00:00',
    receivedOn: '2026-10-25',
    due: '2026-11-25',
    dueAt: '2026-11-25T23:00:00Z',
  },
  {
    id: 'D10',
    source: 'DST end',
    note: '02:30 on the day summer time ends, its second pass',
    received: '2026-10-25T01:30:00+00:00',
    receivedOn: '2026-10-25',
    due: '2026-11-25',
    dueAt: '2026-11-25T23:00:00Z',
  },
  {
    id: 'H03',
    source: 'Reg.1182/71 art.3(4); Code du travail L3133-1',
    note: 'Good Friday 2026 is no holiday in most of France',
    received: '2026-03-03T10:00:00+01:00',
    receivedOn: '2026-03-03',
    due: '2026-04-03',
    dueAt: '2026-04-03T22:00:00Z',
  },
  {
    id: 'H04',
    source: 'Code du travail L3134-13',
    note: 'Good Friday, a weekend and Easter Monday in Alsace',
    received: '2026-03-03T10:00:00+01:00',
    at: { timeZone: 'Europe/Paris', calendar: 'FR-67' },
    receivedOn: '2026-03-03',
    due: '2026-04-07',
    nominal: '2026-04-03',
    dueAt: '2026-04-07T22:00:00Z',
  },
  {
    id: 'H05',
    source: 'Reg.1182/71 art.2(1)',
    note: 'Saint Patrick’s Day, an Irish controller',
    received: '2026-02-17T10:00:00+00:00',
    at: { timeZone: 'Europe/Dublin', calendar: 'IE' },
    receivedOn: '2026-02-17',
    due: '2026-03-18',
    nominal: '2026-03-17',
    dueAt: '2026-03-19T00:00:00Z',
  },
  {
    id: 'H06',
    source: 'Reg.1182/71 art.2(1)',
    note: 'the Belgian national day',
    received: '2026-06-21T10:00:00+02:00',
    at: { timeZone: 'Europe/Brussels', calendar: 'BE' },
    receivedOn: '2026-06-21',
    due: '2026-07-22',
    nominal: '2026-07-21',
    dueAt: '2026-07-22T22:00:00Z',
  },
]

export const deadlines = [...withoutEvents, ...withEvents]
