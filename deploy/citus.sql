-- Spreads a register over the machines of a Citus cluster, each setting whole on one of them (decisions 38 and 72).
-- Made from the schema itself by test/store/citus.ts, and held equal to it by test/store/citus.test.ts; after a change of the
-- schema: npx vitest run --project fast test/store/citus.test.ts --update
--
-- This file has NOT been run on Citus. What has been tried, by a test, on PostgreSQL 15: that it names every table and every
-- foreign key, and that afterwards all of them are as they were. A prototype of an earlier schema ran on Citus 13.2, with a
-- coordinator and two workers. Try it on a copy first, and please tell us what you find.
--
-- Stop every Candour, make a backup, and run it once, on the coordinator, as the owner of the tables, in a database that has
-- Candour's tables (npx candour import or migrate-db makes them) and the extension (CREATE EXTENSION citus):
--   psql --set ON_ERROR_STOP=1 --file deploy/citus.sql DATABASE
-- All of it is done, or nothing.

BEGIN;
-- Citus changes one machine after another, since tables that are spread refer to some that each machine has whole.
SET LOCAL citus.multi_shard_modify_mode TO 'sequential';

ALTER TABLE absences DROP CONSTRAINT absences_setting_person_fkey;
ALTER TABLE acknowledgements DROP CONSTRAINT acknowledgements_setting_person_fkey;
ALTER TABLE acknowledgements DROP CONSTRAINT acknowledgements_setting_root_fkey;
ALTER TABLE allocations DROP CONSTRAINT allocations_setting_child_fkey;
ALTER TABLE allocations DROP CONSTRAINT allocations_setting_staff_fkey;
ALTER TABLE arrangements DROP CONSTRAINT arrangements_setting_staff_fkey;
ALTER TABLE arrangements DROP CONSTRAINT arrangements_setting_child_fkey;
ALTER TABLE boundaries DROP CONSTRAINT boundaries_setting_declaration_fkey;
ALTER TABLE boundary_links DROP CONSTRAINT boundary_links_setting_boundary_fkey;
ALTER TABLE carer_links DROP CONSTRAINT carer_links_setting_child_fkey;
ALTER TABLE carer_links DROP CONSTRAINT carer_links_setting_person_fkey;
ALTER TABLE chain_heads DROP CONSTRAINT chain_heads_setting_fkey;
ALTER TABLE children DROP CONSTRAINT children_setting_fkey;
ALTER TABLE clearances DROP CONSTRAINT clearances_setting_declaration_fkey;
ALTER TABLE clearances DROP CONSTRAINT clearances_setting_child_fkey;
ALTER TABLE conduct_matters DROP CONSTRAINT conduct_matters_setting_subject_fkey;
ALTER TABLE declarations DROP CONSTRAINT declarations_setting_declarer_fkey;
ALTER TABLE declarations DROP CONSTRAINT declarations_setting_counterpart_fkey;
ALTER TABLE declarations DROP CONSTRAINT declarations_setting_child_fkey;
ALTER TABLE enrolments DROP CONSTRAINT enrolments_setting_child_fkey;
ALTER TABLE family_answers DROP CONSTRAINT family_answers_setting_question_fkey;
ALTER TABLE family_answers DROP CONSTRAINT family_answers_setting_person_fkey;
ALTER TABLE family_carers DROP CONSTRAINT family_carers_setting_question_fkey;
ALTER TABLE family_carers DROP CONSTRAINT family_carers_setting_person_fkey;
ALTER TABLE family_children DROP CONSTRAINT family_children_setting_question_fkey;
ALTER TABLE family_children DROP CONSTRAINT family_children_setting_child_fkey;
ALTER TABLE family_questions DROP CONSTRAINT family_questions_setting_fkey;
ALTER TABLE holds DROP CONSTRAINT holds_setting_child_fkey;
ALTER TABLE holds DROP CONSTRAINT holds_setting_staff_fkey;
ALTER TABLE imports DROP CONSTRAINT imports_setting_fkey;
ALTER TABLE intents DROP CONSTRAINT intents_setting_person_fkey;
ALTER TABLE last_imports DROP CONSTRAINT last_imports_setting_fkey;
ALTER TABLE legal_holds DROP CONSTRAINT legal_holds_setting_fkey;
ALTER TABLE legal_holds DROP CONSTRAINT legal_holds_setting_person_fkey;
ALTER TABLE messages DROP CONSTRAINT messages_setting_recipient_fkey;
ALTER TABLE notices DROP CONSTRAINT notices_setting_recipient_fkey;
ALTER TABLE openings DROP CONSTRAINT openings_setting_declaration_fkey;
ALTER TABLE openings DROP CONSTRAINT openings_setting_reader_fkey;
ALTER TABLE passes DROP CONSTRAINT passes_setting_person_fkey;
ALTER TABLE people DROP CONSTRAINT people_setting_fkey;
ALTER TABLE policies DROP CONSTRAINT policies_setting_fkey;
ALTER TABLE posts DROP CONSTRAINT posts_setting_person_fkey;
ALTER TABLE proposals DROP CONSTRAINT proposals_setting_person_fkey;
ALTER TABLE retired_numbers DROP CONSTRAINT retired_numbers_setting_fkey;
ALTER TABLE signatures DROP CONSTRAINT signatures_setting_person_fkey;
ALTER TABLE signatures DROP CONSTRAINT signatures_setting_root_fkey;
ALTER TABLE verdicts DROP CONSTRAINT verdicts_setting_declaration_fkey;

-- The directory: each machine has it whole.
SELECT create_reference_table('accounts');
SELECT create_reference_table('answered_activities');
SELECT create_reference_table('conversations');
SELECT create_reference_table('installations');
SELECT create_reference_table('policy_texts');
SELECT create_reference_table('schema_migrations');
SELECT create_reference_table('settings');

