import type { Desk } from './desk.ts'

/**
 * Fills a register by SQL: five years of letters to one organisation, in the order of their receipt, and for five of them one to twenty
 * others, between them. Rights, channels, pauses, extensions, outcomes and delays are spread as a desk has them; the last weeks are open
 * in part, and what is older than three years is erased, so that of it there are facts. The boxes are copies of those of a letter that the
 * service has taken, which only it could open: nothing that counts does.
 */
export async function fillYears({ sql, organisation }: Desk, rows: number): Promise<void> {
  await sql.unsafe(`
    set session_replication_role = replica;
    set work_mem = '256MB';
    set maintenance_work_mem = '512MB';
    select setseed(0.5);
    create temporary table sample as
      select r.detail, r.data_key, g.detail as right_detail
      from habeas.requests r join habeas.rights g on g.request_id = r.id limit 1;
    create temporary table line as
      select i, case when i % 6 = 0 then md5('other ' || i / 6 % 20)::uuid else '${organisation}'::uuid end as organisation_id,
        uuidv7(received - clock_timestamp()) as id, received, (received at time zone 'Europe/Paris')::date as received_on,
        (array['web', 'web', 'web', 'web', 'web', 'web', 'email', 'email', 'email', 'post', 'post', 'phone', 'in_person'])[1 + (13 * channel)::int % 13] as channel,
        received < now() - interval '3 years' as is_old, is_closed,
        case when is_closed then case when ending < 0.88 then 'completed' when ending < 0.92 then 'cancelled' when ending < 0.95 then 'duplicate'
          when ending < 0.97 then 'identity_not_established' when ending < 0.98 then 'not_controller' else 'not_a_rights_request' end end as closed_reason,
        pauses, case when pauses = 0 then 0 when is_closed then pauses * (2 + (15 * pausing)::int) end as paused_days, is_extended,
        1 + (amount > 0.6)::int + (amount > 0.9)::int as amount,
        1 + (27 * pace)::int + case when is_late then (40 * pausing)::int else 0 end + case when is_extended then 30 else 0 end as days
      from (
        select i, now() - (${rows} * 1.2 - i) * (interval '5 years' / (${rows} * 1.2)) as received, random() as channel, random() as ending,
          (random() > 0.82)::int + (random() > 0.97)::int as pauses, random() as pausing, random() > 0.96 as is_extended, random() as amount,
          random() as pace, random() > 0.97 as is_late, i < ${rows} * 1.2 * 0.97 or random() > 0.5 as is_closed
        from generate_series(1, (${rows} * 1.2)::int) i) drawn;
    insert into habeas.requests (
      organisation_id, id, reference, channel, locale, reply_by, capacity, received_at, received_on, started, closed_at, closed_reason,
      asks, extensions, identity_level, identity_rejected, authority, status, clock_state, due_on, nominal_due_on, strict_due_on,
      listed_due_on, overdue_after, at_risk_after, extended, pauses, paused_days, erase_after, erased_at, data_key, detail,
      version, last_sequence, last_hash, created_at, updated_at)
    select organisation_id, id, 'HB-' || lpad(i::text, 8, '0'), channel, 'fr', 'email', 'self', received, received_on, true,
      case when is_closed then ended end, closed_reason,
      coalesce((select jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'kind', 'identity', 'asked_at', at, 'told_at', at, 'answers',
          case when is_closed then jsonb_build_array(jsonb_build_object('at', at + (paused_days / pauses)::bigint * 86400000, 'sufficient', true)) else '[]' end))
        from (select floor(extract(epoch from received) * 1000)::bigint + n * 20 * 86400000::bigint + 3600000 as at from generate_series(0, pauses - 1) n) asked), '[]'),
      case when is_extended then jsonb_build_array(jsonb_build_object('ground', 'complexity', 'rights', '[]'::jsonb,
        'decided_at', floor(extract(epoch from received) * 1000)::bigint + 86400000, 'notified_at', floor(extract(epoch from received) * 1000)::bigint + 86400000)) else '[]' end,
      'verified', false, 'not_needed', case when is_closed then 'closed' when pauses > 0 then 'awaiting_requester' else 'in_progress' end,
      case when is_closed then 'stopped' when pauses > 0 then 'paused' else 'running' end,
      case when not is_closed and pauses = 0 then due end, case when not is_closed and pauses = 0 then due end, received_on + 31,
      case when not is_closed then due end, case when not is_closed and pauses = 0 then due end, case when not is_closed then received_on + 31 end,
      is_extended, pauses, paused_days, case when is_closed and not is_old then (ended + interval '3 years')::date end,
      case when is_closed and is_old then ended + interval '3 years' end, case when not (is_closed and is_old) then sample.data_key end, sample.detail,
      9, 9, decode(md5(i::text), 'hex'), received, ended
    from (select *, received + days * interval '1 day' as ended, received_on + 31 + is_extended::int * 61 as due from line) line, sample
    order by i;
    insert into habeas.rights (
      organisation_id, id, request_id, position, "right", direct_marketing, status, outcome, grounds, due_on, decided_at, fulfilled_at,
      answered_at, answered_on, answered_due_on, answered_within, revised, lifted, detail)
    select organisation_id, uuidv7(received - clock_timestamp()), id, position,
      (array['access', 'access', 'access', 'access', 'access', 'erasure', 'erasure', 'erasure', 'objection', 'rectification', 'portability', 'restriction', 'withdrawal', 'post_mortem'])[1 + (14 * named)::int % 14],
      false, case when not is_closed then 'pending' when is_answered then 'decided' else 'lapsed' end, outcome,
      case when outcome in ('refused', 'partially_granted') then case when named < 0.7 then array['legal_obligation'] when named < 0.9 then array['rights_of_others'] else array['excessive', 'manifestly_unfounded'] end else '{}' end,
      case when is_closed then null else received_on + 31 end, case when is_answered then ended end, null,
      case when is_answered then ended end, case when is_answered then received_on + days end,
      case when is_answered then received_on + 31 + coalesce(paused_days, 0) + is_extended::int * 61 end,
      case when is_answered then case when days <= 31 + coalesce(paused_days, 0) then 'one_month' when days <= 92 + coalesce(paused_days, 0) then 'three_months' else 'later' end end,
      false, false, sample.right_detail
    from (
      select line.*,
        case when is_answered then (array['granted', 'granted', 'granted', 'granted', 'granted', 'granted', 'no_data_held', 'no_data_held', 'refused', 'partially_granted'])[1 + (10 * fate)::int % 10] end as outcome
      from (
        select line.*, received + days * interval '1 day' as ended, position, random() as named, random() as fate,
          is_closed and closed_reason in ('completed', 'not_controller', 'identity_not_established') as is_answered
        from line, generate_series(0, amount - 1) position) line) line, sample;
    insert into habeas.request_facts (organisation_id, received_on, channel, ending, pauses, paused_days, extended, overdue, count)
    select organisation_id, received_on, channel, closed_reason, pauses, coalesce(paused_days, 0), extended, false, count(*)
    from habeas.requests where erased_at is not null group by 1, 2, 3, 4, 5, 6, 7;
    insert into habeas.right_facts (organisation_id, received_on, "right", ending, grounds, answered, in_time, days, overdue, count)
    select organisation_id, r.received_on, g."right", case when g.status = 'lapsed' then 'lapsed' else g.outcome end, g.grounds, coalesce(g.answered_within, 'never'),
      g.answered_on is not null and g.answered_on <= g.answered_due_on, coalesce(g.answered_on - r.received_on, 0), false, count(*)
    from habeas.requests r join habeas.rights g using (organisation_id) where g.request_id = r.id and r.erased_at is not null group by 1, 2, 3, 4, 5, 6, 7, 8;
    set session_replication_role = origin;
    drop table line, sample`)
  await sql`vacuum analyze`
}
