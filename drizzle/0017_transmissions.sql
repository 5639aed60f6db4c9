CREATE TABLE "habeas"."transmissions" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"export_id" uuid NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"detail" "bytea" NOT NULL,
	CONSTRAINT "transmissions_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "transmissions_sealed" CHECK (substring("habeas"."transmissions"."detail" from 1 for 1) = '\x01')
);
--> statement-breakpoint
ALTER TABLE "habeas"."transmissions" ADD CONSTRAINT "transmissions_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."transmissions" ADD CONSTRAINT "transmissions_export" FOREIGN KEY ("organisation_id","export_id") REFERENCES "habeas"."exports"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transmissions_of_request" ON "habeas"."transmissions" USING btree ("organisation_id","request_id");--> statement-breakpoint
CREATE INDEX "transmissions_of_export" ON "habeas"."transmissions" USING btree ("organisation_id","export_id","id");--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.transmissions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.transmissions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.transmissions TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
