export const sql = `
create table \`staff_role\` (\`id\` text not null, \`enterprise_id\` text not null, \`name\` text not null, \`note\` text not null default '', \`preset\` text null, \`permissions\` text not null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`staff_role_enterprise_id_name_unique\` on \`staff_role\` (\`enterprise_id\`, \`name\`);
create unique index \`staff_role_enterprise_id_preset_unique\` on \`staff_role\` (\`enterprise_id\`, \`preset\`);

create table \`staff_role_member\` (\`id\` text not null, \`enterprise_id\` text not null, \`role_id\` text not null, \`staff_id\` text not null, \`added_at\` datetime not null, primary key (\`id\`));
create index \`staff_role_member_staff_id_index\` on \`staff_role_member\` (\`staff_id\`);
create index \`staff_role_member_enterprise_id_index\` on \`staff_role_member\` (\`enterprise_id\`);
create unique index \`staff_role_member_role_id_staff_id_unique\` on \`staff_role_member\` (\`role_id\`, \`staff_id\`);

alter table \`department\` add column \`head_id\` text null;
create index \`department_head_id_index\` on \`department\` (\`head_id\`);

alter table \`staff\` add column \`entry_permissions\` text null;
`;
