-- What is personal becomes bytes: sealed boxes. Here it is only brought into their form, still plain (a box begins with 0x01, JSON with
-- `{`); `npm start` and `npm run migrate` seal it before anything is served, since the keys are not in the database.
-- Each table in one statement, whose expressions all see the columns as they were.
ALTER TABLE "habeas"."events" ALTER COLUMN "detail" SET DATA TYPE "bytea"
  USING CASE WHEN detail IS NOT NULL THEN convert_to(jsonb_build_object('detail', detail, 'key', encode(detail_key, 'hex'))::text, 'UTF8') END;--> statement-breakpoint
ALTER TABLE "habeas"."exports" ADD COLUMN "attempt" integer NOT NULL DEFAULT 0;--> statement-breakpoint
ALTER TABLE "habeas"."exports"
  ALTER COLUMN "attempt" DROP DEFAULT,
  ALTER COLUMN "attempt" SET DATA TYPE integer USING coalesce((detail ->> 'attempt')::integer, 0),
  ALTER COLUMN "detail" SET DATA TYPE "bytea" USING convert_to((detail - 'attempt')::text, 'UTF8');--> statement-breakpoint
ALTER TABLE "habeas"."documents" ALTER COLUMN "detail" SET DATA TYPE "bytea" USING convert_to(detail::text, 'UTF8');--> statement-breakpoint
ALTER TABLE "habeas"."messages" ALTER COLUMN "detail" SET DATA TYPE "bytea" USING convert_to(detail::text, 'UTF8');--> statement-breakpoint
ALTER TABLE "habeas"."letters" ALTER COLUMN "detail" SET DATA TYPE "bytea" USING convert_to(detail::text, 'UTF8');--> statement-breakpoint
ALTER TABLE "habeas"."records"
  ALTER COLUMN "data" SET DATA TYPE "bytea"
    USING convert_to(jsonb_strip_nulls(jsonb_build_object('source_id', source_id, 'purpose', purpose))::text || E'\n' || data, 'UTF8'),
  ALTER COLUMN "reason" SET DATA TYPE "bytea"
    USING CASE WHEN reason IS NOT NULL THEN convert_to(jsonb_build_object('reason', reason ->> 'reason', 'redact', redact)::text, 'UTF8') END;--> statement-breakpoint
ALTER TABLE "habeas"."requests"
  ALTER COLUMN "external_reference" SET DATA TYPE "bytea" USING NULL,
  ALTER COLUMN "assignee" SET DATA TYPE "bytea" USING NULL,
  ALTER COLUMN "detail" SET DATA TYPE "bytea" USING convert_to(
    (detail || jsonb_strip_nulls(jsonb_build_object('assignee', assignee, 'external_reference', external_reference)))::text, 'UTF8');--> statement-breakpoint
ALTER TABLE "habeas"."rights" ALTER COLUMN "detail" SET DATA TYPE "bytea" USING convert_to(detail::text, 'UTF8');--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD COLUMN "data_key" "bytea";--> statement-breakpoint
ALTER TABLE "habeas"."events" DROP COLUMN "detail_key";--> statement-breakpoint
ALTER TABLE "habeas"."record_uploads" DROP COLUMN "sha256";--> statement-breakpoint
ALTER TABLE "habeas"."records" DROP COLUMN "purpose";--> statement-breakpoint
ALTER TABLE "habeas"."records" DROP COLUMN "source_id";--> statement-breakpoint
ALTER TABLE "habeas"."records" DROP COLUMN "redact";--> statement-breakpoint
-- A database that holds a keyring by now may hold plain rows; one that is made later never does.
ALTER TABLE "habeas"."keyring" ADD COLUMN "sealed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "habeas"."keyring" ALTER COLUMN "sealed" SET DEFAULT true;--> statement-breakpoint
-- From now on nobody writes anything but boxes. Not valid yet for what is there: that is validated once it is sealed.
ALTER TABLE "habeas"."events" ADD CONSTRAINT "events_sealed" CHECK (substring("habeas"."events"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."export_chunks" ADD CONSTRAINT "export_chunks_sealed" CHECK (substring("habeas"."export_chunks"."content" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."exports" ADD CONSTRAINT "exports_sealed" CHECK (substring("habeas"."exports"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."documents" ADD CONSTRAINT "documents_sealed" CHECK (substring("habeas"."documents"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."documents" ADD CONSTRAINT "documents_content_sealed" CHECK (substring("habeas"."documents"."content" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."messages" ADD CONSTRAINT "messages_sealed" CHECK (substring("habeas"."messages"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."letters" ADD CONSTRAINT "letters_sealed" CHECK (substring("habeas"."letters"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."records" ADD CONSTRAINT "records_sealed" CHECK (substring("habeas"."records"."data" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."records" ADD CONSTRAINT "records_review_sealed" CHECK (substring("habeas"."records"."reason" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."requests" ADD CONSTRAINT "requests_sealed" CHECK (substring("habeas"."requests"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."rights" ADD CONSTRAINT "rights_sealed" CHECK (substring("habeas"."rights"."detail" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
-- By hand, nothing of it known to drizzle-kit: boxes do not compress, so nobody need try.
ALTER TABLE "habeas"."documents" ALTER COLUMN "content" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "habeas"."export_chunks" ALTER COLUMN "content" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "habeas"."records" ALTER COLUMN "data" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "habeas"."letters" ALTER COLUMN "detail" SET STORAGE EXTERNAL;
