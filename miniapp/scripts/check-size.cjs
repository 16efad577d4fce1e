/**
 * Measures dist/weapp against our budget and looks for what must not be in either package.
 * The platform's limit is 2 MB a package; ours is 700 KB (design.md §8). The H5's first load is
 * printed too. Run it after `npm run build:weapp` and, for the H5's part, `npm run build:h5`.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');

const root = path.resolve(__dirname, '..');
const budgetBytes = 700 * 1024;
const problems = [];

function filesOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

function check(name, marks) {
  for (const file of filesOf(path.join(root, 'dist', name))) {
    if (!/\.(js|wxml|html)$/.test(file)) continue;
    const text = fs.readFileSync(file, 'utf8');
    for (const [mark, why] of marks) {
      if (mark.test(text)) problems.push(`${path.relative(root, file)}: ${why}`);
    }
  }
}

const zod = [
  /ZodError|invalid_union/,
  'the schemas of server/contract are in the package (import types only)',
];
const bridge = [
  /hulian:1|hulian: ?1\b|sandboxOrigin/,
  "the sandbox's bridge is in a build that must not have it",
];

const weapp = path.join(root, 'dist/weapp');
if (!fs.existsSync(path.join(weapp, 'app.json'))) {
  console.error('dist/weapp is not built: npm run build:weapp');
  process.exit(1);
}
// Sub-packages count by themselves; project files are not uploaded with the package.
const { subPackages = [], subpackages = subPackages } = JSON.parse(
  fs.readFileSync(path.join(weapp, 'app.json'), 'utf8'),
);
const apart = subpackages.map(({ root: folder }) => path.join(weapp, folder) + path.sep);
const main = filesOf(weapp).filter(
  (file) =>
    !apart.some((folder) => file.startsWith(folder)) && !/project\.config\.json$|\.LICENSE\.txt$/.test(file),
);
const size = main.reduce((sum, file) => sum + fs.statSync(file).size, 0);
console.log(`weapp main package: ${kb(size)} of ${kb(budgetBytes)}, ${main.length} files`);
if (size > budgetBytes) problems.push(`the main package is over the budget by ${kb(size - budgetBytes)}`);
check('weapp', [zod, bridge]);

const html = path.join(root, 'dist/h5/index.html');
if (fs.existsSync(html)) {
  const page = fs.readFileSync(html, 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/app\/([^"]+)"/g)].map((match) => match[1]);
  const first = [html, ...named.map((name) => path.join(root, 'dist/h5', name))];
  const gzip = first.reduce((sum, file) => sum + zlib.gzipSync(fs.readFileSync(file)).length, 0);
  console.log(`h5 first load: ${kb(gzip)} gzip, ${first.length} files, and the page's own part`);
  check('h5', process.env.HL_SANDBOX === '1' ? [zod] : [zod, bridge]);
} else console.log('h5 first load: dist/h5 is not built');

for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
