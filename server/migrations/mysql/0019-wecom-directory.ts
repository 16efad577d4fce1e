export const sql = `
create table \`directory_conflict\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`user_id\` varchar(64) not null, \`name\` varchar(60) not null, \`kind\` varchar(12) not null, \`staff_id\` varchar(36) not null, \`state\` varchar(12) not null, \`decided_by\` varchar(60) not null default '', \`created_at\` datetime(3) not null, \`met_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`directory_conflict\` add index \`directory_conflict_enterprise_id_state_id_index\`(\`enterprise_id\`, \`state\`, \`id\`);
alter table \`directory_conflict\` add unique \`directory_conflict_enterprise_id_user_id_unique\`(\`enterprise_id\`, \`user_id\`);

create table \`directory_report\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`run_id\` varchar(36) not null, \`subject\` varchar(12) not null, \`key\` varchar(64) not null, \`name\` varchar(60) not null, \`outcome\` varchar(12) not null, \`reason\` varchar(24) null, \`before\` longtext not null, \`after\` longtext not null, \`at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`directory_report\` add index \`directory_report_run_id_id_index\`(\`run_id\`, \`id\`);
alter table \`directory_report\` add index \`directory_report_run_id_outcome_id_index\`(\`run_id\`, \`outcome\`, \`id\`);
alter table \`directory_report\` add unique \`directory_report_run_id_subject_key_outcome_unique\`(\`run_id\`, \`subject\`, \`key\`, \`outcome\`);

create table \`directory_run\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`open_key\` varchar(36) null, \`started_by\` varchar(8) not null, \`started_by_name\` varchar(60) not null default '', \`state\` varchar(8) not null, \`phase\` varchar(12) not null default 'departments', \`cursor\` varchar(64) not null default '', \`reason\` varchar(24) null, \`platform_code\` varchar(20) null, \`departments\` int not null default 0, \`listed\` int not null default 0, \`added\` int not null default 0, \`updated\` int not null default 0, \`linked\` int not null default 0, \`returned\` int not null default 0, \`left\` int not null default 0, \`skipped\` int not null default 0, \`failed\` int not null default 0, \`known_people\` int not null default 0, \`known_departments\` int not null default 0, \`held_people\` int not null default 0, \`held_departments\` int not null default 0, \`allowed_people\` int not null default 0, \`allowed_departments\` int not null default 0, \`created_at\` datetime(3) not null, \`started_at\` datetime(3) null, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`directory_run\` add unique \`directory_run_open_key_unique\`(\`open_key\`);
alter table \`directory_run\` add index \`directory_run_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);

create table \`directory_settings\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`follows\` tinyint(1) not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;

create table \`staff_request\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`user_id\` varchar(64) not null, \`open_key\` varchar(64) null, \`name\` varchar(60) not null, \`note\` varchar(200) not null default '', \`state\` varchar(12) not null, \`answer\` varchar(200) not null default '', \`staff_id\` varchar(36) null, \`decided_by\` varchar(60) not null default '', \`created_at\` datetime(3) not null, \`decided_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`staff_request\` add index \`staff_request_enterprise_id_state_id_index\`(\`enterprise_id\`, \`state\`, \`id\`);
alter table \`staff_request\` add index \`staff_request_enterprise_id_user_id_id_index\`(\`enterprise_id\`, \`user_id\`, \`id\`);
alter table \`staff_request\` add unique \`staff_request_enterprise_id_open_key_unique\`(\`enterprise_id\`, \`open_key\`);

alter table \`department\` add \`wecom_id\` int null, add \`directory_at\` datetime(3) null, add \`listed_at\` datetime(3) null, add \`gone_at\` datetime(3) null;
alter table \`department\` add unique \`department_enterprise_id_wecom_id_unique\`(\`enterprise_id\`, \`wecom_id\`);

alter table \`staff\` add \`directory_at\` datetime(3) null, add \`listed_at\` datetime(3) null;
alter table \`staff\` add index \`staff_enterprise_id_phone_index\`(\`enterprise_id\`, \`phone\`);
`;
