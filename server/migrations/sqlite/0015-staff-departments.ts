export const sql = `
-- The constraints are of the database (reliability.md B4): the root has the enterprise's id, so there is one; a path
-- begins at the root, ends with parent and row, and names the row once, so nothing stands below itself; a department
-- with departments or people in it is not deleted. The check of entities and migrations is told of them by name.
create table \`department\` (\`id\` text not null, \`enterprise_id\` text not null, \`parent_id\` text null, \`path\` text not null, \`depth\` integer not null, \`name\` text not null, \`introduction\` text not null default '', \`default_permissions\` text not null, \`created_at\` datetime not null, \`version\` integer not null default 1, primary key (\`id\`), constraint \`department_root_check\` check ((\`parent_id\` is null) = (\`id\` = \`enterprise_id\`)), constraint \`department_path_check\` check (substr(\`path\`, 1, 38) = '/' || \`enterprise_id\` || '/' and instr(\`path\`, \`id\`) = length(\`path\`) - 36 and length(\`path\`) = \`depth\` * 37 + 1 and (\`parent_id\` is null or substr(\`path\`, -75) = '/' || \`parent_id\` || '/' || \`id\` || '/')));
create index \`department_enterprise_id_path_index\` on \`department\` (\`enterprise_id\`, \`path\`);
create index \`department_enterprise_id_parent_id_index\` on \`department\` (\`enterprise_id\`, \`parent_id\`);
create unique index \`department_enterprise_id_id_unique\` on \`department\` (\`enterprise_id\`, \`id\`);

alter table \`staff\` add column \`department_id\` text null;
alter table \`staff\` add column \`nickname\` text not null default '';
alter table \`staff\` add column \`note\` text not null default '';
alter table \`staff\` add column \`origin\` text not null default 'wecom';
alter table \`staff\` add column \`sign_in_name\` text null;
alter table \`staff\` add column \`password_hash\` text null;
alter table \`staff\` add column \`created_by\` text not null default '';
create unique index \`staff_sign_in_name_unique\` on \`staff\` (\`sign_in_name\`);

create table \`staff_avatar\` (\`id\` text not null, \`enterprise_id\` text not null, \`media_type\` text not null, \`content\` text not null, \`updated_at\` datetime not null, primary key (\`id\`));
create index \`staff_avatar_enterprise_id_index\` on \`staff_avatar\` (\`enterprise_id\`);

create table \`sign_in_try\` (\`id\` text not null, \`account_hash\` text not null, \`network_hash\` text not null, \`tried_at\` datetime not null, primary key (\`id\`));
create index \`sign_in_try_account_hash_tried_at_index\` on \`sign_in_try\` (\`account_hash\`, \`tried_at\`);
create index \`sign_in_try_network_hash_tried_at_index\` on \`sign_in_try\` (\`network_hash\`, \`tried_at\`);
create index \`sign_in_try_tried_at_index\` on \`sign_in_try\` (\`tried_at\`);

create index \`staff_enterprise_id_department_id_index\` on \`staff\` (\`enterprise_id\`, \`department_id\`);

-- As foreign keys, which this engine adds to a table only by building it anew.
create trigger \`department_kept_parent\` before delete on \`department\` when exists (select 1 from \`department\` where \`parent_id\` = old.\`id\`) or exists (select 1 from \`staff\` where \`department_id\` = old.\`id\`) begin select raise(abort, 'FOREIGN KEY constraint failed: a department that is not empty'); end;
create trigger \`department_parent_is\` before insert on \`department\` when new.\`parent_id\` is not null and not exists (select 1 from \`department\` where \`id\` = new.\`parent_id\` and \`enterprise_id\` = new.\`enterprise_id\`) begin select raise(abort, 'FOREIGN KEY constraint failed: a parent that is not there'); end;
create trigger \`staff_department_is\` before update of \`department_id\` on \`staff\` when new.\`department_id\` is not null and not exists (select 1 from \`department\` where \`id\` = new.\`department_id\` and \`enterprise_id\` = new.\`enterprise_id\`) begin select raise(abort, 'FOREIGN KEY constraint failed: a department that is not there'); end;
create trigger \`staff_department_is_new\` before insert on \`staff\` when new.\`department_id\` is not null and not exists (select 1 from \`department\` where \`id\` = new.\`department_id\` and \`enterprise_id\` = new.\`enterprise_id\`) begin select raise(abort, 'FOREIGN KEY constraint failed: a department that is not there'); end;

insert into \`department\` (\`id\`, \`enterprise_id\`, \`parent_id\`, \`path\`, \`depth\`, \`name\`, \`default_permissions\`, \`created_at\`) select \`id\`, \`id\`, null, '/' || \`id\` || '/', 1, substr(case when \`display_name\` = '' then \`legal_name\` else \`display_name\` end, 1, 60), '[]', \`created_at\` from \`enterprise\`;
update \`staff\` set \`department_id\` = \`enterprise_id\` where exists (select 1 from \`department\` where \`department\`.\`id\` = \`staff\`.\`enterprise_id\`);
`;
