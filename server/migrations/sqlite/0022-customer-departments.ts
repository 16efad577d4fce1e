export const sql = `
create table \`crm_deal\` (\`id\` text not null, \`enterprise_id\` text not null, \`party_id\` text not null, \`day\` text not null, \`amount_fen\` bigint not null, \`text\` text not null, \`by_id\` text not null, \`by_name\` text not null, \`created_at\` datetime not null, \`struck_at\` datetime null, \`struck_by\` text null, \`struck_reason\` text not null default '', primary key (\`id\`));
create index \`crm_deal_party_id_id_index\` on \`crm_deal\` (\`party_id\`, \`id\`);
create index \`crm_deal_enterprise_id_day_index\` on \`crm_deal\` (\`enterprise_id\`, \`day\`);

create table \`crm_visit\` (\`id\` text not null, \`enterprise_id\` text not null, \`party_id\` text not null, \`day\` text not null, \`text\` text not null, \`by_id\` text not null, \`by_name\` text not null, \`created_at\` datetime not null, \`cancelled_at\` datetime null, primary key (\`id\`));
create index \`crm_visit_party_id_day_index\` on \`crm_visit\` (\`party_id\`, \`day\`);

drop index \`crm_party_enterprise_id_kind_state_owner_id_stage_index\`;

alter table \`crm_party\` add column \`department_id\` text null;
alter table \`crm_party\` add column \`last_contact_at\` datetime null;
alter table \`crm_party\` add column \`remind_from\` datetime null;
alter table \`crm_party\` add column \`deal_count\` integer not null default 0;
-- A record stands where its owner stands; who was not contacted in time is told to his owner once.
update \`crm_party\` set \`department_id\` = (select coalesce(\`staff\`.\`department_id\`, \`staff\`.\`enterprise_id\`) from \`staff\` where \`staff\`.\`id\` = \`crm_party\`.\`owner_id\`), \`last_contact_at\` = \`last_follow_up_at\`, \`remind_from\` = case when \`state\` = 'live' then coalesce(\`last_follow_up_at\`, \`created_at\`) end where \`owner_id\` is not null;
update \`crm_party\` set \`last_contact_at\` = \`last_follow_up_at\` where \`owner_id\` is null;

create index \`crm_party_enterprise_id_kind_state_department_id_id_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`department_id\`, \`id\`);
create index \`crm_party_enterprise_id_kind_state_department_id_owner_id_stage_class_key_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`department_id\`, \`owner_id\`, \`stage\`, \`class_key\`);
create index \`crm_party_enterprise_id_kind_state_owner_id_stage_class_key_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`state\`, \`owner_id\`, \`stage\`, \`class_key\`);
create index \`crm_party_enterprise_id_kind_owner_id_name_key_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`owner_id\`, \`name_key\`);
create index \`crm_party_enterprise_id_kind_owner_id_phone_key_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`owner_id\`, \`phone_key\`);
create index \`crm_party_enterprise_id_kind_department_id_name_key_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`department_id\`, \`name_key\`);
create index \`crm_party_enterprise_id_kind_department_id_phone_key_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`department_id\`, \`phone_key\`);
create index \`crm_party_enterprise_id_kind_class_key_remind_from_index\` on \`crm_party\` (\`enterprise_id\`, \`kind\`, \`class_key\`, \`remind_from\`);

alter table \`crm_follow_up\` add column \`satisfaction\` integer null;
`;