-- All else: the rows of one setting are on one machine, of every table.
SELECT create_distributed_table('absences', 'setting', colocate_with => 'none');
SELECT create_distributed_table('acknowledgements', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('allocations', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('arrangements', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('audit', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('boundaries', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('boundary_links', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('carer_links', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('chain_heads', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('children', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('clearances', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('conduct_matters', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('declarations', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('enrolments', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('family_answers', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('family_carers', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('family_children', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('family_questions', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('holds', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('imports', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('intents', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('last_imports', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('legal_holds', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('messages', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('notices', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('openings', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('passes', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('people', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('policies', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('posts', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('proposals', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('retired_numbers', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('signatures', 'setting', colocate_with => 'absences');
SELECT create_distributed_table('verdicts', 'setting', colocate_with => 'absences');

ALTER TABLE absences ADD CONSTRAINT absences_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE acknowledgements ADD CONSTRAINT acknowledgements_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE acknowledgements ADD CONSTRAINT acknowledgements_setting_root_fkey FOREIGN KEY (setting, root) REFERENCES policies (setting, id);
ALTER TABLE allocations ADD CONSTRAINT allocations_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE allocations ADD CONSTRAINT allocations_setting_staff_fkey FOREIGN KEY (setting, staff) REFERENCES people (setting, id);
ALTER TABLE arrangements ADD CONSTRAINT arrangements_setting_staff_fkey FOREIGN KEY (setting, staff) REFERENCES people (setting, id);
ALTER TABLE arrangements ADD CONSTRAINT arrangements_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE boundaries ADD CONSTRAINT boundaries_setting_declaration_fkey FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id);
ALTER TABLE boundary_links ADD CONSTRAINT boundary_links_setting_boundary_fkey FOREIGN KEY (setting, boundary) REFERENCES boundaries (setting, id);
ALTER TABLE carer_links ADD CONSTRAINT carer_links_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE carer_links ADD CONSTRAINT carer_links_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE chain_heads ADD CONSTRAINT chain_heads_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE children ADD CONSTRAINT children_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE clearances ADD CONSTRAINT clearances_setting_declaration_fkey FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id);
ALTER TABLE clearances ADD CONSTRAINT clearances_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE conduct_matters ADD CONSTRAINT conduct_matters_setting_subject_fkey FOREIGN KEY (setting, subject) REFERENCES people (setting, id);
ALTER TABLE declarations ADD CONSTRAINT declarations_setting_declarer_fkey FOREIGN KEY (setting, declarer) REFERENCES people (setting, id);
ALTER TABLE declarations ADD CONSTRAINT declarations_setting_counterpart_fkey FOREIGN KEY (setting, counterpart) REFERENCES people (setting, id);
ALTER TABLE declarations ADD CONSTRAINT declarations_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE enrolments ADD CONSTRAINT enrolments_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE family_answers ADD CONSTRAINT family_answers_setting_question_fkey FOREIGN KEY (setting, question) REFERENCES family_questions (setting, id);
ALTER TABLE family_answers ADD CONSTRAINT family_answers_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE family_carers ADD CONSTRAINT family_carers_setting_question_fkey FOREIGN KEY (setting, question) REFERENCES family_questions (setting, id);
ALTER TABLE family_carers ADD CONSTRAINT family_carers_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE family_children ADD CONSTRAINT family_children_setting_question_fkey FOREIGN KEY (setting, question) REFERENCES family_questions (setting, id);
ALTER TABLE family_children ADD CONSTRAINT family_children_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE family_questions ADD CONSTRAINT family_questions_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE holds ADD CONSTRAINT holds_setting_child_fkey FOREIGN KEY (setting, child) REFERENCES children (setting, id);
ALTER TABLE holds ADD CONSTRAINT holds_setting_staff_fkey FOREIGN KEY (setting, staff) REFERENCES people (setting, id);
ALTER TABLE imports ADD CONSTRAINT imports_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE intents ADD CONSTRAINT intents_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE last_imports ADD CONSTRAINT last_imports_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE legal_holds ADD CONSTRAINT legal_holds_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE legal_holds ADD CONSTRAINT legal_holds_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE messages ADD CONSTRAINT messages_setting_recipient_fkey FOREIGN KEY (setting, recipient) REFERENCES people (setting, id);
ALTER TABLE notices ADD CONSTRAINT notices_setting_recipient_fkey FOREIGN KEY (setting, recipient) REFERENCES people (setting, id);
ALTER TABLE openings ADD CONSTRAINT openings_setting_declaration_fkey FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id);
ALTER TABLE openings ADD CONSTRAINT openings_setting_reader_fkey FOREIGN KEY (setting, reader) REFERENCES people (setting, id);
ALTER TABLE passes ADD CONSTRAINT passes_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE people ADD CONSTRAINT people_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE policies ADD CONSTRAINT policies_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE posts ADD CONSTRAINT posts_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE proposals ADD CONSTRAINT proposals_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE retired_numbers ADD CONSTRAINT retired_numbers_setting_fkey FOREIGN KEY (setting) REFERENCES settings (id);
ALTER TABLE signatures ADD CONSTRAINT signatures_setting_person_fkey FOREIGN KEY (setting, person) REFERENCES people (setting, id);
ALTER TABLE signatures ADD CONSTRAINT signatures_setting_root_fkey FOREIGN KEY (setting, root) REFERENCES policies (setting, id);
ALTER TABLE verdicts ADD CONSTRAINT verdicts_setting_declaration_fkey FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id);
COMMIT;
