export const sql = `
create table \`invoice\` (\`id\` text not null, \`enterprise_id\` text not null, \`order_id\` text not null, \`order_number\` text not null, \`kind\` text not null, \`state\` text not null, \`open_key\` text null, \`title\` text not null, \`contract_number\` text not null, \`amount_fen\` integer not null, \`reason\` text not null, \`requested_by\` text not null, \`created_at\` datetime not null, \`updated_at\` datetime not null, primary key (\`id\`));
create unique index \`invoice_open_key_unique\` on \`invoice\` (\`open_key\`);
create index \`invoice_enterprise_id_id_index\` on \`invoice\` (\`enterprise_id\`, \`id\`);
create index \`invoice_state_id_index\` on \`invoice\` (\`state\`, \`id\`);
create index \`invoice_order_id_index\` on \`invoice\` (\`order_id\`);

create table \`invoice_document\` (\`id\` text not null, \`enterprise_id\` text not null, \`invoice_id\` text not null, \`kind\` text not null, \`code\` text not null, \`number\` text not null, \`full_number\` text not null, \`issued_on\` text not null, \`media_type\` text not null, \`content\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create unique index \`invoice_document_full_number_unique\` on \`invoice_document\` (\`full_number\`);
create unique index \`invoice_document_invoice_id_kind_unique\` on \`invoice_document\` (\`invoice_id\`, \`kind\`);

create table \`invoice_title\` (\`id\` text not null, \`enterprise_id\` text not null, \`name\` text not null, \`tax_id\` text not null, \`address\` text not null, \`telephone\` text not null, \`bank\` text not null, \`bank_account\` text not null, \`email\` text not null, \`created_at\` datetime not null, \`updated_at\` datetime not null, \`version\` integer not null, primary key (\`id\`));
create index \`invoice_title_enterprise_id_id_index\` on \`invoice_title\` (\`enterprise_id\`, \`id\`);
`;
