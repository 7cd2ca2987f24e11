-- Messages that are nobody's are found without a look at those that are on their way, of which there are thousands after a
-- policy has been adopted in a large group.
CREATE INDEX notifications_unclaimed ON notifications (claimed_until, not_before) WHERE state IN ('queued', 'failed');
DROP INDEX notifications_due;
