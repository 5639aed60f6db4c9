CREATE TABLE "habeas"."checkpoint_deliveries" (
	"organisation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "checkpoint_deliveries_organisation_id_number_pk" PRIMARY KEY("organisation_id","number")
);
--> statement-breakpoint
CREATE TABLE "habeas"."checkpoints" (
	"organisation_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"events" integer NOT NULL,
	"events_before" bigint NOT NULL,
	"after_position" bigint NOT NULL,
	"last_position" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"previous_hash" "bytea",
	"at" timestamp (3) with time zone NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "checkpoints_organisation_id_number_pk" PRIMARY KEY("organisation_id","number"),
	CONSTRAINT "checkpoints_position" UNIQUE("organisation_id","last_position")
);
--> statement-breakpoint
CREATE TABLE "habeas"."signing_keys" (
	"organisation_id" uuid NOT NULL,
	"id" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signing_keys_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."checkpoint_deliveries" ADD CONSTRAINT "checkpoint_deliveries_checkpoint" FOREIGN KEY ("organisation_id","number") REFERENCES "habeas"."checkpoints"("organisation_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."checkpoints" ADD CONSTRAINT "checkpoints_key" FOREIGN KEY ("organisation_id","key_id") REFERENCES "habeas"."signing_keys"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."signing_keys" ADD CONSTRAINT "signing_keys_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- By hand from here. Tenancy, as for every table of a tenant.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['signing_keys', 'checkpoints', 'checkpoint_deliveries'] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
    -- Evidence is appended, never changed, by the owner neither.
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON habeas.%I
         FOR EACH STATEMENT EXECUTE FUNCTION habeas.refuse_change()',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- Organisations with events, up to a place of the feed, that no checkpoint covers.
CREATE FUNCTION habeas.lookup_events_unchecked(horizon bigint) RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT o.id FROM habeas.organisations o
  LEFT JOIN LATERAL (
    SELECT c.last_position FROM habeas.checkpoints c WHERE c.organisation_id = o.id ORDER BY c.number DESC LIMIT 1
  ) covered ON true
  WHERE EXISTS (
    SELECT FROM habeas.events e
    WHERE e.organisation_id = o.id AND e.feed_position > coalesce(covered.last_position, 0) AND e.feed_position <= horizon
  )
$$;
--> statement-breakpoint
-- Organisations with a checkpoint that has not arrived outside yet. They are sent in their order.
CREATE FUNCTION habeas.lookup_checkpoints_unsent() RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT o.id FROM habeas.organisations o
  LEFT JOIN LATERAL (
    SELECT d.number FROM habeas.checkpoint_deliveries d WHERE d.organisation_id = o.id ORDER BY d.number DESC LIMIT 1
  ) sent ON true
  WHERE EXISTS (
    SELECT FROM habeas.checkpoints c WHERE c.organisation_id = o.id AND c.number > coalesce(sent.number, 0)
  )
$$;
