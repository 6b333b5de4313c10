-- A write that is sent and answered changes its state twice: what is found by category alone need not be moved for it.

DROP INDEX operations_of_category;
CREATE INDEX operations_of_category ON operations (run_id, category_id, kind);
