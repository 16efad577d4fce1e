export const sql = `
create table \`config_package\` (\`id\` text not null, \`enterprise_id\` text not null, \`name\` text not null, \`revision\` integer not null, \`created_at\` datetime not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`config_package_enterprise_id_id_index\` on \`config_package\` (\`enterprise_id\`, \`id\`);

create table \`package_mark\` (\`id\` text not null, \`enterprise_id\` text not null, \`connection_id\` text not null, \`part\` text not null, \`values\` text not null, primary key (\`id\`));
create unique index \`package_mark_enterprise_id_connection_id_part_unique\` on \`package_mark\` (\`enterprise_id\`, \`connection_id\`, \`part\`);

create table \`package_push\` (\`id\` text not null, \`enterprise_id\` text not null, \`package_id\` text not null, \`package_name\` text not null, \`revision\` integer not null, \`on_edited\` text not null, \`actor\` text not null, \`actor_name\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`package_push_enterprise_id_id_index\` on \`package_push\` (\`enterprise_id\`, \`id\`);
create index \`package_push_package_id_id_index\` on \`package_push\` (\`package_id\`, \`id\`);

create table \`package_push_target\` (\`id\` text not null, \`enterprise_id\` text not null, \`push_id\` text not null, \`connection_id\` text not null, \`name\` text not null, \`state\` text not null, \`reason_code\` text null, \`reason_data\` text not null, \`changes\` text not null, \`round\` integer not null default 1, \`finished_at\` datetime null, primary key (\`id\`));
create unique index \`package_push_target_push_id_connection_id_unique\` on \`package_push_target\` (\`push_id\`, \`connection_id\`);

create table \`package_revision\` (\`id\` text not null, \`enterprise_id\` text not null, \`package_id\` text not null, \`revision\` integer not null, \`content\` text not null, \`content_hash\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create unique index \`package_revision_package_id_revision_unique\` on \`package_revision\` (\`package_id\`, \`revision\`);

alter table \`enterprise\` add column \`template_of\` text null;
create index \`enterprise_template_of_index\` on \`enterprise\` (\`template_of\`);
`;
