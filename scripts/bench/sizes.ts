import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { root } from './processes.ts';
import type { Figure } from './report.ts';

/** The platform refuses a main package beyond 2 MB; our own budget (design §8), KB. */
const mainPackageBudget = 700;

/** What the built clients weigh. A client that is not built is told so, never guessed. */
export function measureSizes(): Figure[] {
  return [
    measureWeapp(join(root, 'miniapp/dist/weapp')),
    measurePage('H5 first load', join(root, 'miniapp/dist/h5'), '/app/', 'npm run build'),
    measurePage('workbench first load', join(root, 'workbench/dist'), '/workbench/', 'npm run build'),
  ];
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(dir, entry.name)) : [join(dir, entry.name)],
  );
}

function measureWeapp(dir: string): Figure {
  const part = 'size' as const;
  const name = 'mini-program main package';
  if (!existsSync(join(dir, 'app.json'))) {
    return { part, name, values: { KB: null }, note: 'not built: npm run build:weapp in miniapp/' };
  }
  const app: unknown = JSON.parse(readFileSync(join(dir, 'app.json'), 'utf8'));
  const packages: unknown =
    typeof app === 'object' && app !== null
      ? (Reflect.get(app, 'subPackages') ?? Reflect.get(app, 'subpackages'))
      : undefined;
  const roots = (Array.isArray(packages) ? packages : []).flatMap((one: unknown) => {
    const at: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'root') : undefined;
    return typeof at === 'string' ? [join(dir, at.replace(/\/$/, '')) + '/'] : [];
  });
  const bytes = filesBelow(dir)
    .filter((file) => !file.endsWith('.map') && !roots.some((one) => file.startsWith(one)))
    .reduce((sum, file) => sum + statSync(file).size, 0);
  const kb = bytes / 1024;
  return {
    part,
    name,
    values: { KB: kb },
    required: {
      text: `at most ${mainPackageBudget} KB (the platform's limit is 2,048)`,
      met: kb <= mainPackageBudget,
    },
  };
}

/** The page, and the scripts and styles that it names itself; what it loads later is not counted. */
function measurePage(name: string, dir: string, prefix: string, command: string): Figure {
  const part = 'size' as const;
  const page = join(dir, 'index.html');
  if (!existsSync(page))
    return { part, name, values: { KB: null, 'KB gzip': null }, note: `not built: ${command}` };
  const html = readFileSync(page, 'utf8');
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css))"/g)].flatMap(
    ([, address]) => (address === undefined ? [] : [address]),
  );
  const files = [...new Set(named)].map((address) =>
    readFileSync(join(dir, address.startsWith(prefix) ? address.slice(prefix.length) : address)),
  );
  const all = [Buffer.from(html), ...files];
  const total = (measure: (file: Buffer) => number) =>
    all.reduce((sum, file) => sum + measure(file), 0) / 1024;
  return {
    part,
    name,
    values: { KB: total((file) => file.length), 'KB gzip': total((file) => gzipSync(file).length) },
    note: `the page and the ${files.length} scripts and styles that it names`,
  };
}
