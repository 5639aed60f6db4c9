-- The same, but so that no organisation is put off by another's endpoints, however many these are. An organisation's next one has its turn after
-- as many of others as the organisation has at work, anywhere; of those whose turn it is, who was served longest ago comes first. Those that fail
-- have turns of their own, and `most` is for each kind.
CREATE OR REPLACE FUNCTION habeas.lookup_webhooks_due(as_of timestamptz, horizon bigint, window_size bigint, most integer)
RETURNS TABLE (organisation_id uuid, id uuid, failing boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  WITH enabled AS (
    SELECT e.organisation_id, e.id, e.failing_since IS NOT NULL AS failing, e.position, e.replay_after, e.leased_until,
      coalesce(e.leased_until > as_of, false) AS busy
    FROM habeas.webhook_endpoints e WHERE e.status = 'enabled' AND e.deleted_at IS NULL
  ), standing AS (
    SELECT e.organisation_id, e.failing, count(*) FILTER (WHERE e.busy) AS busy, max(e.leased_until) AS served
    FROM enabled e GROUP BY e.organisation_id, e.failing
  ), due AS (
    SELECT e.organisation_id, e.id, e.failing, e.leased_until FROM enabled e
    WHERE NOT e.busy
      AND (
        EXISTS (
          SELECT FROM habeas.webhook_deliveries d
          WHERE d.organisation_id = e.organisation_id AND d.endpoint_id = e.id AND d.status = 'queued' AND d.next_attempt_at <= as_of
        )
        OR (
          (
            e.replay_after IS NOT NULL
            OR EXISTS (
              SELECT FROM habeas.events v
              WHERE v.organisation_id = e.organisation_id AND v.feed_position > e.position AND v.feed_position <= horizon
            )
          )
          AND (
            SELECT count(*) FROM habeas.webhook_deliveries d
            WHERE d.organisation_id = e.organisation_id AND d.endpoint_id = e.id AND d.status = 'queued'
          ) < window_size
        )
      )
  ), in_turn AS (
    SELECT d.organisation_id, d.id, d.failing, s.served,
      s.busy + row_number() OVER (PARTITION BY d.organisation_id, d.failing ORDER BY d.leased_until NULLS FIRST, d.id) AS turn
    FROM due d JOIN standing s ON s.organisation_id = d.organisation_id AND s.failing = d.failing
  ), placed AS (
    SELECT t.organisation_id, t.id, t.failing,
      row_number() OVER (PARTITION BY t.failing ORDER BY t.turn, t.served NULLS FIRST, t.organisation_id) AS place
    FROM in_turn t
  )
  SELECT p.organisation_id, p.id, p.failing FROM placed p WHERE p.place <= most ORDER BY p.place, p.failing
$$;
