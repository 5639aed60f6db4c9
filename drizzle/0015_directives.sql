CREATE TABLE "habeas"."directive_terms" (
	"organisation_id" uuid NOT NULL,
	"term" "bytea" NOT NULL,
	"directive_id" uuid NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "directive_terms_organisation_id_term_directive_id_pk" PRIMARY KEY("organisation_id","term","directive_id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."directives" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"registered_by" uuid NOT NULL,
	"registered_by_right" uuid NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"identity_level" text NOT NULL,
	"ended_by" uuid,
	"ended_by_right" uuid,
	"ended_at" timestamp (3) with time zone,
	"name_words" integer NOT NULL,
	"detail" "bytea" NOT NULL,
	CONSTRAINT "directives_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "directives_sealed" CHECK (substring("habeas"."directives"."detail" from 1 for 1) = '\x01')
);
--> statement-breakpoint
ALTER TABLE "habeas"."directive_terms" ADD CONSTRAINT "directive_terms_directive" FOREIGN KEY ("organisation_id","directive_id") REFERENCES "habeas"."directives"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."directives" ADD CONSTRAINT "directives_registered_by" FOREIGN KEY ("organisation_id","registered_by") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."directives" ADD CONSTRAINT "directives_ended_by" FOREIGN KEY ("organisation_id","ended_by") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "directive_terms_of_directive" ON "habeas"."directive_terms" USING btree ("organisation_id","directive_id");--> statement-breakpoint
CREATE INDEX "directives_registered_by_right" ON "habeas"."directives" USING btree ("organisation_id","registered_by_right");--> statement-breakpoint
CREATE INDEX "directives_ended_by" ON "habeas"."directives" USING btree ("organisation_id","ended_by");
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.directives ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.directives FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.directives TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
ALTER TABLE habeas.directive_terms ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.directive_terms FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.directive_terms TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
