export const sql = `
create table \`edition_grant\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`connection_id\` varchar(36) not null, \`edition\` varchar(40) not null, \`own\` tinyint(1) not null default false, \`order_name\` varchar(80) null, \`given_at\` datetime(3) not null, \`ends_at\` datetime(3) null, \`ended_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`edition_grant\` add index \`edition_grant_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);
alter table \`edition_grant\` add index \`edition_grant_connection_id_ended_at_index\`(\`connection_id\`, \`ended_at\`);

create table \`invitation_code\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`kind\` varchar(12) not null, \`code_hash\` varchar(43) not null, \`hint\` varchar(4) not null, \`note\` varchar(60) not null, \`edition\` varchar(40) null, \`review\` tinyint(1) not null, \`max_uses\` int not null, \`uses\` int not null default 0, \`used_up\` tinyint(1) not null default false, \`company_name\` varchar(60) not null, \`contact_name\` varchar(40) not null, \`phone\` varchar(20) not null, \`created_by\` varchar(36) not null, \`created_at\` datetime(3) not null, \`expires_at\` datetime(3) not null, \`revoked_at\` datetime(3) null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`invitation_code\` add unique \`invitation_code_code_hash_unique\`(\`code_hash\`);
alter table \`invitation_code\` add index \`invitation_code_enterprise_id_id_index\`(\`enterprise_id\`, \`id\`);

create table \`invitation_use\` (\`id\` varchar(36) not null, \`enterprise_id\` varchar(36) not null, \`code_id\` varchar(36) not null, \`use_key\` varchar(43) not null, \`connection_id\` varchar(36) not null, \`identity_id\` varchar(36) not null, \`contact_name\` varchar(40) not null, \`phone\` varchar(20) not null, \`membership_id\` varchar(36) null, \`created_at\` datetime(3) not null, primary key (\`id\`)) default character set utf8mb4 collate utf8mb4_bin engine = InnoDB;
alter table \`invitation_use\` add index \`invitation_use_identity_id_index\`(\`identity_id\`);
alter table \`invitation_use\` add unique \`invitation_use_code_id_use_key_unique\`(\`code_id\`, \`use_key\`);
alter table \`invitation_use\` add unique \`invitation_use_connection_id_unique\`(\`connection_id\`);

alter table \`connection\` add \`expires_at\` datetime(3) null, add \`end_reason\` varchar(12) null, add \`closed_at\` datetime(3) null, add \`suspended_at\` datetime(3) null;
alter table \`connection\` add index \`connection_state_closed_at_ends_at_index\`(\`state\`, \`closed_at\`, \`ends_at\`);

alter table \`enterprise\` add \`connect_upstreams\` tinyint(1) not null default false, add \`closed_at\` datetime(3) null;

-- Relations that stand already hold their edition: the row has the relation's own id.
insert into \`edition_grant\` (\`id\`, \`enterprise_id\`, \`connection_id\`, \`edition\`, \`own\`, \`given_at\`, \`ends_at\`) select \`id\`, \`upstream_id\`, \`id\`, \`edition\`, \`own_edition\`, \`created_at\`, \`ends_at\` from \`connection\` where \`edition\` is not null;
`;
