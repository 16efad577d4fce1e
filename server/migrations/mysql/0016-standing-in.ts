export const sql = `
alter table \`reconciliation_run\` add \`allowed\` int null;
alter table \`staff\` add \`stands_for\` varchar(36) null;
`;
