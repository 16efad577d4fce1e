export const sql = `
create table \`crm_id_number\` (\`id\` text not null, \`enterprise_id\` text not null, \`party_id\` text not null, \`contact_id\` text not null, \`sealed_id_number\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`crm_id_number_enterprise_id_index\` on \`crm_id_number\` (\`enterprise_id\`);
create index \`crm_id_number_party_id_index\` on \`crm_id_number\` (\`party_id\`);
create unique index \`crm_id_number_contact_id_unique\` on \`crm_id_number\` (\`contact_id\`);

create table \`crm_id_number_rule\` (\`id\` text not null, \`enterprise_id\` text not null, \`enabled\` integer not null, \`purpose\` text not null, \`version\` integer not null default 1, primary key (\`id\`));
create unique index \`crm_id_number_rule_enterprise_id_unique\` on \`crm_id_number_rule\` (\`enterprise_id\`);
`;
