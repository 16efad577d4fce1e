export const sql = `
create table \`extended_field\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`object\` varchar(10) not null, \`name\` varchar(40) not null, \`type\` varchar(10) not null, \`tips\` varchar(200) not null, \`options\` longtext not null, \`department_ids\` longtext not null, \`usable\` tinyint(1) not null, \`place\` int not null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`extended_field\` add index \`extended_field_enterprise_id_object_place_index\`(\`enterprise_id\`, \`object\`, \`place\`);

create table \`extended_value\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`field_id\` varchar(36) not null, \`owner_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`content\` longtext not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`extended_value\` add index \`extended_value_field_id_id_index\`(\`field_id\`, \`id\`);
alter table \`extended_value\` add index \`extended_value_party_id_index\`(\`party_id\`);
alter table \`extended_value\` add unique \`extended_value_owner_id_field_id_unique\`(\`owner_id\`, \`field_id\`);
`;
