CREATE TABLE "habeas"."gateways" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" "bytea" NOT NULL,
	"generation" integer NOT NULL,
	"former_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"rotated_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "gateways_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "gateways_id" UNIQUE("id"),
	CONSTRAINT "gateways_sealed" CHECK (substring("habeas"."gateways"."name" from 1 for 1) = '\x01')
);
--> statement-breakpoint
CREATE TABLE "habeas"."inbound_mail" (
	"organisation_id" uuid NOT NULL,
	"print" "bytea" NOT NULL,
	"gateway_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"request_id" uuid,
	"message_id" uuid,
	"letter_id" uuid,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inbound_mail_organisation_id_print_pk" PRIMARY KEY("organisation_id","print")
);
--> statement-breakpoint
ALTER TABLE "habeas"."inbound_mail" ADD CONSTRAINT "inbound_mail_gateway" FOREIGN KEY ("organisation_id","gateway_id") REFERENCES "habeas"."gateways"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."inbound_mail" ADD CONSTRAINT "inbound_mail_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbound_mail_of_request" ON "habeas"."inbound_mail" USING btree ("organisation_id","request_id");--> statement-breakpoint
CREATE INDEX "inbound_mail_by_age" ON "habeas"."inbound_mail" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "letters_by_message_id" ON "habeas"."letters" USING btree ("organisation_id","message_id");--> statement-breakpoint
CREATE INDEX "letters_bounces" ON "habeas"."letters" USING btree ("organisation_id","created_at") WHERE "habeas"."letters"."type" = 'bounce';
--> statement-breakpoint
-- By hand from here on. The new tables are tenants', too.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['gateways', 'inbound_mail'] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- Whose gateway it is, and which of its secrets sign: of one that was not deleted.
CREATE FUNCTION habeas.lookup_gateway(given uuid) RETURNS TABLE (organisation_id uuid, generation integer, former_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT g.organisation_id, g.generation, g.former_until FROM habeas.gateways g WHERE g.id = given AND g.deleted_at IS NULL $$;
--> statement-breakpoint
-- Organisations that hold answers, solved challenges of forms or sessions past their time, which is real, or codes past theirs, which is the
-- service's; or that remember mails for longer than thirty days, a day of which the answers' time has taken off.
CREATE OR REPLACE FUNCTION habeas.lookup_stale(answers_before timestamptz, challenges_before timestamptz)
RETURNS TABLE (organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT a.organisation_id FROM habeas.idempotent_answers a WHERE a.created_at < answers_before
  UNION
  SELECT c.organisation_id FROM habeas.spent_challenges c WHERE c.expires_at < answers_before
  UNION
  SELECT s.organisation_id FROM habeas.sessions s WHERE s.expires_at < answers_before
  UNION
  SELECT m.organisation_id FROM habeas.inbound_mail m WHERE m.seen_at < answers_before - interval '29 days'
  UNION
  SELECT v.organisation_id FROM habeas.verifications v WHERE v.expires_at < challenges_before
$$;
