export const sql = `
alter table \`reconciliation_run\` add column \`allowed\` integer null;
alter table \`staff\` add column \`stands_for\` text null;
`;
