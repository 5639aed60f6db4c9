ALTER TABLE "habeas"."verifications" DROP CONSTRAINT "verifications_organisation";
--> statement-breakpoint
ALTER TABLE "habeas"."letters" DROP CONSTRAINT "letters_organisation";
--> statement-breakpoint
ALTER TABLE "habeas"."requests" DROP CONSTRAINT "requests_organisation";
--> statement-breakpoint
CREATE INDEX "requests_by_channel" ON "habeas"."requests" USING btree ("organisation_id","channel","received_at","id");
--> statement-breakpoint
-- What those keys kept true: an organisation is never deleted, not by the owner either.
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON habeas.organisations
  FOR EACH STATEMENT EXECUTE FUNCTION habeas.refuse_change();
--> statement-breakpoint
-- The same as before, every name qualified instead of a search path of their own, which costs each call more than its work.
CREATE OR REPLACE FUNCTION habeas.next_feed_position() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.pg_advisory_xact_lock_shared(
    1751279204, (f.last_value OPERATOR(pg_catalog.&) 2147483647)::pg_catalog.int4) FROM habeas.feed f;
  RETURN pg_catalog.nextval('habeas.feed');
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION habeas.begin_idempotent(organisation uuid, given bytea, since timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(pg_catalog.encode(given, 'hex'), 0)) THEN
    RAISE EXCEPTION 'the first request with this key is running' USING ERRCODE = 'HB001';
  END IF;
  IF EXISTS (
    SELECT FROM habeas.idempotent_answers a
    WHERE a.organisation_id OPERATOR(pg_catalog.=) organisation AND a.key OPERATOR(pg_catalog.=) given
  ) THEN
    DELETE FROM habeas.idempotent_answers a
      WHERE a.organisation_id OPERATOR(pg_catalog.=) organisation AND a.key OPERATOR(pg_catalog.=) given
        AND a.created_at OPERATOR(pg_catalog.<) since;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a request with this key was answered before' USING ERRCODE = 'HB002';
    END IF;
  END IF;
END $$;
--> statement-breakpoint
-- A request with all that its view needs, and whether the client who asks is still one, in one statement: that needs no BEGIN and no
-- COMMIT around it. It enters the tenant first, for no longer than the statement, so every policy binds it as any other.
CREATE FUNCTION habeas.read_request(tenant uuid, client uuid, wanted uuid) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.set_config('app.organisation', tenant::pg_catalog.text, true);
  RETURN (
    SELECT pg_catalog.json_build_object(
      'client_is_live', EXISTS (
        SELECT FROM habeas.clients c
        WHERE c.organisation_id OPERATOR(pg_catalog.=) tenant AND c.id OPERATOR(pg_catalog.=) client AND c.revoked_at IS NULL
      ),
      'organisation', (
        SELECT pg_catalog.row_to_json(o) FROM habeas.organisations o WHERE o.id OPERATOR(pg_catalog.=) tenant
      ),
      'request', (
        SELECT pg_catalog.row_to_json(r) FROM habeas.requests r
        WHERE r.organisation_id OPERATOR(pg_catalog.=) tenant AND r.id OPERATOR(pg_catalog.=) wanted
      ),
      'rights', (
        SELECT pg_catalog.json_agg(g ORDER BY g.position) FROM habeas.rights g
        WHERE g.organisation_id OPERATOR(pg_catalog.=) tenant AND g.request_id OPERATOR(pg_catalog.=) wanted
      )
    )
  );
END $$;
