export const sql = `
create table \`sms_content\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(12) not null, \`number\` int not null, \`content\` varchar(500) not null, \`state\` varchar(12) not null, \`reason\` varchar(200) not null, \`template_id\` varchar(20) null, \`created_by\` varchar(60) not null, \`created_at\` datetime(3) not null, \`submitted_at\` datetime(3) null, \`decided_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`sms_content\` add index \`sms_content_state_submitted_at_index\`(\`state\`, \`submitted_at\`);
alter table \`sms_content\` add unique \`sms_content_enterprise_id_kind_number_unique\`(\`enterprise_id\`, \`kind\`, \`number\`);

create table \`sms_signature_switch\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`enabled\` tinyint(1) not null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`sms_signature_switch\` add unique \`sms_signature_switch_enterprise_id_unique\`(\`enterprise_id\`);
`;
