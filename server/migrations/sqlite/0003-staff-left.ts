export const sql = `
alter table \`staff\` add column \`left_at\` datetime null;
alter table \`staff\` add column \`told_at\` datetime null;
alter table \`staff\` add column \`absent_at\` datetime null;
`;
