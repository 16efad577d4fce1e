export const sql = `
create table \`account_cancellation\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`pseudonym\` varchar(20) not null, \`companies\` longtext not null, \`whole\` tinyint(1) not null, \`state\` varchar(10) not null, \`parts\` longtext not null, \`sealed_person\` longtext null, \`requested_at\` datetime(3) not null, \`due_at\` datetime(3) not null, \`done_at\` datetime(3) null, \`answers_id\` varchar(36) null, \`handled_by\` varchar(60) null, \`handled_at\` datetime(3) null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`account_cancellation\` add index \`account_cancellation_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`account_cancellation\` add index \`account_cancellation_state_id_index\`(\`state\`, \`id\`);

create table \`personal_export\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`state\` varchar(10) not null, \`language\` varchar(8) not null, \`sealed_file\` longtext null, \`link_hash\` varchar(43) null, \`link_expires_at\` datetime(3) null, \`created_at\` datetime(3) not null, \`ready_at\` datetime(3) null, \`taken_at\` datetime(3) null, \`expires_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`personal_export\` add unique \`personal_export_link_hash_unique\`(\`link_hash\`);
alter table \`personal_export\` add index \`personal_export_identity_id_id_index\`(\`identity_id\`, \`id\`);
alter table \`personal_export\` add index \`personal_export_state_expires_at_index\`(\`state\`, \`expires_at\`);
`;
