export const sql = `
alter table \`reconciliation_run\` add column \`allowed\` integer null;
`;
