export const sql = `
create table \`edition_grant\` (\`id\` text not null, \`enterprise_id\` text not null, \`connection_id\` text not null, \`edition\` text not null, \`own\` integer not null default false, \`order_name\` text null, \`given_at\` datetime not null, \`ends_at\` datetime null, \`ended_at\` datetime null, primary key (\`id\`));
create index \`edition_grant_enterprise_id_id_index\` on \`edition_grant\` (\`enterprise_id\`, \`id\`);
create index \`edition_grant_connection_id_ended_at_index\` on \`edition_grant\` (\`connection_id\`, \`ended_at\`);

create table \`invitation_code\` (\`id\` text not null, \`enterprise_id\` text not null, \`kind\` text not null, \`code_hash\` text not null, \`hint\` text not null, \`note\` text not null, \`edition\` text null, \`review\` integer not null, \`max_uses\` integer not null, \`uses\` integer not null default 0, \`used_up\` integer not null default false, \`company_name\` text not null, \`contact_name\` text not null, \`phone\` text not null, \`created_by\` text not null, \`created_at\` datetime not null, \`expires_at\` datetime not null, \`revoked_at\` datetime null, primary key (\`id\`));
create unique index \`invitation_code_code_hash_unique\` on \`invitation_code\` (\`code_hash\`);
create index \`invitation_code_enterprise_id_id_index\` on \`invitation_code\` (\`enterprise_id\`, \`id\`);

create table \`invitation_use\` (\`id\` text not null, \`enterprise_id\` text not null, \`code_id\` text not null, \`use_key\` text not null, \`connection_id\` text not null, \`identity_id\` text not null, \`contact_name\` text not null, \`phone\` text not null, \`membership_id\` text null, \`created_at\` datetime not null, primary key (\`id\`));
create index \`invitation_use_identity_id_index\` on \`invitation_use\` (\`identity_id\`);
create unique index \`invitation_use_code_id_use_key_unique\` on \`invitation_use\` (\`code_id\`, \`use_key\`);
create unique index \`invitation_use_connection_id_unique\` on \`invitation_use\` (\`connection_id\`);

alter table \`connection\` add column \`expires_at\` datetime null;
alter table \`connection\` add column \`end_reason\` text null;
alter table \`connection\` add column \`closed_at\` datetime null;
alter table \`connection\` add column \`suspended_at\` datetime null;
create index \`connection_state_closed_at_ends_at_index\` on \`connection\` (\`state\`, \`closed_at\`, \`ends_at\`);

alter table \`enterprise\` add column \`connect_upstreams\` integer not null default false;
alter table \`enterprise\` add column \`closed_at\` datetime null;

-- Relations that stand already hold their edition: the row has the relation's own id.
insert into \`edition_grant\` (\`id\`, \`enterprise_id\`, \`connection_id\`, \`edition\`, \`own\`, \`given_at\`, \`ends_at\`) select \`id\`, \`upstream_id\`, \`id\`, \`edition\`, \`own_edition\`, \`created_at\`, \`ends_at\` from \`connection\` where \`edition\` is not null;
`;
