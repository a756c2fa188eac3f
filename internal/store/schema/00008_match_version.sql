-- Which record a report's person was read from. Persons have no number of their own:
-- party counts them in that record, and in no other. 0: it is not known, or the row
-- is of another list.
ALTER TABLE match_pair ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
