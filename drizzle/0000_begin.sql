CREATE SCHEMA "habeas";
--> statement-breakpoint
CREATE SEQUENCE habeas.feed;
--> statement-breakpoint
-- The place of an event in the change feed. Places are given before they are committed, so a reader might pass over one for ever that
-- is committed late. Therefore each is given under a shared lock that bears the last place given before it, and that PostgreSQL lets go
-- after the commit is visible: whoever reads looks at the locks first, and goes no further than the lowest of them.
-- The number 1751279204 marks these locks among the advisory locks of this database; they hold the low 31 bits of a place.
CREATE FUNCTION habeas.next_feed_position() RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(1751279204, (f.last_value & 2147483647)::integer) FROM habeas.feed f;
  RETURN nextval('habeas.feed');
END $$;
--> statement-breakpoint
-- How far the feed is settled: every place up to here is committed, or never will be. To be asked before the events are read.
CREATE FUNCTION habeas.feed_horizon() RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  last bigint;
  lowest bigint;
BEGIN
  SELECT f.last_value INTO last FROM habeas.feed f; -- before the locks are looked at: a place given later is higher
  SELECT min(last - ((last - l.objid::bigint) & 2147483647)) INTO lowest
    FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.classid = 1751279204 AND l.objsubid = 2
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
  RETURN least(last, lowest);
