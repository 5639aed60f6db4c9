CREATE TABLE "habeas"."letter_versions" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"template" text NOT NULL,
	"version" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "letter_versions_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "letter_versions_version" UNIQUE("organisation_id","template","version"),
	CONSTRAINT "letter_versions_sealed" CHECK (substring("habeas"."letter_versions"."content" from 1 for 1) = '\x01')
);
--> statement-breakpoint
ALTER TABLE "habeas"."letter_versions" ADD CONSTRAINT "letter_versions_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.letter_versions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.letter_versions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.letter_versions TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- A letter names the versions it was written by: none is changed afterwards, by the owner neither.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON habeas.letter_versions
  FOR EACH STATEMENT EXECUTE FUNCTION habeas.refuse_change();
