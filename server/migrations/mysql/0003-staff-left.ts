export const sql = `
alter table \`staff\` add \`left_at\` datetime(3) null, add \`told_at\` datetime(3) null, add \`absent_at\` datetime(3) null;
`;
