-- Leads are found by the report that they are named by, whose row says where they lie:
-- an index of their ids would be the index of reports once more, and a page a lead.
CREATE TABLE lead_laid (
	first BIGKEY,
	id BIGINT NOT NULL,
	comp BIGINT NOT NULL,
	judged TINY NOT NULL,
	reports BIGINT NOT NULL,
	class TINY NOT NULL,
	score BIGINT NOT NULL,
	act_by BIGINT NOT NULL,
	next BIGINT NOT NULL,
	last_received BIGINT NOT NULL,
	bundle BIGINT NOT NULL,
	summary BYTEA NOT NULL
);
INSERT INTO lead_laid SELECT r.first, l.id, l.comp, l.judged, l.reports, l.class, l.score, l.act_by, l.next, l.last_received, l.bundle, l.summary FROM lead l JOIN report r ON r.key=l.id ORDER BY r.first;
DROP TABLE lead;
ALTER TABLE lead_laid RENAME TO lead;
CREATE INDEX lead_queue ON lead (class, score DESC, act_by, id);
CREATE INDEX lead_comp ON lead (comp) WHERE comp <> id;
CREATE INDEX lead_next ON lead (next) WHERE next <> 0;
CREATE INDEX lead_bundle ON lead (bundle, id) WHERE bundle <> 0;
