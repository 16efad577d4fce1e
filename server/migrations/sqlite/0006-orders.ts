export const sql = `
create table \`bank_slip\` (\`id\` text not null, \`enterprise_id\` text not null, \`order_id\` text not null, \`media_type\` text not null, \`content\` text not null, \`state\` text not null, \`reason\` text not null, \`created_at\` datetime not null, \`decided_at\` datetime null, primary key (\`id\`));
create index \`bank_slip_order_id_index\` on \`bank_slip\` (\`order_id\`);
create index \`bank_slip_state_id_index\` on \`bank_slip\` (\`state\`, \`id\`);

create table \`order_note\` (\`id\` text not null, \`enterprise_id\` text not null, \`order_id\` text not null, \`key\` text not null, \`values\` text not null, \`alarm\` integer not null, \`actor_name\` text not null, \`at\` datetime not null, primary key (\`id\`));
create index \`order_note_order_id_id_index\` on \`order_note\` (\`order_id\`, \`id\`);

create table \`order_payment\` (\`id\` text not null, \`enterprise_id\` text not null, \`order_id\` text not null, \`out_trade_no\` text not null, \`trade_type\` text not null, \`mch_id\` text not null, \`app_id\` text not null, \`payer_openid\` text null, \`amount_fen\` integer not null, \`code_url\` text null, \`state\` text not null, \`transaction_id\` text null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`paid_at\` datetime null, primary key (\`id\`));
create unique index \`order_payment_out_trade_no_unique\` on \`order_payment\` (\`out_trade_no\`);
create index \`order_payment_order_id_index\` on \`order_payment\` (\`order_id\`);
create unique index \`order_payment_order_id_transaction_id_unique\` on \`order_payment\` (\`order_id\`, \`transaction_id\`);

create table \`order_refund\` (\`id\` text not null, \`enterprise_id\` text not null, \`order_id\` text not null, \`line_id\` text null, \`payment_id\` text null, \`out_refund_no\` text not null, \`places\` integer not null, \`amount_fen\` integer not null, \`state\` text not null, \`reason\` text not null, \`actor\` text not null, \`created_at\` datetime not null, \`finished_at\` datetime null, primary key (\`id\`));
create unique index \`order_refund_out_refund_no_unique\` on \`order_refund\` (\`out_refund_no\`);
create index \`order_refund_order_id_index\` on \`order_refund\` (\`order_id\`);

create table \`pay_merchant\` (\`id\` text not null, \`callback_key\` text not null, \`mch_id\` text not null, \`app_id\` text not null, \`serial_no\` text not null, \`sealed_private_key\` text not null, \`sealed_api_v3key\` text not null, \`platform_keys\` text not null, \`base_url\` text not null, \`bank_account\` text not null, \`mini_program_purchase\` integer not null default false, \`version\` integer not null, \`updated_at\` datetime not null, primary key (\`id\`));
create unique index \`pay_merchant_callback_key_unique\` on \`pay_merchant\` (\`callback_key\`);

create table \`price_version\` (\`id\` text not null, \`number\` integer not null, \`prices\` text not null, \`effective_from\` datetime not null, \`created_by\` text not null, \`created_at\` datetime not null, primary key (\`id\`));
create unique index \`price_version_number_unique\` on \`price_version\` (\`number\`);

create table \`quota_order\` (\`id\` text not null, \`enterprise_id\` text not null, \`number\` text not null, \`state\` text not null, \`connection_id\` text null, \`price_version\` integer not null, \`lines\` text not null, \`total_fen\` integer not null, \`refunded_fen\` integer not null default 0, \`method\` text null, \`created_by\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`paid_at\` datetime null, primary key (\`id\`));
create unique index \`quota_order_number_unique\` on \`quota_order\` (\`number\`);
create index \`quota_order_enterprise_id_id_index\` on \`quota_order\` (\`enterprise_id\`, \`id\`);
create index \`quota_order_state_expires_at_index\` on \`quota_order\` (\`state\`, \`expires_at\`);

alter table \`quota_lot\` add column \`refunded\` integer not null default 0;
`;
