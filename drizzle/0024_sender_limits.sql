CREATE TABLE "habeas"."letter_budgets" (
	"organisation_id" uuid NOT NULL,
	"spent_until" timestamp (3) with time zone NOT NULL,
	"marked_at" timestamp (3) with time zone,
	CONSTRAINT "letter_budgets_organisation_id_pk" PRIMARY KEY("organisation_id")
);
--> statement-breakpoint
CREATE INDEX "letters_due_urgent" ON "habeas"."letters" USING btree ("organisation_id","due_at") WHERE "habeas"."letters"."due_at" is not null and "habeas"."letters"."type" in ('code', 'extension_notice', 'restriction_lifted', 'bounce');
--> statement-breakpoint
-- By hand from here on. An organisation's own, as every table of a tenant.
ALTER TABLE habeas.letter_budgets ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE habeas.letter_budgets FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON habeas.letter_budgets TO public
  USING (organisation_id = nullif(current_setting('app.organisation', true), '')::uuid);
--> statement-breakpoint
-- One letter of each organisation in turn, from after the one that was served last: what is urgent first, then the longest due. Of an
-- organisation that has spent its budget beyond `closed_after` what is urgent alone. The search ends once as many organisations are found as
-- letters are asked for.
DROP FUNCTION habeas.lookup_due_letters(timestamptz, uuid, integer);
--> statement-breakpoint
CREATE FUNCTION habeas.lookup_due_letters(as_of timestamptz, last_served uuid, most integer, closed_after timestamptz)
RETURNS TABLE (organisation_id uuid, id uuid, is_urgent boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  WITH RECURSIVE behind AS (
    (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > last_served ORDER BY l.organisation_id LIMIT 1
    )
    UNION ALL
    SELECT (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > b.organisation_id ORDER BY l.organisation_id LIMIT 1
    )
    FROM behind b WHERE b.organisation_id IS NOT NULL
  ), others AS (
    (SELECT l.organisation_id FROM habeas.letters l WHERE l.due_at IS NOT NULL ORDER BY l.organisation_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT l.organisation_id FROM habeas.letters l
      WHERE l.due_at IS NOT NULL AND l.organisation_id > o.organisation_id ORDER BY l.organisation_id LIMIT 1
    )
    FROM others o WHERE o.organisation_id < last_served
  ), in_turn AS (
    SELECT b.organisation_id FROM behind b WHERE b.organisation_id IS NOT NULL
    UNION ALL
    SELECT o.organisation_id FROM others o WHERE o.organisation_id <= last_served
  ), served AS MATERIALIZED (
    SELECT found.organisation_id, found.is_open, row_number() OVER () AS turn FROM (
      SELECT i.organisation_id, budget.is_open
      FROM in_turn i CROSS JOIN LATERAL (
        SELECT NOT EXISTS (
          SELECT FROM habeas.letter_budgets b WHERE b.organisation_id = i.organisation_id AND b.spent_until > closed_after
        ) AS is_open
      ) budget
      WHERE (
        budget.is_open
        AND EXISTS (SELECT FROM habeas.letters l WHERE l.organisation_id = i.organisation_id AND l.due_at <= as_of)
      ) OR EXISTS (
        SELECT FROM habeas.letters l WHERE l.organisation_id = i.organisation_id AND l.due_at <= as_of
          AND l.type IN ('code', 'extension_notice', 'restriction_lifted', 'bounce')
      )
      LIMIT most
    ) found
  )
  SELECT d.organisation_id, d.id, d.is_urgent
  FROM served s CROSS JOIN LATERAL (
    SELECT both_kinds.*, row_number() OVER (ORDER BY both_kinds.is_urgent DESC, both_kinds.due_at) AS place FROM (
      (
        SELECT l.organisation_id, l.id, l.due_at, true AS is_urgent FROM habeas.letters l
        WHERE l.organisation_id = s.organisation_id AND l.due_at <= as_of
          AND l.type IN ('code', 'extension_notice', 'restriction_lifted', 'bounce')
        ORDER BY l.due_at LIMIT most
      )
      UNION ALL
      (
        SELECT l.organisation_id, l.id, l.due_at, false AS is_urgent FROM habeas.letters l
        WHERE s.is_open AND l.organisation_id = s.organisation_id AND l.due_at <= as_of
          AND l.type NOT IN ('code', 'extension_notice', 'restriction_lifted', 'bounce')
        ORDER BY l.due_at LIMIT most
      )
    ) both_kinds
  ) d
  ORDER BY d.place, s.turn LIMIT most
$$;
