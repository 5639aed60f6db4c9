CREATE TABLE "habeas"."staff_issuers" (
	"organisation_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"audience" text NOT NULL,
	"jwks_url" text,
	"jwks" jsonb,
	"algorithms" text[] NOT NULL,
	"authorized_parties" text[],
	"roles_claim" text[] NOT NULL,
	"roles" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "staff_issuers_organisation_id_client_id_pk" PRIMARY KEY("organisation_id","client_id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."clients" ALTER COLUMN "secret_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "habeas"."clients" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "habeas"."staff_issuers" ADD CONSTRAINT "staff_issuers_client" FOREIGN KEY ("organisation_id","client_id") REFERENCES "habeas"."clients"("organisation_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.staff_issuers ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.staff_issuers FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.staff_issuers TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- As before, and which revision of the client is live: what an issuer's token was found to allow holds for one alone. A process of the
-- version before asks whether there is one.
CREATE OR REPLACE FUNCTION habeas.read_request(tenant uuid, client uuid, wanted uuid) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.set_config('app.organisation', tenant::pg_catalog.text, true);
  RETURN (
    SELECT pg_catalog.json_build_object(
      'client_is_live', live.revision IS NOT NULL,
      'client_revision', live.revision,
      'organisation', (
        SELECT pg_catalog.row_to_json(o) FROM habeas.organisations o WHERE o.id OPERATOR(pg_catalog.=) tenant
      ),
      'request', (
        SELECT pg_catalog.row_to_json(r) FROM habeas.requests r
        WHERE r.organisation_id OPERATOR(pg_catalog.=) tenant AND r.id OPERATOR(pg_catalog.=) wanted
      ),
      'rights', (
        SELECT pg_catalog.json_agg(g ORDER BY g.position) FROM habeas.rights g
        WHERE g.organisation_id OPERATOR(pg_catalog.=) tenant AND g.request_id OPERATOR(pg_catalog.=) wanted
      )
    )
    FROM (
      SELECT (
        SELECT c.revision FROM habeas.clients c
        WHERE c.organisation_id OPERATOR(pg_catalog.=) tenant AND c.id OPERATOR(pg_catalog.=) client AND c.revoked_at IS NULL
      ) AS revision
    ) live
  );
END $$;
