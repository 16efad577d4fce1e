export const sql = `
create table \`invoice\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`order_id\` varchar(36) not null, \`order_number\` varchar(32) not null, \`kind\` varchar(8) not null, \`state\` varchar(10) not null, \`open_key\` varchar(36) null, \`title\` longtext not null, \`contract_number\` varchar(40) not null, \`amount_fen\` int not null, \`reason\` varchar(120) not null, \`requested_by\` varchar(60) not null, \`created_at\` datetime(3) not null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`invoice\` add unique \`invoice_open_key_unique\`(\`open_key\`);
alter table \`invoice\` add index \`invoice_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`invoice\` add index \`invoice_state_id_index\`(\`state\`, \`id\`);
alter table \`invoice\` add index \`invoice_order_id_index\`(\`order_id\`);

create table \`invoice_document\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`invoice_id\` varchar(36) not null, \`kind\` varchar(4) not null, \`code\` varchar(12) not null, \`number\` varchar(20) not null, \`full_number\` varchar(32) not null, \`issued_on\` varchar(10) not null, \`media_type\` varchar(20) not null, \`content\` longtext not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`invoice_document\` add unique \`invoice_document_full_number_unique\`(\`full_number\`);
alter table \`invoice_document\` add unique \`invoice_document_invoice_id_kind_unique\`(\`invoice_id\`, \`kind\`);

create table \`invoice_title\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`name\` varchar(100) not null, \`tax_id\` varchar(20) not null, \`address\` varchar(120) not null, \`telephone\` varchar(30) not null, \`bank\` varchar(80) not null, \`bank_account\` varchar(40) not null, \`email\` varchar(120) not null, \`created_at\` datetime(3) not null, \`updated_at\` datetime(3) not null, \`version\` int not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`invoice_title\` add index \`invoice_title_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
`;
