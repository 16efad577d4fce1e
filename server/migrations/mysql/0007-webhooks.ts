export const sql = `
create table \`webhook_attempt\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`delivery_id\` varchar(36) not null, \`at\` datetime(3) not null, \`status\` int null, \`error\` varchar(40) null, \`ms\` int not null, \`answer\` varchar(1000) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`webhook_attempt\` add index \`webhook_attempt_delivery_id_id_index\`(\`delivery_id\`, \`id\`);
alter table \`webhook_attempt\` add index \`webhook_attempt_at_index\`(\`at\`);

create table \`webhook_delivery\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`endpoint_id\` varchar(36) not null, \`message_id\` varchar(36) not null, \`type\` varchar(60) not null, \`state\` varchar(10) not null, \`attempts\` int not null default 0, \`step\` int not null default 0, \`last_status\` int null, \`last_error\` varchar(40) null, \`next_attempt_at\` datetime(3) null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`webhook_delivery\` add index \`webhook_delivery_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`webhook_delivery\` add index \`webhook_delivery_endpoint_id_state_next_attempt_at_index\`(\`endpoint_id\`, \`state\`, \`next_attempt_at\`);
alter table \`webhook_delivery\` add index \`webhook_delivery_created_at_index\`(\`created_at\`);
alter table \`webhook_delivery\` add unique \`webhook_delivery_endpoint_id_message_id_unique\`(\`endpoint_id\`, \`message_id\`);

create table \`webhook_endpoint\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`url\` varchar(500) not null, \`description\` varchar(120) not null, \`event_types\` longtext not null, \`state\` varchar(10) not null, \`disabled_reason\` varchar(10) null, \`failing_since\` datetime(3) null, \`sealed_secret\` longtext not null, \`sealed_previous_secret\` longtext null, \`previous_until\` datetime(3) null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`webhook_endpoint\` add index \`webhook_endpoint_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);

create table \`webhook_message\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`type\` varchar(60) not null, \`body\` longtext not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`webhook_message\` add index \`webhook_message_created_at_index\`(\`created_at\`);
`;
