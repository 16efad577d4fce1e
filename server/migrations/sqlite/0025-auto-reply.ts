export const sql = `
create table \`auto_reply_rule\` (\`id\` text not null, \`enterprise_id\` text not null, \`owner_id\` text null, \`words\` text not null, \`pattern\` text not null, \`replies\` text not null, \`enabled\` integer not null, \`channel_account_ids\` text not null, \`created_at\` datetime not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`auto_reply_rule_enterprise_id_id_index\` on \`auto_reply_rule\` (\`enterprise_id\`, \`id\`);
`;
