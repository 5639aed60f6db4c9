-- The same, without looking at every organisation that has letters to send: the search ends once as many are found as are asked for. First
-- those behind the one that was served last, then the others; of those found, one letter each in turn.
CREATE OR REPLACE FUNCTION habeas.lookup_due_letters(as_of timestamptz, last_served uuid, most integer)
RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  WITH RECURSIVE behind AS (
    (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > last_served ORDER BY l.organisation_id LIMIT 1
    )
    UNION ALL
    SELECT (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > b.organisation_id ORDER BY l.organisation_id LIMIT 1
    )
    FROM behind b WHERE b.organisation_id IS NOT NULL
  ), others AS (
    (SELECT l.organisation_id FROM habeas.letters l WHERE l.due_at IS NOT NULL ORDER BY l.organisation_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > o.organisation_id ORDER BY l.organisation_id LIMIT 1
    )
    FROM others o WHERE o.organisation_id < last_served
  ), served AS MATERIALIZED (
    SELECT found.organisation_id, row_number() OVER () AS turn FROM (
      SELECT b.organisation_id FROM behind b
      WHERE EXISTS (SELECT FROM habeas.letters l WHERE l.organisation_id = b.organisation_id AND l.due_at <= as_of)
      UNION ALL
      SELECT o.organisation_id FROM others o
      WHERE o.organisation_id <= last_served
        AND EXISTS (SELECT FROM habeas.letters l WHERE l.organisation_id = o.organisation_id AND l.due_at <= as_of)
      LIMIT most
    ) found
  )
  SELECT d.organisation_id, d.id
  FROM served s CROSS JOIN LATERAL (
    SELECT l.organisation_id, l.id, row_number() OVER (ORDER BY l.due_at) AS place FROM habeas.letters l
    WHERE l.organisation_id = s.organisation_id AND l.due_at <= as_of ORDER BY l.due_at LIMIT most
  ) d
  ORDER BY d.place, s.turn LIMIT most
$$;
