export const sql = `
create table \`sign_in_prompt\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`enabled\` tinyint(1) not null, \`text\` varchar(200) not null, \`contact_name\` varchar(20) not null, \`contact_phone\` varchar(20) not null, \`alone\` tinyint(1) not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`sign_in_prompt\` add unique \`sign_in_prompt_enterprise_id_unique\`(\`enterprise_id\`);

alter table \`operation_record\` add index \`operation_record_enterprise_id_at_index\`(\`enterprise_id\`, \`at\`);
alter table \`operation_record\` add index \`operation_record_enterprise_id_action_id_index\`(\`enterprise_id\`, \`action\`, \`id\`);
alter table \`operation_record\` add index \`operation_record_enterprise_id_actor_id_index\`(\`enterprise_id\`, \`actor\`, \`id\`);
`;
