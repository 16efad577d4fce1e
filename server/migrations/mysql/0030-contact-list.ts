export const sql = `
alter table \`crm_contact\` add \`state\` varchar(8) null, add \`owner_id\` varchar(36) null, add \`department_id\` varchar(36) null, add \`name_key\` varchar(80) null, add \`phone_key\` varchar(64) null;
-- A contact stands where its record does. A key that the database cannot spell as we do is set right within the hour.
update \`crm_contact\` join \`crm_party\` on \`crm_party\`.\`id\` = \`crm_contact\`.\`party_id\` set \`crm_contact\`.\`state\` = \`crm_party\`.\`state\`, \`crm_contact\`.\`owner_id\` = \`crm_party\`.\`owner_id\`, \`crm_contact\`.\`department_id\` = \`crm_party\`.\`department_id\`, \`crm_contact\`.\`name_key\` = concat(lower(replace(\`crm_contact\`.\`name\`, ' ', '')), ' ', \`crm_contact\`.\`id\`), \`crm_contact\`.\`phone_key\` = concat(\`crm_contact\`.\`mobile\`, ' ', \`crm_contact\`.\`id\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_id_index\`(\`enterprise_id\`, \`state\`, \`id\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_owner_id_id_index\`(\`enterprise_id\`, \`state\`, \`owner_id\`, \`id\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_department_id_id_index\`(\`enterprise_id\`, \`state\`, \`department_id\`, \`id\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_name_key_index\`(\`enterprise_id\`, \`state\`, \`name_key\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_owner_id_name_key_index\`(\`enterprise_id\`, \`state\`, \`owner_id\`, \`name_key\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_department_id_name_key_index\`(\`enterprise_id\`, \`state\`, \`department_id\`, \`name_key\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_phone_key_index\`(\`enterprise_id\`, \`state\`, \`phone_key\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_owner_id_phone_key_index\`(\`enterprise_id\`, \`state\`, \`owner_id\`, \`phone_key\`);
alter table \`crm_contact\` add index \`crm_contact_enterprise_id_state_department_id_phone_key_index\`(\`enterprise_id\`, \`state\`, \`department_id\`, \`phone_key\`);
`;
