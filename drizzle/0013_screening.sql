CREATE TABLE "habeas"."screenings" (
	"organisation_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "screenings_organisation_id_pk" PRIMARY KEY("organisation_id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "flagged" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "requests_flagged" ON "habeas"."requests" USING btree ("organisation_id","received_at","id") WHERE "habeas"."requests"."flagged";
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.screenings ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.screenings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.screenings TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- What was received before is not looked at any more. FORCE blinds the owner as well: lifted for this statement alone.
ALTER TABLE habeas.events NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.screenings NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO habeas.screenings (organisation_id, position)
  SELECT organisation_id, max(feed_position) FROM habeas.events GROUP BY organisation_id;
--> statement-breakpoint
ALTER TABLE habeas.screenings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.events FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Organisations in whose history something was appended since their requests were last looked at.
CREATE FUNCTION habeas.lookup_unscreened(horizon bigint, most integer) RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT o.id FROM habeas.organisations o LEFT JOIN habeas.screenings s ON s.organisation_id = o.id
  WHERE EXISTS (
    SELECT FROM habeas.events e
    WHERE e.organisation_id = o.id AND e.feed_position > coalesce(s.position, 0) AND e.feed_position <= horizon
  )
  ORDER BY s.position NULLS FIRST, o.id LIMIT most -- who waits longest first
$$;
