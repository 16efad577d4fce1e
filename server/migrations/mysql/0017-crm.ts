export const sql = `
create table \`crm_party\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(10) not null, \`state\` varchar(8) not null, \`name\` varchar(80) not null, \`name_key\` varchar(80) null, \`phone\` varchar(24) not null, \`phone_key\` varchar(24) null, \`class_key\` varchar(40) not null, \`importance\` varchar(8) not null, \`stage\` varchar(10) null, \`source\` varchar(60) not null, \`address\` varchar(200) not null, \`note\` varchar(500) not null, \`owner_id\` varchar(36) null, \`creator_id\` varchar(36) not null, \`creator_name\` varchar(60) not null, \`created_at\` datetime(3) not null, \`last_follow_up_at\` datetime(3) null, \`binned_at\` datetime(3) null, \`import_id\` varchar(36) null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_id_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`id\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_owner_id_id_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`owner_id\`, \`id\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_owner_id_stage_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`owner_id\`, \`stage\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_class_key_id_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`class_key\`, \`id\`);
alter table \`crm_party\` add index \`crm_party_enterprise_id_kind_state_stage_id_index\`(\`enterprise_id\`, \`kind\`, \`state\`, \`stage\`, \`id\`);
alter table \`crm_party\` add index \`crm_party_state_binned_at_index\`(\`state\`, \`binned_at\`);
alter table \`crm_party\` add index \`crm_party_import_id_id_index\`(\`import_id\`, \`id\`);
alter table \`crm_party\` add unique \`crm_party_enterprise_id_kind_name_key_unique\`(\`enterprise_id\`, \`kind\`, \`name_key\`);
alter table \`crm_party\` add unique \`crm_party_enterprise_id_kind_phone_key_unique\`(\`enterprise_id\`, \`kind\`, \`phone_key\`);

create table \`crm_change\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`what\` varchar(8) not null, \`from\` varchar(40) null, \`to\` varchar(40) null, \`by_id\` varchar(36) not null, \`by_name\` varchar(60) not null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_change\` add index \`crm_change_party_id_id_index\`(\`party_id\`, \`id\`);

create table \`crm_classes\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(10) not null, \`items\` longtext not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_classes\` add unique \`crm_classes_enterprise_id_kind_unique\`(\`enterprise_id\`, \`kind\`);

create table \`crm_contact\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`name\` varchar(40) not null, \`mobile\` varchar(24) not null, \`email\` varchar(120) not null, \`position\` varchar(40) not null, \`hobby\` varchar(120) not null, \`note\` varchar(500) not null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_contact\` add index \`crm_contact_party_id_id_index\`(\`party_id\`, \`id\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_mobile_index\`(\`enterprise_id\`, \`mobile\`);

create table \`crm_follow_up\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`party_id\` varchar(36) not null, \`text\` varchar(1000) not null, \`by_id\` varchar(36) not null, \`by_name\` varchar(60) not null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_follow_up\` add index \`crm_follow_up_party_id_id_index\`(\`party_id\`, \`id\`);

create table \`crm_import\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(10) not null, \`file_name\` varchar(120) not null, \`size\` int not null, \`state\` varchar(10) not null, \`rules\` longtext not null, \`total\` int not null, \`done\` int not null, \`created\` int not null, \`skipped\` int not null, \`undone\` int not null, \`problem_count\` int not null, \`problems\` longtext not null, \`by_id\` varchar(36) not null, \`by_name\` varchar(60) not null, \`created_at\` datetime(3) not null, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_import\` add index \`crm_import_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`crm_import\` add index \`crm_import_state_created_at_index\`(\`state\`, \`created_at\`);

create table \`crm_import_part\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`import_id\` varchar(36) not null, \`number\` int not null, \`content\` longtext not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_import_part\` add unique \`crm_import_part_import_id_number_unique\`(\`import_id\`, \`number\`);

create table \`crm_report\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(10) not null, \`party_id\` varchar(36) not null, \`reporter_id\` varchar(36) not null, \`reporter_name\` varchar(60) not null, \`reason\` varchar(300) not null, \`state\` varchar(10) not null, \`decided_by\` varchar(60) null, \`answer\` varchar(300) not null, \`created_at\` datetime(3) not null, \`decided_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`crm_report\` add index \`crm_report_enterprise_id_state_id_index\`(\`enterprise_id\`, \`state\`, \`id\`);
alter table \`crm_report\` add index \`crm_report_enterprise_id_reporter_id_id_index\`(\`enterprise_id\`, \`reporter_id\`, \`id\`);
alter table \`crm_report\` add index \`crm_report_party_id_index\`(\`party_id\`);
`;
