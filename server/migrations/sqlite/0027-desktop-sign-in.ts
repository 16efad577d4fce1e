export const sql = `
alter table \`session\` add column \`door\` text null;

-- Whoever could sign in on a computer until now still can, and can give it on.
update \`staff\` set \`permissions\` = case when \`permissions\` = '[]' then '["desktop.sign_in"]' else substr(\`permissions\`, 1, length(\`permissions\`) - 1) || ',"desktop.sign_in"]' end, \`version\` = \`version\` + 1 where \`permissions\` not like '%"desktop.sign_in"%' and \`stands_for\` is null;
`;
