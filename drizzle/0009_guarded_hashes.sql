-- Not valid yet for what a version before encryption has left in the clear: that is validated once it is sealed.
ALTER TABLE "habeas"."exports" ADD CONSTRAINT "exports_hash_sealed" CHECK (substring("habeas"."exports"."sha256" from 1 for 1) = '\x01') NOT VALID;--> statement-breakpoint
ALTER TABLE "habeas"."documents" ADD CONSTRAINT "documents_hash_sealed" CHECK (substring("habeas"."documents"."sha256" from 1 for 1) = '\x01') NOT VALID;
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM habeas.keyring WHERE NOT sealed) THEN
    ALTER TABLE habeas.exports VALIDATE CONSTRAINT exports_hash_sealed;
    ALTER TABLE habeas.documents VALIDATE CONSTRAINT documents_hash_sealed;
  END IF;
END $$;
--> statement-breakpoint
-- With the keyring's row all that is sealed would be lost, and the next start would make another: it is replaced, never deleted.
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON habeas.keyring
  FOR EACH STATEMENT EXECUTE FUNCTION habeas.refuse_change();
