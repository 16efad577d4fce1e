export const sql = `
alter table \`session\` add \`door\` varchar(10) null;

-- Whoever could sign in on a computer until now still can, and can give it on.
update \`staff\` set \`permissions\` = case when \`permissions\` = '[]' then '["desktop.sign_in"]' else concat(left(\`permissions\`, char_length(\`permissions\`) - 1), ',"desktop.sign_in"]') end, \`version\` = \`version\` + 1 where \`permissions\` not like '%"desktop.sign_in"%' and \`stands_for\` is null;
`;
