export const sql = `
create table \`crm_deal\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`day\` varchar(10) not null, \`amount_fen\` bigint not null, \`text\` varchar(100) not null, \`by_id\` varchar(36) not null, \`by_name\` varchar(60) not null, \`created_at\` datetime(3) not null, \`struck_at\` datetime(3) null, \`struck_by\` varchar(60) null, \`struck_reason\` varchar(200) not null default '', primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_deal\` add index \`crm_deal_party_id_id_index\`(\`party_id\`, \`id\`);
alter table \`crm_deal\` add index \`crm_deal_enterprise_id_day_index\`(\`enterprise_id\`, \`day\`);

create table \`crm_visit\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`day\` varchar(10) not null, \`text\` varchar(200) not null, \`by_id\` varchar(36) not null, \`by_name\` varchar(60) not null, \`created_at\` datetime(3) not null, \`cancelled_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_visit\` add index \`crm_visit_party_id_day_index\`(\`party_id\`, \`day\`);

alter table \`crm_party\` drop index \`crm_party_enterprise_id_kind_state_owner_id_stage_index\`;

alter table \`crm_party\` add \`department_id\` varchar(36) null, add \`last_contact_at\` datetime(3) null, add \`remind_from\` datetime(3) null, add \`deal_count\` int not null default 0;
-- A record stands where its owner stands; who was not contacted in time is told to his owner once.
update \`crm_party\` set \`department_id\` = (select coalesce(\`staff\`.\`department_id\`, \`staff\`.\`enterprise_id\`) from \`staff\` where \`staff\`.\`id\` = \`crm_party\`.\`owner_id\`), \`last_contact_at\` = \`last_follow_up_at\`, \`remind_from\` = case when \`state\` = 'live' then coalesce(\`last_follow_up_at\`, \`created_at\`) end where \`owner_id\` is not null;
update \`crm_party\` set \`last_contact_at\` = \`last_follow_up_at\` where \`owner_id\` is null;

alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_department_id_id_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`department_id\`, \`id\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_department_id_ow_22e24_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`department_id\`, \`owner_id\`, \`stage\`, \`class_key\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_owner_id_stage_c_be395_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`owner_id\`, \`stage\`, \`class_key\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_owner_id_name_key_index\`(\`enterprise_id\`, \`kind\`, \`owner_id\`, \`name_key\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_owner_id_phone_key_index\`(\`enterprise_id\`, \`kind\`, \`owner_id\`, \`phone_key\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_department_id_name_key_index\`(\`enterprise_id\`, \`kind\`, \`department_id\`, \`name_key\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_department_id_phone_key_index\`(\`enterprise_id\`, \`kind\`, \`department_id\`, \`phone_key\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_class_key_remind_from_index\`(\`enterprise_id\`, \`kind\`, \`class_key\`, \`remind_from\`);

alter table \`crm_follow_up\` add \`satisfaction\` int null;
`;
