export const sql = `
alter table \`crm_contact\` add column \`state\` text null;
alter table \`crm_contact\` add column \`owner_id\` text null;
alter table \`crm_contact\` add column \`department_id\` text null;
alter table \`crm_contact\` add column \`name_key\` text null;
alter table \`crm_contact\` add column \`phone_key\` text null;
-- A contact stands where its record does. A key that the database cannot spell as we do is set right within the hour.
update \`crm_contact\` set (\`state\`, \`owner_id\`, \`department_id\`) = (select \`state\`, \`owner_id\`, \`department_id\` from \`crm_party\` where \`crm_party\`.\`id\` = \`crm_contact\`.\`party_id\`), \`name_key\` = lower(replace(\`name\`, ' ', '')) || ' ' || \`id\`, \`phone_key\` = \`mobile\` || ' ' || \`id\`;
create index \`crm_contact_enterprise_id_state_id_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`id\`);
create index \`crm_contact_enterprise_id_state_owner_id_id_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`owner_id\`, \`id\`);
create index \`crm_contact_enterprise_id_state_department_id_id_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`department_id\`, \`id\`);
create index \`crm_contact_enterprise_id_state_name_key_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`name_key\`);
create index \`crm_contact_enterprise_id_state_owner_id_name_key_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`owner_id\`, \`name_key\`);
create index \`crm_contact_enterprise_id_state_department_id_name_key_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`department_id\`, \`name_key\`);
create index \`crm_contact_enterprise_id_state_phone_key_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`phone_key\`);
create index \`crm_contact_enterprise_id_state_owner_id_phone_key_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`owner_id\`, \`phone_key\`);
create index \`crm_contact_enterprise_id_state_department_id_phone_key_index\` on \`crm_contact\` (\`enterprise_id\`, \`state\`, \`department_id\`, \`phone_key\`);
`;
