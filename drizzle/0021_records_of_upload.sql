DROP INDEX "habeas"."records_unreviewed";--> statement-breakpoint
DROP INDEX "habeas"."records_of_upload";--> statement-breakpoint
CREATE INDEX "records_of_upload" ON "habeas"."records" USING btree ("organisation_id","upload_id",("reviewed_at" is null),"provided_by","category","position");