export const sql = `
create table \`webhook_attempt\` (\`id\` text not null, \`enterprise_id\` text not null, \`delivery_id\` text not null, \`at\` datetime not null, \`status\` integer null, \`error\` text null, \`ms\` integer not null, \`answer\` text not null, primary key (\`id\`));
create index \`webhook_attempt_delivery_id_id_index\` on \`webhook_attempt\` (\`delivery_id\`, \`id\`);
create index \`webhook_attempt_at_index\` on \`webhook_attempt\` (\`at\`);

create table \`webhook_delivery\` (\`id\` text not null, \`enterprise_id\` text not null, \`endpoint_id\` text not null, \`message_id\` text not null, \`type\` text not null, \`state\` text not null, \`attempts\` integer not null default 0, \`step\` integer not null default 0, \`last_status\` integer null, \`last_error\` text null, \`next_attempt_at\` datetime null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`webhook_delivery_enterprise_id_id_index\` on \`webhook_delivery\` (\`enterprise_id\`, \`id\`);
create index \`webhook_delivery_endpoint_id_state_next_attempt_at_index\` on \`webhook_delivery\` (\`endpoint_id\`, \`state\`, \`next_attempt_at\`);
create index \`webhook_delivery_created_at_index\` on \`webhook_delivery\` (\`created_at\`);
create unique index \`webhook_delivery_endpoint_id_message_id_unique\` on \`webhook_delivery\` (\`endpoint_id\`, \`message_id\`);

create table \`webhook_endpoint\` (\`id\` text not null, \`enterprise_id\` text not null, \`url\` text not null, \`description\` text not null, \`event_types\` text not null, \`state\` text not null, \`disabled_reason\` text null, \`failing_since\` datetime null, \`sealed_secret\` text not null, \`sealed_previous_secret\` text null, \`previous_until\` datetime null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`));
create index \`webhook_endpoint_enterprise_id_id_index\` on \`webhook_endpoint\` (\`enterprise_id\`, \`id\`);

create table \`webhook_message\` (\`id\` text not null, \`enterprise_id\` text not null, \`type\` text not null, \`body\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`webhook_message_created_at_index\` on \`webhook_message\` (\`created_at\`);
`;
