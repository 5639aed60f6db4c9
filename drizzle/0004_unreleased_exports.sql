-- An export that nobody releases holds as much of a life as one that was: it expires, too, thirty days after it was asked for.
-- FORCE blinds the owner as well: lifted for this statement alone, in the transaction of the migration.
ALTER TABLE habeas.exports NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
UPDATE habeas.exports SET expires_at = created_at + interval '30 days'
  WHERE expires_at IS NULL AND status IN ('queued', 'compiling', 'ready');
--> statement-breakpoint
ALTER TABLE habeas.exports FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION habeas.lookup_expired_exports(as_of timestamptz, most integer)
RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT e.organisation_id, e.id FROM habeas.exports e
  WHERE e.expires_at <= as_of AND e.status IN ('queued', 'compiling', 'ready', 'released')
  ORDER BY e.expires_at LIMIT most
$$;
