export const sql = `
create table \`marketing_stop\` (\`id\` text not null, \`phone\` text not null, \`sign_name\` text not null, \`words\` text not null, \`reply_key\` text not null, \`replied_at\` datetime not null, \`stopped_at\` datetime not null, primary key (\`id\`));
create index \`marketing_stop_phone_stopped_at_index\` on \`marketing_stop\` (\`phone\`, \`stopped_at\`);
create unique index \`marketing_stop_reply_key_unique\` on \`marketing_stop\` (\`reply_key\`);

create table \`sms_campaign\` (\`id\` text not null, \`enterprise_id\` text not null, \`content_id\` text not null, \`user_ids\` text not null, \`written\` integer not null, \`created_by\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`sms_campaign_enterprise_id_id_index\` on \`sms_campaign\` (\`enterprise_id\`, \`id\`);

alter table \`consent\` add column \`purpose\` text not null default 'agreements';
alter table \`consent\` add column \`place\` text not null default '';

create index \`delivery_enterprise_id_purpose_attempted_at_index\` on \`delivery\` (\`enterprise_id\`, \`purpose\`, \`attempted_at\`);
`;
