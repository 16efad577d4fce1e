export const sql = `
create table \`staff_role\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`name\` varchar(60) not null, \`note\` varchar(200) not null default '', \`preset\` varchar(40) null, \`permissions\` longtext not null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`staff_role\` add unique \`staff_role_enterprise_id_name_unique\`(\`enterprise_id\`, \`name\`);
alter table \`staff_role\` add unique \`staff_role_enterprise_id_preset_unique\`(\`enterprise_id\`, \`preset\`);

create table \`staff_role_member\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`role_id\` varchar(36) not null, \`staff_id\` varchar(36) not null, \`added_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`staff_role_member\` add index \`staff_role_member_staff_id_index\`(\`staff_id\`);
alter table \`staff_role_member\` add index \`staff_role_member_enterprise_id_index\`(\`enterprise_id\`);
alter table \`staff_role_member\` add unique \`staff_role_member_role_id_staff_id_unique\`(\`role_id\`, \`staff_id\`);

alter table \`department\` add \`head_id\` varchar(36) null;
alter table \`department\` add index \`department_head_id_index\`(\`head_id\`);

alter table \`staff\` add \`entry_permissions\` longtext null;
`;
