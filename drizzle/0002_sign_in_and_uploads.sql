-- What was sent before had no purpose of its own: counted as what it most likely was, for the hour that is counted.
ALTER TABLE "habeas"."verifications" ADD COLUMN "purpose" text NOT NULL DEFAULT 'sign_in';
--> statement-breakpoint
ALTER TABLE "habeas"."verifications" ALTER COLUMN "purpose" DROP DEFAULT;
--> statement-breakpoint
CREATE INDEX "record_uploads_receiving" ON "habeas"."record_uploads" USING btree ("created_at") WHERE "habeas"."record_uploads"."state" = 'receiving';
