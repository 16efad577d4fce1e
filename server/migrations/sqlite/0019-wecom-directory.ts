export const sql = `
create table \`directory_conflict\` (\`id\` text not null, \`enterprise_id\` text not null, \`user_id\` text not null, \`name\` text not null, \`kind\` text not null, \`staff_id\` text not null, \`state\` text not null, \`decided_by\` text not null default '', \`created_at\` datetime not null, \`met_at\` datetime not null, primary key (\`id\`));
create index \`directory_conflict_enterprise_id_state_id_index\` on \`directory_conflict\` (\`enterprise_id\`, \`state\`, \`id\`);
create unique index \`directory_conflict_enterprise_id_user_id_unique\` on \`directory_conflict\` (\`enterprise_id\`, \`user_id\`);

create table \`directory_report\` (\`id\` text not null, \`enterprise_id\` text not null, \`run_id\` text not null, \`subject\` text not null, \`key\` text not null, \`name\` text not null, \`outcome\` text not null, \`reason\` text null, \`before\` text not null, \`after\` text not null, \`at\` datetime not null, primary key (\`id\`));
create index \`directory_report_run_id_id_index\` on \`directory_report\` (\`run_id\`, \`id\`);
create index \`directory_report_run_id_outcome_id_index\` on \`directory_report\` (\`run_id\`, \`outcome\`, \`id\`);
create unique index \`directory_report_run_id_subject_key_outcome_unique\` on \`directory_report\` (\`run_id\`, \`subject\`, \`key\`, \`outcome\`);

create table \`directory_run\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`open_key\` text null, \`started_by\` text not null, \`started_by_name\` text not null default '', \`state\` text not null, \`phase\` text not null default 'departments', \`cursor\` text not null default '', \`reason\` text null, \`platform_code\` text null, \`departments\` integer not null default 0, \`listed\` integer not null default 0, \`added\` integer not null default 0, \`updated\` integer not null default 0, \`linked\` integer not null default 0, \`returned\` integer not null default 0, \`left\` integer not null default 0, \`skipped\` integer not null default 0, \`failed\` integer not null default 0, \`known_people\` integer not null default 0, \`known_departments\` integer not null default 0, \`held_people\` integer not null default 0, \`held_departments\` integer not null default 0, \`allowed_people\` integer not null default 0, \`allowed_departments\` integer not null default 0, \`created_at\` datetime not null, \`started_at\` datetime null, \`finished_at\` datetime null, primary key (\`id\`));
create unique index \`directory_run_open_key_unique\` on \`directory_run\` (\`open_key\`);
create index \`directory_run_enterprise_id_id_index\` on \`directory_run\` (\`enterprise_id\`, \`id\`);

create table \`directory_settings\` (\`id\` text not null, \`enterprise_id\` text not null, \`follows\` integer not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));

create table \`staff_request\` (\`id\` text not null, \`enterprise_id\` text not null, \`user_id\` text not null, \`open_key\` text null, \`name\` text not null, \`note\` text not null default '', \`state\` text not null, \`answer\` text not null default '', \`staff_id\` text null, \`decided_by\` text not null default '', \`created_at\` datetime not null, \`decided_at\` datetime null, primary key (\`id\`));
create index \`staff_request_enterprise_id_state_id_index\` on \`staff_request\` (\`enterprise_id\`, \`state\`, \`id\`);
create index \`staff_request_enterprise_id_user_id_id_index\` on \`staff_request\` (\`enterprise_id\`, \`user_id\`, \`id\`);
create unique index \`staff_request_enterprise_id_open_key_unique\` on \`staff_request\` (\`enterprise_id\`, \`open_key\`);

alter table \`department\` add column \`wecom_id\` integer null;
alter table \`department\` add column \`directory_at\` datetime null;
alter table \`department\` add column \`listed_at\` datetime null;
alter table \`department\` add column \`gone_at\` datetime null;
create unique index \`department_enterprise_id_wecom_id_unique\` on \`department\` (\`enterprise_id\`, \`wecom_id\`);

alter table \`staff\` add column \`directory_at\` datetime null;
alter table \`staff\` add column \`listed_at\` datetime null;
create index \`staff_enterprise_id_phone_index\` on \`staff\` (\`enterprise_id\`, \`phone\`);
`;
