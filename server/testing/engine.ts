/** Whether this vitest project runs on MySQL. */
export const onMySql = process.env['TEST_ENGINE'] === 'mysql';
