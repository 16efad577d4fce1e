export const sql = `
create table \`bill_check\` (\`id\` varchar(36) not null, \`mch_id\` varchar(16) not null, \`day\` varchar(10) not null, \`state\` varchar(8) not null, \`tries\` int not null, \`failure_code\` varchar(64) null, \`lines\` int not null, \`paid_fen\` bigint not null, \`refund_fen\` bigint not null, \`differences\` int not null, \`open_differences\` int not null, \`checked_at\` datetime(3) null, \`next_at\` datetime(3) null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`bill_check\` add unique \`bill_check_mch_id_day_unique\`(\`mch_id\`, \`day\`);

create table \`bill_difference\` (\`id\` varchar(36) not null, \`check_id\` varchar(36) not null, \`kind\` varchar(24) not null, \`number\` varchar(64) not null, \`transaction_id\` varchar(64) null, \`order_number\` varchar(32) null, \`our_fen\` bigint null, \`their_fen\` bigint null, \`state\` varchar(8) not null, \`reason\` varchar(120) not null, \`closed_by\` varchar(60) not null, \`created_at\` datetime(3) not null, \`ended_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`bill_difference\` add index \`bill_difference_state_kind_number_index\`(\`state\`, \`kind\`, \`number\`);
alter table \`bill_difference\` add unique \`bill_difference_check_id_kind_number_unique\`(\`check_id\`, \`kind\`, \`number\`);

alter table \`order_payment\` add \`bill_day\` varchar(10) null;
alter table \`order_payment\` add index \`order_payment_mch_id_paid_at_index\`(\`mch_id\`, \`paid_at\`);

alter table \`order_refund\` add \`by_hand\` tinyint(1) not null default false, add \`bill_day\` varchar(10) null;
alter table \`order_refund\` add index \`order_refund_state_finished_at_index\`(\`state\`, \`finished_at\`);
`;
