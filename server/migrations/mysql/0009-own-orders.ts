export const sql = `
alter table \`connection\` add \`own_ends_at\` datetime(3) null, add \`upstream_edition\` varchar(40) null;
alter table \`connection\` add index \`connection_own_edition_own_ends_at_index\`(\`own_edition\`, \`own_ends_at\`);
`;
