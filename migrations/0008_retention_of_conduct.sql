-- Matters of conduct and answers about families have their day, too (0007): their ids and references stay.
ALTER TABLE conduct_matters ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE family_questions ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
