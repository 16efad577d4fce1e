export const sql = `
create table \`sign_in_prompt\` (\`id\` text not null, \`enterprise_id\` text not null, \`enabled\` integer not null, \`text\` text not null, \`contact_name\` text not null, \`contact_phone\` text not null, \`alone\` integer not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`sign_in_prompt_enterprise_id_unique\` on \`sign_in_prompt\` (\`enterprise_id\`);

create index \`operation_record_enterprise_id_at_index\` on \`operation_record\` (\`enterprise_id\`, \`at\`);
create index \`operation_record_enterprise_id_action_id_index\` on \`operation_record\` (\`enterprise_id\`, \`action\`, \`id\`);
create index \`operation_record_enterprise_id_actor_id_index\` on \`operation_record\` (\`enterprise_id\`, \`actor\`, \`id\`);
`;
