export const sql = `
create table \`bill_check\` (\`id\` text not null, \`mch_id\` text not null, \`day\` text not null, \`state\` text not null, \`tries\` integer not null, \`failure_code\` text null, \`lines\` integer not null, \`paid_fen\` bigint not null, \`refund_fen\` bigint not null, \`differences\` integer not null, \`open_differences\` integer not null, \`checked_at\` datetime null, \`next_at\` datetime null, \`created_at\` datetime not null, primary key (\`id\`));
create unique index \`bill_check_mch_id_day_unique\` on \`bill_check\` (\`mch_id\`, \`day\`);

create table \`bill_difference\` (\`id\` text not null, \`check_id\` text not null, \`kind\` text not null, \`number\` text not null, \`transaction_id\` text null, \`order_number\` text null, \`our_fen\` bigint null, \`their_fen\` bigint null, \`state\` text not null, \`reason\` text not null, \`closed_by\` text not null, \`created_at\` datetime not null, \`ended_at\` datetime null, primary key (\`id\`));
create index \`bill_difference_state_kind_number_index\` on \`bill_difference\` (\`state\`, \`kind\`, \`number\`);
create unique index \`bill_difference_check_id_kind_number_unique\` on \`bill_difference\` (\`check_id\`, \`kind\`, \`number\`);

alter table \`order_payment\` add column \`bill_day\` text null;
create index \`order_payment_mch_id_paid_at_index\` on \`order_payment\` (\`mch_id\`, \`paid_at\`);

alter table \`order_refund\` add column \`by_hand\` integer not null default false;
alter table \`order_refund\` add column \`bill_day\` text null;
create index \`order_refund_state_finished_at_index\` on \`order_refund\` (\`state\`, \`finished_at\`);
`;
