export const sql = `
create table \`crm_id_number\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`contact_id\` varchar(36) not null, \`sealed_id_number\` varchar(160) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_id_number\` add index \`crm_id_number_enterprise_id_index\`(\`enterprise_id\`);
alter table \`crm_id_number\` add index \`crm_id_number_party_id_index\`(\`party_id\`);
alter table \`crm_id_number\` add unique \`crm_id_number_contact_id_unique\`(\`contact_id\`);

create table \`crm_id_number_rule\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`enabled\` tinyint(1) not null, \`purpose\` varchar(200) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_id_number_rule\` add unique \`crm_id_number_rule_enterprise_id_unique\`(\`enterprise_id\`);
`;
