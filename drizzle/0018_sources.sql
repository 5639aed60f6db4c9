CREATE TABLE "habeas"."sources" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"active" boolean NOT NULL,
	"detail" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sources_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "sources_key" UNIQUE("organisation_id","key"),
	CONSTRAINT "sources_sealed" CHECK (substring("habeas"."sources"."detail" from 1 for 1) = '\x01')
);
--> statement-breakpoint
CREATE TABLE "habeas"."tasks" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"source_key" text NOT NULL,
	"state" text NOT NULL,
	"due_on" date NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"told_on" date NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"detail" "bytea" NOT NULL,
	CONSTRAINT "tasks_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "tasks_secret" UNIQUE("secret_hash"),
	CONSTRAINT "tasks_sealed" CHECK (substring("habeas"."tasks"."detail" from 1 for 1) = '\x01')
);
--> statement-breakpoint
ALTER TABLE "habeas"."tasks" ADD CONSTRAINT "tasks_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tasks_of_request" ON "habeas"."tasks" USING btree ("organisation_id","request_id","id");--> statement-breakpoint
CREATE INDEX "tasks_due" ON "habeas"."tasks" USING btree ("organisation_id","due_on","id") WHERE "habeas"."tasks"."state" = 'open';
--> statement-breakpoint
-- By hand from here on. The new tables are tenants', too.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['sources', 'tasks'] LOOP
    EXECUTE format('ALTER TABLE habeas.%I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE habeas.%I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON habeas.%I TO public USING (organisation_id = nullif(current_setting(''app.organisation'', true), '''')::uuid)',
      tenant_table
    );
  END LOOP;
END $$;
--> statement-breakpoint
-- Whose link it is: of a search that was not called off.
CREATE FUNCTION habeas.lookup_task(given bytea) RETURNS TABLE (organisation_id uuid, request_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT t.organisation_id, t.request_id, t.id FROM habeas.tasks t WHERE t.secret_hash = given AND t.state <> 'cancelled' $$;
