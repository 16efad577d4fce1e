export const sql = `
create table \`sms_content\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`number\` integer not null, \`content\` text not null, \`state\` text not null, \`reason\` text not null, \`template_id\` text null, \`created_by\` text not null, \`created_at\` datetime not null, \`submitted_at\` datetime null, \`decided_at\` datetime null, primary key (\`id\`));
create index \`sms_content_state_submitted_at_index\` on \`sms_content\` (\`state\`, \`submitted_at\`);
create unique index \`sms_content_enterprise_id_kind_number_unique\` on \`sms_content\` (\`enterprise_id\`, \`kind\`, \`number\`);

create table \`sms_signature_switch\` (\`id\` text not null, \`enterprise_id\` text not null, \`enabled\` integer not null, \`updated_at\` datetime not null, primary key (\`id\`));
create unique index \`sms_signature_switch_enterprise_id_unique\` on \`sms_signature_switch\` (\`enterprise_id\`);
`;
