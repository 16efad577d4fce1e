export const sql = `
create table \`crm_party\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`state\` text not null, \`name\` text not null, \`name_key\` text null, \`phone\` text not null, \`phone_key\` text null, \`class_key\` text not null, \`importance\` text not null, \`stage\` text null, \`source\` text not null, \`address\` text not null, \`note\` text not null, \`owner_id\` text null, \`creator_id\` text not null, \`creator_name\` text not null, \`created_at\` datetime not null, \`last_follow_up_at\` datetime null, \`binned_at\` datetime null, \`import_id\` text null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`crm_party_enterprise_id_kind_state_id_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`id\`);
create index \`crm_party_enterprise_id_kind_state_owner_id_id_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`owner_id\`, \`id\`);
create index \`crm_party_enterprise_id_kind_state_owner_id_stage_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`owner_id\`, \`stage\`);
create index \`crm_party_enterprise_id_kind_state_class_key_id_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`class_key\`, \`id\`);
create index \`crm_party_enterprise_id_kind_state_stage_id_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`stage\`, \`id\`);
create index \`crm_party_state_binned_at_index\` on \`crm_party\` (\`state\`, \`binned_at\`);
create index \`crm_party_import_id_id_index\` on \`crm_party\` (\`import_id\`, \`id\`);
create unique index \`crm_party_enterprise_id_kind_name_key_unique\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`name_key\`);
create unique index \`crm_party_enterprise_id_kind_phone_key_unique\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`phone_key\`);

create table \`crm_change\` (\`id\` text not null, \`enterprise_id\` text not null, \`party_id\` text not null, \`what\` text not null, \`from\` text null, \`to\` text null, \`by_id\` text not null, \`by_name\` text not null, \`at\` datetime not null, primary key (\`id\`));
create index \`crm_change_party_id_id_index\` on \`crm_change\` (\`party_id\`, \`id\`);

create table \`crm_classes\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`items\` text not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`crm_classes_enterprise_id_kind_unique\` on \`crm_classes\` (\`enterprise_id\`, \`kind\`);

create table \`crm_contact\` (\`id\` text not null, \`enterprise_id\` text not null, \`party_id\` text not null, \`name\` text not null, \`mobile\` text not null, \`email\` text not null, \`position\` text not null, \`hobby\` text not null, \`note\` text not null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`crm_contact_party_id_id_index\` on \`crm_contact\` (\`party_id\`, \`id\`);
create index \`crm_contact_enterprise_id_mobile_index\` on \`crm_contact\` (\`enterprise_id\`, \`mobile\`);

create table \`crm_follow_up\` (\`id\` text not null, \`enterprise_id\` text not null, \`party_id\` text not null, \`text\` text not null, \`by_id\` text not null, \`by_name\` text not null, \`at\` datetime not null, primary key (\`id\`));
create index \`crm_follow_up_party_id_id_index\` on \`crm_follow_up\` (\`party_id\`, \`id\`);

create table \`crm_import\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`file_name\` text not null, \`size\` integer not null, \`state\` text not null, \`rules\` text not null, \`total\` integer not null, \`done\` integer not null, \`created\` integer not null, \`skipped\` integer not null, \`undone\` integer not null, \`problem_count\` integer not null, \`problems\` text not null, \`by_id\` text not null, \`by_name\` text not null, \`created_at\` datetime not null, \`finished_at\` datetime null, primary key (\`id\`));
create index \`crm_import_enterprise_id_id_index\` on \`crm_import\` (\`enterprise_id\`, \`id\`);
create index \`crm_import_state_created_at_index\` on \`crm_import\` (\`state\`, \`created_at\`);

create table \`crm_import_part\` (\`id\` text not null, \`enterprise_id\` text not null, \`import_id\` text not null, \`number\` integer not null, \`content\` text not null, primary key (\`id\`));
create unique index \`crm_import_part_import_id_number_unique\` on \`crm_import_part\` (\`import_id\`, \`number\`);

create table \`crm_report\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`party_id\` text not null, \`reporter_id\` text not null, \`reporter_name\` text not null, \`reason\` text not null, \`state\` text not null, \`decided_by\` text null, \`answer\` text not null, \`created_at\` datetime not null, \`decided_at\` datetime null, primary key (\`id\`));
create index \`crm_report_enterprise_id_state_id_index\` on \`crm_report\` (\`enterprise_id\`, \`state\`, \`id\`);
create index \`crm_report_enterprise_id_reporter_id_id_index\` on \`crm_report\` (\`enterprise_id\`, \`reporter_id\`, \`id\`);
create index \`crm_report_party_id_index\` on \`crm_report\` (\`party_id\`);
`;
