CREATE TABLE "habeas"."calendar_feeds" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" "bytea" NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "calendar_feeds_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "calendar_feeds_secret" UNIQUE("secret_hash"),
	CONSTRAINT "calendar_feeds_sealed" CHECK (substring("habeas"."calendar_feeds"."name" from 1 for 1) = '\x01')
);
--> statement-breakpoint
CREATE TABLE "habeas"."moved_dates" (
	"organisation_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"moved_from" date,
	CONSTRAINT "moved_dates_organisation_id_request_id_pk" PRIMARY KEY("organisation_id","request_id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."organisations" ADD COLUMN "holidays" "bytea";--> statement-breakpoint
-- An organisation that is there already is looked at soon after the start.
ALTER TABLE "habeas"."organisations" ADD COLUMN "watch_at" timestamp (3) with time zone NOT NULL DEFAULT now();--> statement-breakpoint
ALTER TABLE "habeas"."organisations" ALTER COLUMN "watch_at" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "habeas"."organisations" ADD COLUMN "watched_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "first_received_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "rules_moved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "habeas"."moved_dates" ADD CONSTRAINT "moved_dates_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "organisations_by_watch" ON "habeas"."organisations" USING btree ("watch_at");--> statement-breakpoint
CREATE INDEX "organisations_by_last_watch" ON "habeas"."organisations" USING btree ("watched_at");
--> statement-breakpoint
-- The new tables are tenants', too.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['calendar_feeds', 'moved_dates'] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- Whose deadlines are to be looked at by now. A last look that lies ahead was made by a clock that was wrong: waiting for its next
-- would tell nobody of anything until then.
CREATE FUNCTION habeas.lookup_watches_due(as_of timestamptz, after_id uuid, most integer) RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT o.id FROM habeas.organisations o
  WHERE (o.watch_at <= as_of OR o.watched_at > as_of + interval '1 day') AND (after_id IS NULL OR o.id > after_id) ORDER BY o.id LIMIT most
$$;
--> statement-breakpoint
-- Which calendars are in use, and with which holidays of each the requests were reckoned.
CREATE FUNCTION habeas.lookup_calendars_in_use() RETURNS TABLE (calendar text, holidays bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT DISTINCT o.calendar, o.holidays FROM habeas.organisations o $$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_organisations_reckoned_with(given_calendar text, given_holidays bytea)
RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT o.id FROM habeas.organisations o
  WHERE o.calendar = given_calendar AND o.holidays IS NOT DISTINCT FROM given_holidays
$$;
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_calendar_feed(given bytea) RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT f.organisation_id, f.id FROM habeas.calendar_feeds f WHERE f.secret_hash = given AND f.revoked_at IS NULL $$;
