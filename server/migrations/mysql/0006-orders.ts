export const sql = `
create table \`bank_slip\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`order_id\` varchar(36) not null, \`media_type\` varchar(20) not null, \`content\` longtext not null, \`state\` varchar(10) not null, \`reason\` varchar(120) not null, \`created_at\` datetime(3) not null, \`decided_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`bank_slip\` add index \`bank_slip_order_id_index\`(\`order_id\`);
alter table \`bank_slip\` add index \`bank_slip_state_id_index\`(\`state\`, \`id\`);

create table \`order_note\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`order_id\` varchar(36) not null, \`key\` varchar(40) not null, \`values\` longtext not null, \`alarm\` tinyint(1) not null, \`actor_name\` varchar(60) not null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`order_note\` add index \`order_note_order_id_id_index\`(\`order_id\`, \`id\`);

create table \`order_payment\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`order_id\` varchar(36) not null, \`out_trade_no\` varchar(32) not null, \`trade_type\` varchar(8) not null, \`mch_id\` varchar(16) not null, \`app_id\` varchar(40) not null, \`payer_openid\` varchar(64) null, \`amount_fen\` int not null, \`code_url\` varchar(300) null, \`state\` varchar(8) not null, \`transaction_id\` varchar(40) null, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`paid_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`order_payment\` add unique \`order_payment_out_trade_no_unique\`(\`out_trade_no\`);
alter table \`order_payment\` add index \`order_payment_order_id_index\`(\`order_id\`);
alter table \`order_payment\` add unique \`order_payment_order_id_transaction_id_unique\`(\`order_id\`, \`transaction_id\`);

create table \`order_refund\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`order_id\` varchar(36) not null, \`line_id\` varchar(36) null, \`payment_id\` varchar(36) null, \`out_refund_no\` varchar(64) not null, \`places\` int not null, \`amount_fen\` int not null, \`state\` varchar(10) not null, \`reason\` varchar(80) not null, \`actor\` varchar(80) not null, \`created_at\` datetime(3) not null, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`order_refund\` add unique \`order_refund_out_refund_no_unique\`(\`out_refund_no\`);
alter table \`order_refund\` add index \`order_refund_order_id_index\`(\`order_id\`);

create table \`pay_merchant\` (\`id\` varchar(36) not null, \`callback_key\` varchar(22) not null, \`mch_id\` varchar(16) not null, \`app_id\` varchar(40) not null, \`serial_no\` varchar(64) not null, \`sealed_private_key\` longtext not null, \`sealed_api_v3key\` longtext not null, \`platform_keys\` longtext not null, \`base_url\` varchar(300) not null, \`bank_account\` longtext not null, \`mini_program_purchase\` tinyint(1) not null default false, \`version\` int not null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`pay_merchant\` add unique \`pay_merchant_callback_key_unique\`(\`callback_key\`);

create table \`price_version\` (\`id\` varchar(36) not null, \`number\` int not null, \`prices\` longtext not null, \`effective_from\` datetime(3) not null, \`created_by\` varchar(60) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`price_version\` add unique \`price_version_number_unique\`(\`number\`);

create table \`quota_order\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`number\` varchar(32) not null, \`state\` varchar(14) not null, \`connection_id\` varchar(36) null, \`price_version\` int not null, \`lines\` longtext not null, \`total_fen\` int not null, \`refunded_fen\` int not null default 0, \`method\` varchar(8) null, \`created_by\` varchar(80) not null, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`paid_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`quota_order\` add unique \`quota_order_number_unique\`(\`number\`);
alter table \`quota_order\` add index \`quota_order_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`quota_order\` add index \`quota_order_state_expires_at_index\`(\`state\`, \`expires_at\`);

alter table \`quota_lot\` add \`refunded\` int not null default 0;
`;
