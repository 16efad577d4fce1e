export const sql = `
alter table \`reconciliation_run\` add \`allowed\` int null;
`;
