export const sql = `
create table \`extended_field\` (\`id\` text not null, \`enterprise_id\` text not null, \`object\` text not null, \`name\` text not null, \`type\` text not null, \`tips\` text not null, \`options\` text not null, \`department_ids\` text not null, \`usable\` integer not null, \`place\` integer not null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`extended_field_enterprise_id_object_place_index\` on \`extended_field\` (\`enterprise_id\`, \`object\`, \`place\`);

create table \`extended_value\` (\`id\` text not null, \`enterprise_id\` text not null, \`field_id\` text not null, \`owner_id\` text not null, \`party_id\` text not null, \`content\` text not null, primary key (\`id\`));
create index \`extended_value_field_id_id_index\` on \`extended_value\` (\`field_id\`, \`id\`);
create index \`extended_value_party_id_index\` on \`extended_value\` (\`party_id\`);
create unique index \`extended_value_owner_id_field_id_unique\` on \`extended_value\` (\`owner_id\`, \`field_id\`);
`;
