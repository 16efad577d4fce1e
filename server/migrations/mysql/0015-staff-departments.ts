export const sql = `
-- The constraints are of the database (reliability.md B4): the root has the enterprise's id, so there is one; a path
-- begins at the root, ends with parent and row, and names the row once, so nothing stands below itself; a department
-- with departments or people in it is not deleted. The check of entities and migrations is told of them by name.
create table \`department\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`parent_id\` varchar(36) null, \`path\` varchar(600) not null, \`depth\` int not null, \`name\` varchar(60) not null, \`introduction\` varchar(500) not null default '', \`default_permissions\` longtext not null, \`created_at\` datetime(3) not null, \`version\` int not null default 1, primary key (\`id\`), constraint \`department_root_check\` check ((\`parent_id\` is null) = (\`id\` = \`enterprise_id\`)), constraint \`department_path_check\` check (substr(\`path\`, 1, 38) = concat('/', \`enterprise_id\`, '/') and instr(\`path\`, \`id\`) = length(\`path\`) - 36 and length(\`path\`) = \`depth\` * 37 + 1 and (\`parent_id\` is null or substr(\`path\`, -75) = concat('/', \`parent_id\`, '/', \`id\`, '/')))) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`department\` add index \`department_enterprise_id_path_index\`(\`enterprise_id\`, \`path\`);
alter table \`department\` add index \`department_enterprise_id_parent_id_index\`(\`enterprise_id\`, \`parent_id\`);
alter table \`department\` add unique \`department_enterprise_id_id_unique\`(\`enterprise_id\`, \`id\`);
alter table \`department\` add constraint \`department_parent_foreign\` foreign key (\`enterprise_id\`, \`parent_id\`) references \`department\` (\`enterprise_id\`, \`id\`);

alter table \`staff\` add \`department_id\` varchar(36) null, add \`nickname\` varchar(60) not null default '', add \`note\` varchar(200) not null default '', add \`origin\` varchar(10) not null default 'wecom', add \`sign_in_name\` varchar(64) null, add \`password_hash\` varchar(200) null, add \`created_by\` varchar(60) not null default '';
alter table \`staff\` add unique \`staff_sign_in_name_unique\`(\`sign_in_name\`);

create table \`staff_avatar\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`media_type\` varchar(20) not null, \`content\` longtext not null, \`updated_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`staff_avatar\` add index \`staff_avatar_enterprise_id_index\`(\`enterprise_id\`);

create table \`sign_in_try\` (\`id\` varchar(36) not null, \`account_hash\` varchar(43) not null, \`network_hash\` varchar(43) not null, \`tried_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`sign_in_try\` add index \`sign_in_try_account_hash_tried_at_index\`(\`account_hash\`, \`tried_at\`);
alter table \`sign_in_try\` add index \`sign_in_try_network_hash_tried_at_index\`(\`network_hash\`, \`tried_at\`);
alter table \`sign_in_try\` add index \`sign_in_try_tried_at_index\`(\`tried_at\`);

alter table \`staff\` add index \`staff_enterprise_id_department_id_index\`(\`enterprise_id\`, \`department_id\`);
alter table \`staff\` add constraint \`staff_department_foreign\` foreign key (\`enterprise_id\`, \`department_id\`) references \`department\` (\`enterprise_id\`, \`id\`);

insert into \`department\` (\`id\`, \`enterprise_id\`, \`parent_id\`, \`path\`, \`depth\`, \`name\`, \`default_permissions\`, \`created_at\`) select \`id\`, \`id\`, null, concat('/', \`id\`, '/'), 1, substr(case when \`display_name\` = '' then \`legal_name\` else \`display_name\` end, 1, 60), '[]', \`created_at\` from \`enterprise\`;
update \`staff\` set \`department_id\` = \`enterprise_id\` where exists (select 1 from \`department\` where \`department\`.\`id\` = \`staff\`.\`enterprise_id\`);
`;
