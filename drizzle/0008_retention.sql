CREATE TABLE "habeas"."objections" (
	"organisation_id" uuid NOT NULL,
	"mailbox" "bytea" NOT NULL,
	"kept_until" date NOT NULL,
	CONSTRAINT "objections_organisation_id_mailbox_pk" PRIMARY KEY("organisation_id","mailbox")
);
--> statement-breakpoint
ALTER TABLE "habeas"."documents" ADD COLUMN "kept_until" date;--> statement-breakpoint
ALTER TABLE "habeas"."letters" ADD COLUMN "text_print" "bytea";--> statement-breakpoint
ALTER TABLE "habeas"."idempotent_answers" ADD COLUMN "request_id" uuid;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "erase_after" date;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "held_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "objections_by_end" ON "habeas"."objections" USING btree ("kept_until");--> statement-breakpoint
CREATE INDEX "documents_to_delete" ON "habeas"."documents" USING btree ("kept_until") WHERE "habeas"."documents"."kept_until" is not null;--> statement-breakpoint
CREATE INDEX "idempotent_answers_of_request" ON "habeas"."idempotent_answers" USING btree ("organisation_id","request_id") WHERE "habeas"."idempotent_answers"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "requests_to_erase" ON "habeas"."requests" USING btree ("erase_after","organisation_id","id") WHERE "habeas"."requests"."erase_after" is not null and "habeas"."requests"."held_at" is null;--> statement-breakpoint
CREATE INDEX "requests_held" ON "habeas"."requests" USING btree ("organisation_id","received_at","id") WHERE "habeas"."requests"."held_at" is not null;--> statement-breakpoint
CREATE INDEX "requests_erased" ON "habeas"."requests" USING btree ("organisation_id","id") WHERE "habeas"."requests"."erased_at" is not null;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD CONSTRAINT "requests_erased_key" CHECK ("habeas"."requests"."erased_at" is null or "habeas"."requests"."data_key" is null);--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.objections ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.objections FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.objections TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- What was closed before there was a policy is kept by the default one. FORCE blinds the owner as well: lifted for this statement alone.
-- So is the rule that lets only boxes in, since a database of a version before encryption is sealed only after its migrations.
ALTER TABLE habeas.requests NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.requests DROP CONSTRAINT requests_sealed;
--> statement-breakpoint
ALTER TABLE habeas.organisations NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
UPDATE habeas.requests r SET erase_after = ((r.closed_at AT TIME ZONE o.time_zone)::date + interval '60 months')::date
  FROM habeas.organisations o WHERE o.id = r.organisation_id AND r.closed_at IS NOT NULL;
--> statement-breakpoint
ALTER TABLE habeas.requests
  ADD CONSTRAINT requests_sealed CHECK (substring(habeas.requests.detail from 1 for 1) = '\x01') NOT VALID;
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM habeas.keyring WHERE NOT sealed) THEN
    ALTER TABLE habeas.requests VALIDATE CONSTRAINT requests_sealed;
  END IF;
END $$;
--> statement-breakpoint
ALTER TABLE habeas.organisations FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.requests FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Cases whose last day is over in the controller's zone, and that nobody holds; from behind a place in their order.
CREATE FUNCTION habeas.lookup_due_erasures(as_of timestamptz, after_day date, after_organisation uuid, after_id uuid, most integer)
RETURNS TABLE (organisation_id uuid, id uuid, erase_after date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT r.organisation_id, r.id, r.erase_after
  FROM habeas.requests r JOIN habeas.organisations o ON o.id = r.organisation_id
  WHERE r.erase_after < (as_of + interval '1 day')::date -- no zone is further ahead: what the index can seek
    AND r.held_at IS NULL
    AND r.erase_after < (as_of AT TIME ZONE o.time_zone)::date
    AND (r.erase_after, r.organisation_id, r.id) > (after_day, after_organisation, after_id)
  ORDER BY r.erase_after, r.organisation_id, r.id LIMIT most
$$;
--> statement-breakpoint
-- What the ledger of erasures is compared with: the erased cases, and which of those named are not.
CREATE FUNCTION habeas.lookup_erased(after_organisation uuid, after_id uuid, most integer)
RETURNS TABLE (organisation_id uuid, id uuid, erased_at timestamptz, last_hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT r.organisation_id, r.id, r.erased_at, r.last_hash FROM habeas.requests r
  WHERE r.erased_at IS NOT NULL AND (r.organisation_id, r.id) > (after_organisation, after_id)
  ORDER BY r.organisation_id, r.id LIMIT most
$$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_unerased(organisations uuid[], ids uuid[]) RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT r.organisation_id, r.id
  FROM unnest(organisations, ids) AS given (organisation_id, id)
  JOIN habeas.requests r ON r.organisation_id = given.organisation_id AND r.id = given.id
  WHERE r.erased_at IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_due_documents(as_of timestamptz, most integer)
RETURNS TABLE (organisation_id uuid, request_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT d.organisation_id, d.request_id
  FROM habeas.documents d
  JOIN habeas.requests r ON r.organisation_id = d.organisation_id AND r.id = d.request_id
  JOIN habeas.organisations o ON o.id = d.organisation_id
  WHERE d.kept_until < (as_of + interval '1 day')::date -- as above
    AND d.kept_until < (as_of AT TIME ZONE o.time_zone)::date
    AND r.held_at IS NULL
  ORDER BY d.kept_until LIMIT most
$$;
--> statement-breakpoint
-- Organisations that keep fingerprints of objections past their last day, and what day it is there.
CREATE FUNCTION habeas.lookup_objections_over(as_of timestamptz) RETURNS TABLE (organisation_id uuid, today date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT DISTINCT b.organisation_id, (as_of AT TIME ZONE o.time_zone)::date
  FROM habeas.objections b JOIN habeas.organisations o ON o.id = b.organisation_id
  WHERE b.kept_until < (as_of + interval '1 day')::date AND b.kept_until < (as_of AT TIME ZONE o.time_zone)::date
$$;
--> statement-breakpoint
-- Every tenant, for what an operator asks of all of them.
CREATE FUNCTION habeas.lookup_organisations() RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT o.id FROM habeas.organisations o ORDER BY o.id $$;
--> statement-breakpoint
-- A legal hold keeps the content of an export, too, though nobody can download it once it has expired.
CREATE OR REPLACE FUNCTION habeas.lookup_expired_exports(as_of timestamptz, most integer)
RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT e.organisation_id, e.id
  FROM habeas.exports e JOIN habeas.requests r ON r.organisation_id = e.organisation_id AND r.id = e.request_id
  WHERE e.expires_at <= as_of AND e.status IN ('queued', 'compiling', 'ready', 'released') AND r.held_at IS NULL
  ORDER BY e.expires_at LIMIT most
$$;
