export const sql = `
create table \`marketing_stop\` (\`id\` varchar(36) not null, \`phone\` varchar(20) not null, \`sign_name\` varchar(40) not null, \`words\` varchar(20) not null, \`reply_key\` varchar(43) not null, \`replied_at\` datetime(3) not null, \`stopped_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`marketing_stop\` add index \`marketing_stop_phone_stopped_at_index\`(\`phone\`, \`stopped_at\`);
alter table \`marketing_stop\` add unique \`marketing_stop_reply_key_unique\`(\`reply_key\`);

create table \`sms_campaign\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`content_id\` varchar(36) not null, \`user_ids\` longtext not null, \`written\` tinyint(1) not null, \`created_by\` varchar(60) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`sms_campaign\` add index \`sms_campaign_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);

alter table \`consent\` add \`purpose\` varchar(12) not null default 'agreements', add \`place\` varchar(80) not null default '';

alter table \`delivery\` add index \`delivery_enterprise_id_purpose_attempted_at_index\`(\`enterprise_id\`, \`purpose\`, \`attempted_at\`);
`;
