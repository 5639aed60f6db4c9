CREATE TABLE "habeas"."receipt_budgets" (
	"organisation_id" uuid NOT NULL,
	"spent_until" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone,
	CONSTRAINT "receipt_budgets_organisation_id_pk" PRIMARY KEY("organisation_id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."spent_challenges" (
	"organisation_id" uuid NOT NULL,
	"challenge" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "spent_challenges_once" PRIMARY KEY("organisation_id","challenge")
);
--> statement-breakpoint
DROP INDEX "habeas"."letters_due";--> statement-breakpoint
ALTER TABLE "habeas"."verifications" ADD COLUMN "admitted" boolean;--> statement-breakpoint
CREATE INDEX "spent_challenges_by_expiry" ON "habeas"."spent_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "verifications_admitted" ON "habeas"."verifications" USING btree ("organisation_id","mailbox","created_at") WHERE "habeas"."verifications"."admitted";--> statement-breakpoint
CREATE INDEX "letters_due" ON "habeas"."letters" USING btree ("organisation_id","due_at") WHERE "habeas"."letters"."due_at" is not null;
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['receipt_budgets', 'spent_challenges'] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- One letter of each organisation in turn, from after the one that was served last, and its longest due first: a flood at one of them keeps
-- no other waiting. The organisations with letters to send are found one by one in the index, however many letters each has.
DROP FUNCTION habeas.lookup_due_letters(timestamptz, integer);
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_due_letters(as_of timestamptz, last_served uuid, most integer)
RETURNS TABLE (organisation_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  WITH RECURSIVE waiting AS (
    (SELECT l.organisation_id FROM habeas.letters l WHERE l.due_at IS NOT NULL ORDER BY l.organisation_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > w.organisation_id ORDER BY l.organisation_id LIMIT 1
    )
    FROM waiting w WHERE w.organisation_id IS NOT NULL
  )
  SELECT d.organisation_id, d.id
  FROM waiting w CROSS JOIN LATERAL (
    SELECT l.organisation_id, l.id, row_number() OVER (ORDER BY l.due_at) AS place FROM habeas.letters l
    WHERE l.organisation_id = w.organisation_id AND l.due_at <= as_of ORDER BY l.due_at LIMIT most
  ) d
  ORDER BY d.place, d.organisation_id > last_served DESC, d.organisation_id LIMIT most
$$;
--> statement-breakpoint
-- Organisations that hold answers, solved challenges of forms or sessions past their time, which is real, or codes past theirs, which is the
-- service's.
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
  SELECT v.organisation_id FROM habeas.verifications v WHERE v.expires_at < challenges_before
$$;