END $$;
--> statement-breakpoint
CREATE TABLE "habeas"."events" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"request_id" uuid,
	"sequence" integer NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"detail" jsonb,
	"detail_key" "bytea",
	"commitment" "bytea",
	"previous_hash" "bytea",
	"hash" "bytea" NOT NULL,
	"feed_position" bigint DEFAULT habeas.next_feed_position() NOT NULL,
	CONSTRAINT "events_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "events_sequence" UNIQUE("organisation_id","stream_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "habeas"."export_chunks" (
	"organisation_id" uuid NOT NULL,
	"export_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "export_chunks_organisation_id_export_id_position_pk" PRIMARY KEY("organisation_id","export_id","position")
);
--> statement-breakpoint
CREATE TABLE "habeas"."exports" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"format" text NOT NULL,
	"status" text NOT NULL,
	"records_done" integer NOT NULL,
	"records_total" integer NOT NULL,
	"bytes" bigint,
	"sha256" "bytea",
	"asked_by" uuid NOT NULL,
	"released_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "exports_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."code_budgets" (
	"organisation_id" uuid NOT NULL,
	"mailbox" "bytea" NOT NULL,
	"failures" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "code_budgets_organisation_id_mailbox_pk" PRIMARY KEY("organisation_id","mailbox")
);
--> statement-breakpoint
CREATE TABLE "habeas"."documents" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" "bytea" NOT NULL,
	"uploaded_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"detail" jsonb NOT NULL,
	"content" "bytea",
	CONSTRAINT "documents_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."messages" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"author" text NOT NULL,
	"detail" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "messages_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."verifications" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"mailbox" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"redeemed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verifications_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."letters" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid,
	"verification_id" uuid,
	"type" text NOT NULL,
	"by" text NOT NULL,
	"locale" text NOT NULL,
	"state" text NOT NULL,
	"tells" jsonb NOT NULL,
	"message_id" text NOT NULL,
	"attempts" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"posted_on" date,
	"detail" jsonb NOT NULL,
	CONSTRAINT "letters_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."clients" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "clients_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "clients_id" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."organisations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"country" text NOT NULL,
	"calendar" text NOT NULL,
	"time_zone" text NOT NULL,
	"locale" text NOT NULL,
	"regime" text NOT NULL,
	"contact" jsonb NOT NULL,
	"supervisory_authority" jsonb,
	"allowed_origins" text[] NOT NULL,
	"settings" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"last_sequence" integer DEFAULT 0 NOT NULL,
	"last_hash" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "organisations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "habeas"."idempotent_answers" (
	"organisation_id" uuid NOT NULL,
	"key" "bytea" NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"status" integer NOT NULL,
	"headers" jsonb NOT NULL,
	"body" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotent_answers_organisation_id_key_pk" PRIMARY KEY("organisation_id","key")
);
--> statement-breakpoint
CREATE TABLE "habeas"."keyring" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"master_key_id" text NOT NULL,
	CONSTRAINT "keyring_one_row" CHECK ("habeas"."keyring"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "habeas"."record_uploads" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"count" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "record_uploads_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."records" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"upload_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"category" text NOT NULL,
	"provided_by" text NOT NULL,
	"purpose" text,
	"collected_at" timestamp (3) with time zone,
	"source_id" text,
	"withheld" boolean NOT NULL,
	"redact" text[] NOT NULL,
	"reviewed_at" timestamp (3) with time zone,
	"data" text NOT NULL,
	"reason" jsonb,
	CONSTRAINT "records_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."request_terms" (
	"organisation_id" uuid NOT NULL,
	"term" "bytea" NOT NULL,
	"request_id" uuid NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "request_terms_organisation_id_term_request_id_pk" PRIMARY KEY("organisation_id","term","request_id")
);
--> statement-breakpoint
CREATE TABLE "habeas"."requests" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"reference" text NOT NULL,
	"external_reference" text,
	"client_id" uuid,
	"channel" text NOT NULL,
	"locale" text NOT NULL,
	"reply_by" text NOT NULL,
	"capacity" text NOT NULL,
	"assignee" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"received_on" date NOT NULL,
	"started" boolean NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_reason" text,
	"duplicate_of" uuid,
	"closure" jsonb,
	"asks" jsonb NOT NULL,
	"extensions" jsonb NOT NULL,
	"identity_level" text NOT NULL,
	"identity_method" text,
	"identity_proven_at" timestamp (3) with time zone,
	"identity_rejected" boolean NOT NULL,
	"authority" text NOT NULL,
	"status" text NOT NULL,
	"clock_state" text NOT NULL,
	"due_on" date,
	"nominal_due_on" date,
	"strict_due_on" date NOT NULL,
	"refusal_due_on" date,
	"listed_due_on" date,
	"overdue_after" date,
	"at_risk_after" date,
	"extended" boolean NOT NULL,
	"notice_due_on" date,
	"detail" jsonb NOT NULL,
	"version" integer NOT NULL,
	"last_sequence" integer NOT NULL,
	"last_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "requests_organisation_id_id_pk" PRIMARY KEY("organisation_id","id"),
	CONSTRAINT "requests_reference" UNIQUE("organisation_id","reference"),
	CONSTRAINT "requests_external_reference" UNIQUE("organisation_id","client_id","external_reference"),
	CONSTRAINT "requests_closed" CHECK (("habeas"."requests"."closed_at" is null) = ("habeas"."requests"."closed_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "habeas"."rights" (
	"organisation_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"right" text NOT NULL,
	"direct_marketing" boolean NOT NULL,
	"status" text NOT NULL,
	"outcome" text,
	"grounds" text[] NOT NULL,
	"due_on" date,
	"act_by" date,
	"decided_at" timestamp (3) with time zone,
	"fulfilled_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone,
	"answered_on" date,
	"answered_due_on" date,
	"answer_letter_id" uuid,
	"revised" boolean NOT NULL,
	"lifted" boolean NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "rights_organisation_id_id_pk" PRIMARY KEY("organisation_id","id")
);
--> statement-breakpoint
ALTER TABLE "habeas"."export_chunks" ADD CONSTRAINT "export_chunks_export" FOREIGN KEY ("organisation_id","export_id") REFERENCES "habeas"."exports"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."exports" ADD CONSTRAINT "exports_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."documents" ADD CONSTRAINT "documents_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."messages" ADD CONSTRAINT "messages_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."verifications" ADD CONSTRAINT "verifications_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."letters" ADD CONSTRAINT "letters_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."clients" ADD CONSTRAINT "clients_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."record_uploads" ADD CONSTRAINT "record_uploads_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."records" ADD CONSTRAINT "records_upload" FOREIGN KEY ("organisation_id","upload_id") REFERENCES "habeas"."record_uploads"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."request_terms" ADD CONSTRAINT "request_terms_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD CONSTRAINT "requests_organisation" FOREIGN KEY ("organisation_id") REFERENCES "habeas"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "habeas"."rights" ADD CONSTRAINT "rights_request" FOREIGN KEY ("organisation_id","request_id") REFERENCES "habeas"."requests"("organisation_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_feed" ON "habeas"."events" USING btree ("organisation_id","feed_position");--> statement-breakpoint
CREATE INDEX "exports_of_request" ON "habeas"."exports" USING btree ("organisation_id","request_id","id");--> statement-breakpoint
CREATE INDEX "exports_by_expiry" ON "habeas"."exports" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "documents_of_request" ON "habeas"."documents" USING btree ("organisation_id","request_id","id");--> statement-breakpoint
CREATE INDEX "messages_of_request" ON "habeas"."messages" USING btree ("organisation_id","request_id","id");--> statement-breakpoint
CREATE INDEX "verifications_of_mailbox" ON "habeas"."verifications" USING btree ("organisation_id","mailbox","created_at");--> statement-breakpoint
CREATE INDEX "verifications_by_expiry" ON "habeas"."verifications" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "letters_of_request" ON "habeas"."letters" USING btree ("organisation_id","request_id","id");--> statement-breakpoint
CREATE INDEX "letters_due" ON "habeas"."letters" USING btree ("due_at") WHERE "habeas"."letters"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "idempotent_answers_by_age" ON "habeas"."idempotent_answers" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "record_uploads_current" ON "habeas"."record_uploads" USING btree ("organisation_id","request_id","source") WHERE "habeas"."record_uploads"."state" = 'current';--> statement-breakpoint
CREATE INDEX "records_in_order" ON "habeas"."records" USING btree ("organisation_id","request_id","category","upload_id","position");--> statement-breakpoint
CREATE INDEX "records_of_upload" ON "habeas"."records" USING btree ("organisation_id","upload_id","position");--> statement-breakpoint
CREATE INDEX "request_terms_of_request" ON "habeas"."request_terms" USING btree ("organisation_id","request_id");--> statement-breakpoint
CREATE INDEX "requests_by_receipt" ON "habeas"."requests" USING btree ("organisation_id","received_at","id");--> statement-breakpoint
CREATE INDEX "requests_by_update" ON "habeas"."requests" USING btree ("organisation_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "requests_by_due" ON "habeas"."requests" USING btree ("organisation_id","listed_due_on","id");--> statement-breakpoint
CREATE INDEX "requests_by_status" ON "habeas"."requests" USING btree ("organisation_id","status","received_at","id");--> statement-breakpoint
CREATE INDEX "requests_by_assignee" ON "habeas"."requests" USING btree ("organisation_id","assignee","received_at","id") WHERE "habeas"."requests"."assignee" is not null;--> statement-breakpoint
CREATE INDEX "requests_by_external_reference" ON "habeas"."requests" USING btree ("organisation_id","external_reference") WHERE "habeas"."requests"."external_reference" is not null;--> statement-breakpoint
CREATE INDEX "requests_overdue" ON "habeas"."requests" USING btree ("organisation_id","overdue_after","id") WHERE "habeas"."requests"."overdue_after" is not null;--> statement-breakpoint
CREATE INDEX "requests_at_risk" ON "habeas"."requests" USING btree ("organisation_id","at_risk_after","id") WHERE "habeas"."requests"."at_risk_after" is not null;--> statement-breakpoint
CREATE INDEX "requests_paused" ON "habeas"."requests" USING btree ("organisation_id","received_at","id") WHERE "habeas"."requests"."clock_state" = 'paused';--> statement-breakpoint
CREATE INDEX "requests_extended" ON "habeas"."requests" USING btree ("organisation_id","received_at","id") WHERE "habeas"."requests"."extended";--> statement-breakpoint
CREATE INDEX "requests_notice_due" ON "habeas"."requests" USING btree ("notice_due_on") WHERE "habeas"."requests"."notice_due_on" is not null;--> statement-breakpoint
CREATE INDEX "rights_of_request" ON "habeas"."rights" USING btree ("organisation_id","request_id");--> statement-breakpoint
CREATE INDEX "rights_by_name" ON "habeas"."rights" USING btree ("organisation_id","right","request_id");