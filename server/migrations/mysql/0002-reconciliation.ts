export const sql = `
create table \`reconciliation_run\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`open_key\` varchar(36) null, \`started_by\` varchar(8) not null, \`state\` varchar(8) not null, \`reason\` varchar(24) null, \`platform_code\` varchar(20) null, \`listed\` int not null default 0, \`known\` int not null default 0, \`follows\` int not null default 0, \`unfollows\` int not null default 0, \`held_back\` int not null default 0, \`created_at\` datetime(3) not null, \`started_at\` datetime(3) null, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`reconciliation_run\` add unique \`reconciliation_run_open_key_unique\`(\`open_key\`);
alter table \`reconciliation_run\` add index \`reconciliation_run_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`reconciliation_run\` add index \`reconciliation_run_channel_account_id_id_index\`(\`channel_account_id\`, \`id\`);
alter table \`follower\` add \`listed_at\` datetime(3) null;
alter table \`operation_record\` add index \`operation_record_request_id_index\`(\`request_id\`);
alter table \`operation_record\` add index \`operation_record_enterprise_id_target_index\`(\`enterprise_id\`, \`target\`);
`;
