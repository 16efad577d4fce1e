export const sql = `
create table \`registration\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`account_type\` varchar(12) not null, \`phone\` varchar(20) not null, \`open_phone\` varchar(20) null, \`name\` varchar(60) not null, \`customer_name\` varchar(80) not null, \`credit_code\` varchar(32) not null, \`answers\` longtext not null, \`state\` varchar(16) not null, \`reason\` varchar(200) not null, \`created_at\` datetime(3) not null, \`decided_at\` datetime(3) null, \`decided_by_name\` varchar(60) not null, \`customer_id\` varchar(36) null, \`contact_id\` varchar(36) null, \`interconnect_enterprise_id\` varchar(36) null, \`interconnect_user_id\` varchar(36) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`registration\` add index \`registration_enterprise_id_state_id_index\`(\`enterprise_id\`, \`state\`, \`id\`);
alter table \`registration\` add index \`registration_identity_id_state_index\`(\`identity_id\`, \`state\`);
alter table \`registration\` add index \`registration_enterprise_id_customer_id_state_index\`(\`enterprise_id\`, \`customer_id\`, \`state\`);
alter table \`registration\` add unique \`registration_enterprise_id_open_phone_unique\`(\`enterprise_id\`, \`open_phone\`);

create table \`registration_look\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`network_hash\` varchar(43) not null, \`names\` int not null, \`stopped\` tinyint(1) not null, \`looked_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`registration_look\` add index \`registration_look_identity_id_looked_at_index\`(\`identity_id\`, \`looked_at\`);
alter table \`registration_look\` add index \`registration_look_network_hash_looked_at_index\`(\`network_hash\`, \`looked_at\`);
alter table \`registration_look\` add index \`registration_look_looked_at_index\`(\`looked_at\`);

create table \`registration_settings\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`methods\` longtext not null, \`enterprise\` longtext not null, \`personal\` longtext not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`registration_settings\` add unique \`registration_settings_enterprise_id_unique\`(\`enterprise_id\`);
`;
