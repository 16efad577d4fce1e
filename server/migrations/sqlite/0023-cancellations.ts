export const sql = `
create table \`account_cancellation\` (\`id\` text not null, \`enterprise_id\` text not null, \`pseudonym\` text not null, \`companies\` text not null, \`whole\` integer not null, \`state\` text not null, \`parts\` text not null, \`sealed_person\` text null, \`requested_at\` datetime not null, \`due_at\` datetime not null, \`done_at\` datetime null, \`answers_id\` text null, \`handled_by\` text null, \`handled_at\` datetime null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`account_cancellation_enterprise_id_id_index\` on \`account_cancellation\` (\`enterprise_id\`, \`id\`);
create index \`account_cancellation_state_id_index\` on \`account_cancellation\` (\`state\`, \`id\`);

create table \`personal_export\` (\`id\` text not null, \`enterprise_id\` text not null, \`identity_id\` text not null, \`state\` text not null, \`language\` text not null, \`sealed_file\` text null, \`link_hash\` text null, \`link_expires_at\` datetime null, \`created_at\` datetime not null, \`ready_at\` datetime null, \`taken_at\` datetime null, \`expires_at\` datetime not null, primary key (\`id\`));
create unique index \`personal_export_link_hash_unique\` on \`personal_export\` (\`link_hash\`);
create index \`personal_export_identity_id_id_index\` on \`personal_export\` (\`identity_id\`, \`id\`);
create index \`personal_export_state_expires_at_index\` on \`personal_export\` (\`state\`, \`expires_at\`);
`;
