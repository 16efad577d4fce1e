export const sql = `
create table \`auto_reply_rule\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`owner_id\` varchar(36) null, \`words\` varchar(1100) not null, \`pattern\` varchar(20) not null, \`replies\` longtext not null, \`enabled\` tinyint(1) not null, \`channel_account_ids\` longtext not null, \`created_at\` datetime(3) not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`auto_reply_rule\` add index \`auto_reply_rule_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
`;
