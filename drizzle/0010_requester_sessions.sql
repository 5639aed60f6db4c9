CREATE TABLE "habeas"."contact_changes" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"asked_by" "bytea" NOT NULL,
	"detail" "bytea" NOT NULL,
	CONSTRAINT "contact_changes_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "contact_changes_sealed" CHECK (substring("habeas"."contact_changes"."detail" from 1 for 1) = '\x01')
);
--> statement-breakpoint
CREATE TABLE "habeas"."sessions" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"mailbox" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "sessions_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."contact_changes" ADD CONSTRAINT "contact_changes_challenge" FOREIGN KEY ("organisation_id","id") REFERENCES "habeas"."verifications"("organisation_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_of_mailbox" ON "habeas"."sessions" USING btree ("organisation_id","mailbox","id");--> statement-breakpoint
CREATE INDEX "sessions_by_expiry" ON "habeas"."sessions" USING btree ("expires_at");
--> statement-breakpoint
-- By hand from here on. Tenants', as every table of theirs.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['sessions', 'contact_changes'] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- Who has signed in lately stays so. FORCE blinds the owner as well: lifted for this statement alone.
ALTER TABLE habeas.verifications NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.sessions NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO habeas.sessions (organisation_id, id, mailbox, created_at, expires_at)
  SELECT organisation_id, id, mailbox, redeemed_at, redeemed_at + interval '30 minutes' FROM habeas.verifications
  WHERE redeemed_at > now() - interval '30 minutes';
--> statement-breakpoint
ALTER TABLE habeas.sessions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.verifications FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Organisations that hold answers or sessions past their time, which is real, or challenges past theirs, which is the service's.
CREATE OR REPLACE FUNCTION habeas.lookup_stale(answers_before timestamptz, challenges_before timestamptz)
RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT a.organisation_id FROM habeas.idempotent_answers a WHERE a.created_at < answers_before
  UNION
  SELECT s.organisation_id FROM habeas.sessions s WHERE s.expires_at < answers_before
  UNION
  SELECT v.organisation_id FROM habeas.verifications v WHERE v.expires_at < challenges_before
$$;
