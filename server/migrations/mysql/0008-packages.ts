export const sql = `
create table \`config_package\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`name\` varchar(40) not null, \`revision\` int not null, \`created_at\` datetime(3) not null, \`updated_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`config_package\` add index \`config_package_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);

create table \`package_mark\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`connection_id\` varchar(36) not null, \`part\` varchar(40) not null, \`values\` longtext not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`package_mark\` add unique \`package_mark_enterprise_id_connection_id_part_unique\`(\`enterprise_id\`, \`connection_id\`, \`part\`);

create table \`package_push\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`package_id\` varchar(36) not null, \`package_name\` varchar(40) not null, \`revision\` int not null, \`on_edited\` varchar(12) not null, \`actor\` varchar(60) not null, \`actor_name\` varchar(60) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`package_push\` add index \`package_push_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`package_push\` add index \`package_push_package_id_id_index\`(\`package_id\`, \`id\`);

create table \`package_push_target\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`push_id\` varchar(36) not null, \`connection_id\` varchar(36) not null, \`name\` varchar(60) not null, \`state\` varchar(12) not null, \`reason_code\` varchar(60) null, \`reason_data\` longtext not null, \`changes\` longtext not null, \`round\` int not null default 1, \`finished_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`package_push_target\` add unique \`package_push_target_push_id_connection_id_unique\`(\`push_id\`, \`connection_id\`);

create table \`package_revision\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`package_id\` varchar(36) not null, \`revision\` int not null, \`content\` longtext not null, \`content_hash\` varchar(64) not null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`package_revision\` add unique \`package_revision_package_id_revision_unique\`(\`package_id\`, \`revision\`);

alter table \`enterprise\` add \`template_of\` varchar(36) null;
alter table \`enterprise\` add index \`enterprise_template_of_index\`(\`template_of\`);
`;
