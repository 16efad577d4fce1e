export const sql = `
create table \`reconciliation_run\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`open_key\` text null, \`started_by\` text not null, \`state\` text not null, \`reason\` text null, \`platform_code\` text null, \`listed\` integer not null default 0, \`known\` integer not null default 0, \`follows\` integer not null default 0, \`unfollows\` integer not null default 0, \`held_back\` integer not null default 0, \`created_at\` datetime not null, \`started_at\` datetime null, \`finished_at\` datetime null, primary key (\`id\`));
create unique index \`reconciliation_run_open_key_unique\` on \`reconciliation_run\` (\`open_key\`);
create index \`reconciliation_run_enterprise_id_id_index\` on \`reconciliation_run\` (\`enterprise_id\`, \`id\`);
create index \`reconciliation_run_channel_account_id_id_index\` on \`reconciliation_run\` (\`channel_account_id\`, \`id\`);
alter table \`follower\` add column \`listed_at\` datetime null;
create index \`operation_record_request_id_index\` on \`operation_record\` (\`request_id\`);
create index \`operation_record_enterprise_id_target_index\` on \`operation_record\` (\`enterprise_id\`, \`target\`);
`;
