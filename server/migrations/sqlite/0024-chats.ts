export const sql = `
create table \`chat\` (\`id\` text not null, \`enterprise_id\` text not null, \`channel_account_id\` text not null, \`app_id\` text not null, \`openid\` text not null, \`last_message_id\` text not null, \`last_at\` datetime not null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`chat_enterprise_id_last_at_id_index\` on \`chat\` (\`enterprise_id\`, \`last_at\`, \`id\`);
create unique index \`chat_channel_account_id_openid_unique\` on \`chat\` (\`channel_account_id\`, \`openid\`);

create table \`chat_message\` (\`id\` text not null, \`enterprise_id\` text not null, \`chat_id\` text not null, \`direction\` text not null, \`kind\` text not null, \`carrier\` text null, \`sealed_body\` text null, \`at\` datetime not null, primary key (\`id\`));
create index \`chat_message_chat_id_at_id_index\` on \`chat_message\` (\`chat_id\`, \`at\`, \`id\`);
create index \`chat_message_at_index\` on \`chat_message\` (\`at\`);

alter table \`channel_account\` add column \`chats_kept_since\` datetime null;
`;
