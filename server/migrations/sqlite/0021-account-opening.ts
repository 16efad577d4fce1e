export const sql = `
create table \`face_invitation\` (\`id\` text not null, \`enterprise_id\` text not null, \`interconnect_user_id\` text not null, \`channel_account_id\` text not null, \`scene_hash\` text not null, \`staff_id\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`scanned_at\` datetime null, primary key (\`id\`));
create index \`face_invitation_interconnect_user_id_id_index\` on \`face_invitation\` (\`interconnect_user_id\`, \`id\`);
create index \`face_invitation_expires_at_index\` on \`face_invitation\` (\`expires_at\`);
create unique index \`face_invitation_scene_hash_unique\` on \`face_invitation\` (\`scene_hash\`);

create table \`opening_plugin\` (\`id\` text not null, \`enterprise_id\` text not null, \`enabled\` integer not null, \`preset_at\` datetime null, \`roles\` text not null, \`default_role\` text not null, \`layouts\` text not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`opening_plugin_enterprise_id_unique\` on \`opening_plugin\` (\`enterprise_id\`);

create table \`opening_row\` (\`id\` text not null, \`enterprise_id\` text not null, \`run_id\` text not null, \`number\` integer not null, \`line\` integer null, \`party_id\` text null, \`name\` text not null, \`people\` text not null, \`state\` text not null, \`opened\` integer not null default 0, \`kept\` integer not null default 0, \`company\` integer not null default false, \`problem\` text null, primary key (\`id\`));
create unique index \`opening_row_run_id_number_unique\` on \`opening_row\` (\`run_id\`, \`number\`);

create table \`opening_run\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`file_name\` text null, \`sms\` integer not null, \`state\` text not null, \`by_id\` text not null, \`by_name\` text not null, \`created_at\` datetime not null, \`finished_at\` datetime null, primary key (\`id\`));
create index \`opening_run_enterprise_id_id_index\` on \`opening_run\` (\`enterprise_id\`, \`id\`);
create index \`opening_run_created_at_index\` on \`opening_run\` (\`created_at\`);

alter table \`interconnect_enterprise\` add column \`party_id\` text null;
alter table \`interconnect_enterprise\` add column \`disabled_at\` datetime null;
create index \`interconnect_enterprise_enterprise_id_name_index\` on \`interconnect_enterprise\` (\`enterprise_id\`, \`name\`);
create unique index \`interconnect_enterprise_party_id_unique\` on \`interconnect_enterprise\` (\`party_id\`);

alter table \`interconnect_user\` add column \`contact_id\` text null;
create unique index \`interconnect_user_contact_id_unique\` on \`interconnect_user\` (\`contact_id\`);
`;
