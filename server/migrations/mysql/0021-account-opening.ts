export const sql = `
create table \`face_invitation\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`interconnect_user_id\` varchar(36) not null, \`channel_account_id\` varchar(36) not null, \`scene_hash\` varchar(43) not null, \`staff_id\` varchar(36) not null, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`scanned_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`face_invitation\` add index \`face_invitation_interconnect_user_id_id_index\`(\`interconnect_user_id\`, \`id\`);
alter table \`face_invitation\` add index \`face_invitation_expires_at_index\`(\`expires_at\`);
alter table \`face_invitation\` add unique \`face_invitation_scene_hash_unique\`(\`scene_hash\`);

create table \`opening_plugin\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`enabled\` tinyint(1) not null, \`preset_at\` datetime(3) null, \`roles\` longtext not null, \`default_role\` varchar(40) not null, \`layouts\` longtext not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`opening_plugin\` add unique \`opening_plugin_enterprise_id_unique\`(\`enterprise_id\`);

create table \`opening_row\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`run_id\` varchar(36) not null, \`number\` int not null, \`line\` int null, \`party_id\` varchar(36) null, \`name\` varchar(80) not null, \`people\` longtext not null, \`state\` varchar(10) not null, \`opened\` int not null default 0, \`kept\` int not null default 0, \`company\` tinyint(1) not null default false, \`problem\` longtext null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`opening_row\` add unique \`opening_row_run_id_number_unique\`(\`run_id\`, \`number\`);

create table \`opening_run\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(10) not null, \`file_name\` varchar(120) null, \`sms\` tinyint(1) not null, \`state\` varchar(10) not null, \`by_id\` varchar(36) not null, \`by_name\` varchar(60) not null, \`created_at\` datetime(3) not null, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`opening_run\` add index \`opening_run_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`opening_run\` add index \`opening_run_created_at_index\`(\`created_at\`);

alter table \`interconnect_enterprise\` add \`party_id\` varchar(36) null, add \`disabled_at\` datetime(3) null;
alter table \`interconnect_enterprise\` add index \`interconnect_enterprise_enterprise_id_name_index\`(\`enterprise_id\`, \`name\`);
alter table \`interconnect_enterprise\` add unique \`interconnect_enterprise_party_id_unique\`(\`party_id\`);

alter table \`interconnect_user\` add \`contact_id\` varchar(36) null;
alter table \`interconnect_user\` add unique \`interconnect_user_contact_id_unique\`(\`contact_id\`);
`;
