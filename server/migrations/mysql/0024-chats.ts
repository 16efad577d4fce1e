export const sql = `
create table \`chat\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`app_id\` varchar(64) not null, \`openid\` varchar(64) not null, \`last_message_id\` varchar(40) not null, \`last_at\` datetime(3) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`chat\` add index \`chat_enterprise_id_last_at_id_index\`(\`enterprise_id\`, \`last_at\`, \`id\`);
alter table \`chat\` add unique \`chat_channel_account_id_openid_unique\`(\`channel_account_id\`, \`openid\`);

create table \`chat_message\` (\`id\` varchar(40) not null, \`enterprise_id\` varchar(36) not null, \`chat_id\` varchar(36) not null, \`direction\` varchar(5) not null, \`kind\` varchar(40) not null, \`carrier\` varchar(20) null, \`sealed_body\` longtext null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`chat_message\` add index \`chat_message_chat_id_at_id_index\`(\`chat_id\`, \`at\`, \`id\`);
alter table \`chat_message\` add index \`chat_message_at_index\`(\`at\`);



alter table \`channel_account\` add \`chats_kept_since\` datetime(3) null;
`;
