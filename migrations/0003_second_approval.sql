-- Who recorded the adoption of a policy, and what waits for a second person's word: JSON, or NULL.
ALTER TABLE policies ADD COLUMN recorded TEXT;
