export const sql = `
alter table \`connection\` add column \`own_ends_at\` datetime null;
alter table \`connection\` add column \`upstream_edition\` text null;
create index \`connection_own_edition_own_ends_at_index\` on \`connection\` (\`own_edition\`, \`own_ends_at\`);
`;
