ALTER TABLE "habeas"."records" ALTER COLUMN "data" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "habeas"."records" ADD COLUMN "held_by" uuid;--> statement-breakpoint
ALTER TABLE "habeas"."records" ADD CONSTRAINT "records_held_once" CHECK (num_nonnulls("habeas"."records"."data", "habeas"."records"."held_by") = 1);