export const sql = `
create table \`registration\` (\`id\` text not null, \`enterprise_id\` text not null, \`identity_id\` text not null, \`account_type\` text not null, \`phone\` text not null, \`open_phone\` text null, \`name\` text not null, \`customer_name\` text not null, \`credit_code\` text not null, \`answers\` text not null, \`state\` text not null, \`reason\` text not null, \`created_at\` datetime not null, \`decided_at\` datetime null, \`decided_by_name\` text not null, \`customer_id\` text null, \`contact_id\` text null, \`interconnect_enterprise_id\` text null, \`interconnect_user_id\` text null, primary key (\`id\`));
create index \`registration_enterprise_id_state_id_index\` on \`registration\` (\`enterprise_id\`, \`state\`, \`id\`);
create index \`registration_identity_id_state_index\` on \`registration\` (\`identity_id\`, \`state\`);
create index \`registration_enterprise_id_customer_id_state_index\` on \`registration\` (\`enterprise_id\`, \`customer_id\`, \`state\`);
create unique index \`registration_enterprise_id_open_phone_unique\` on \`registration\` (\`enterprise_id\`, \`open_phone\`);

create table \`registration_look\` (\`id\` text not null, \`enterprise_id\` text not null, \`identity_id\` text not null, \`network_hash\` text not null, \`names\` integer not null, \`stopped\` integer not null, \`looked_at\` datetime not null, primary key (\`id\`));
create index \`registration_look_identity_id_looked_at_index\` on \`registration_look\` (\`identity_id\`, \`looked_at\`);
create index \`registration_look_network_hash_looked_at_index\` on \`registration_look\` (\`network_hash\`, \`looked_at\`);
create index \`registration_look_looked_at_index\` on \`registration_look\` (\`looked_at\`);

create table \`registration_settings\` (\`id\` text not null, \`enterprise_id\` text not null, \`methods\` text not null, \`enterprise\` text not null, \`personal\` text not null, \`updated_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`registration_settings_enterprise_id_unique\` on \`registration_settings\` (\`enterprise_id\`);
`;
