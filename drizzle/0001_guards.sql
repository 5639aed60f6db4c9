-- Tenancy: row level security, forced, on every table of a tenant. The setting is local to the transaction, so a statement that
-- strays out of one sees and writes nothing.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'clients', 'requests', 'rights', 'request_terms', 'messages', 'verifications', 'code_budgets', 'documents', 'letters',
    'events', 'record_uploads', 'records', 'exports', 'export_chunks', 'idempotent_answers'
  ] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- An organisation is its own tenant.
ALTER TABLE habeas.organisations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.organisations FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.organisations TO public
  USING (id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- History is appended, never changed: not by the app (grants), and not by the owner either.
CREATE FUNCTION habeas.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'cannot % a line of %', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON habeas.events
  FOR EACH STATEMENT EXECUTE FUNCTION habeas.refuse_change();
--> statement-breakpoint
-- Opens an idempotent request, or raises: HB001 while another with this key is running (a try-lock, since a unique insert would
-- wait for it), HB002 where it was answered before. Raising makes the whole trip fail, so that nothing is done twice.
CREATE FUNCTION habeas.begin_idempotent(organisation uuid, given bytea, since timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(encode(given, 'hex'), 0)) THEN
    RAISE EXCEPTION 'the first request with this key is running' USING ERRCODE = 'HB001';
  END IF;
  IF EXISTS (SELECT FROM habeas.idempotent_answers a WHERE a.organisation_id = organisation AND a.key = given) THEN
    DELETE FROM habeas.idempotent_answers a
      WHERE a.organisation_id = organisation AND a.key = given AND a.created_at < since;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a request with this key was answered before' USING ERRCODE = 'HB002';
    END IF;
  END IF;
END $$;
--> statement-breakpoint
-- The few look-ups across tenants. `npm start` and `npm run migrate` give them to the lookup role, which may read what they read
-- and nothing else; each answers one narrow question.
CREATE FUNCTION habeas.lookup_organisation_by_slug(given text) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT o.id FROM habeas.organisations o WHERE o.slug = given $$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_client(given uuid) RETURNS TABLE (organisation_id uuid, role text, secret_hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT c.organisation_id, c.role, c.secret_hash FROM habeas.clients c WHERE c.id = given AND c.revoked_at IS NULL $$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_origin_listed(given text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT EXISTS (SELECT FROM habeas.organisations o WHERE given = ANY (o.allowed_origins)) $$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_due_letters(as_of timestamptz, most integer) RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT l.organisation_id, l.id FROM habeas.letters l WHERE l.due_at <= as_of ORDER BY l.due_at LIMIT most $$;
--> statement-breakpoint
-- Requests whose extension was decided but not told by its last day, which ends with the day in the controller's zone.
CREATE FUNCTION habeas.lookup_notices_missed(as_of timestamptz, most integer) RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT r.organisation_id, r.id
  FROM habeas.requests r JOIN habeas.organisations o ON o.id = r.organisation_id
  WHERE r.notice_due_on < (as_of + interval '1 day')::date -- no zone is further ahead: what the index can seek
    AND r.notice_due_on < (as_of AT TIME ZONE o.time_zone)::date
  ORDER BY r.notice_due_on LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_expired_exports(as_of timestamptz, most integer) RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT e.organisation_id, e.id FROM habeas.exports e
  WHERE e.expires_at <= as_of AND e.status = 'released' ORDER BY e.expires_at LIMIT most
$$;
--> statement-breakpoint
-- Uploads that nobody is sending any more.
CREATE FUNCTION habeas.lookup_abandoned_uploads(before timestamptz, most integer)
RETURNS TABLE (organisation_id uuid, id uuid, request_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT u.organisation_id, u.id, u.request_id FROM habeas.record_uploads u
  WHERE u.state = 'receiving' AND u.created_at < before LIMIT most
$$;
--> statement-breakpoint
-- Organisations that hold answers or challenges past their time.
CREATE FUNCTION habeas.lookup_stale(answers_before timestamptz, challenges_before timestamptz)
RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT a.organisation_id FROM habeas.idempotent_answers a WHERE a.created_at < answers_before
  UNION
  SELECT v.organisation_id FROM habeas.verifications v WHERE v.expires_at < challenges_before
$$;
