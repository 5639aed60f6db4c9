CREATE TABLE "habeas"."restriction_terms" (
	"organisation_id" uuid NOT NULL,
	"term" "bytea" NOT NULL,
	"request_id" uuid NOT NULL,
	CONSTRAINT "restriction_terms_organisation_id_term_request_id_pk" PRIMARY KEY("organisation_id","term","request_id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."rights" ADD COLUMN "restricted_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "habeas"."rights" ADD COLUMN "lifted_on" date;--> statement-breakpoint
ALTER TABLE "habeas"."restriction_terms" ADD CONSTRAINT "restriction_terms_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "restriction_terms_of_request" ON "habeas"."restriction_terms" USING btree ("organisation_id","request_id");--> statement-breakpoint
CREATE INDEX "rights_restricting" ON "habeas"."rights" USING btree ("organisation_id","id") WHERE "habeas"."rights"."restricted_since" is not null;
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.restriction_terms ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.restriction_terms FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.restriction_terms TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- FORCE blinds the owner as well: lifted for what follows alone.
ALTER TABLE habeas.restriction_terms NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.requests NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.rights NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.events NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.request_terms NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- The rule that lets only boxes in is lifted as well: a database of a version before encryption is sealed only after its migrations.
ALTER TABLE habeas.requests DROP CONSTRAINT requests_sealed;
--> statement-breakpoint
ALTER TABLE habeas.rights DROP CONSTRAINT rights_sealed;
--> statement-breakpoint
-- Restrictions that were carried out already. The day of a lift stands in the history; of several in one request the latest is taken.
UPDATE habeas.rights g
  SET restricted_since = g.fulfilled_at, lifted_on = CASE WHEN g.lifted THEN (
    SELECT max((e.facts ->> 'on')::date) FROM habeas.events e
    WHERE e.organisation_id = g.organisation_id AND e.request_id = g.request_id AND e.type = 'restriction_lifted'
  ) END
  WHERE g."right" = 'restriction' AND g.status = 'fulfilled' AND g.fulfilled_at IS NOT NULL;
--> statement-breakpoint
-- They are found by the mailbox that wrote; other addresses and identifiers lie sealed, and are not among them.
INSERT INTO habeas.restriction_terms (organisation_id, term, request_id)
  SELECT DISTINCT r.organisation_id, t.term, r.id
  FROM habeas.requests r
  JOIN habeas.rights g ON g.organisation_id = r.organisation_id AND g.request_id = r.id AND g.restricted_since IS NOT NULL
  JOIN habeas.request_terms t ON t.organisation_id = r.organisation_id AND t.request_id = r.id AND t.kind = 'email'
  WHERE r.erased_at IS NULL AND r.capacity = 'self';
--> statement-breakpoint
-- Their files are kept as long as they hold. That of a lifted one whose day of erasing was set before is looked at again by the job.
UPDATE habeas.requests r SET erase_after = NULL
  WHERE r.erase_after IS NOT NULL AND EXISTS (
    SELECT FROM habeas.rights g
    WHERE g.organisation_id = r.organisation_id AND g.request_id = r.id AND g.restricted_since IS NOT NULL AND g.lifted_on IS NULL
  );
--> statement-breakpoint
ALTER TABLE habeas.requests
  ADD CONSTRAINT requests_sealed CHECK (substring(habeas.requests.detail from 1 for 1) = '\x01') NOT VALID;
--> statement-breakpoint
ALTER TABLE habeas.rights
  ADD CONSTRAINT rights_sealed CHECK (substring(habeas.rights.detail from 1 for 1) = '\x01') NOT VALID;
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM habeas.keyring WHERE NOT sealed) THEN
    ALTER TABLE habeas.requests VALIDATE CONSTRAINT requests_sealed;
    ALTER TABLE habeas.rights VALIDATE CONSTRAINT rights_sealed;
  END IF;
END $$;
--> statement-breakpoint
ALTER TABLE habeas.request_terms FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.events FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.rights FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.requests FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.restriction_terms FORCE ROW LEVEL SECURITY;
