CREATE TABLE "habeas"."register_versions" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "register_versions_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "register_versions_version" UNIQUE("organisation_id","version"),
	CONSTRAINT "register_versions_sealed" CHECK (substring("habeas"."register_versions"."content" from 1 for 1) = '\x01')
);
--> statement-breakpoint
ALTER TABLE "habeas"."register_versions" ADD CONSTRAINT "register_versions_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "habeas"."register_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "habeas"."register_versions" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON "habeas"."register_versions" TO public USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- Which register an export was compiled under is told by a version: none is changed afterwards, by the owner neither.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON habeas.register_versions
  FOR EACH STATEMENT EXECUTE FUNCTION habeas.refuse_change();
