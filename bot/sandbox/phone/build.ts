/**
 * Builds the sandbox's phone page: `npx tsx bot/sandbox/phone/build.ts` writes it to `dist/` beside
 * this file. The sandbox serves `index.html` at `/` and the rest under `/phone/`.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Writes `index.html`, one script and one style sheet (names carry a hash of their content, so that
 * a browser never mixes two builds) into `outDir`, which is emptied first.
 * @throws esbuild's BuildFailure when the sources do not compile
 */
export async function buildPhone(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const result = await build({
    entryPoints: { app: join(root, 'src/main.tsx'), style: join(root, 'src/styles/index.css') },
    outdir: outDir,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  const outputs = Object.keys(result.metafile.outputs).map((path) => basename(path));
  const named = (extension: string): string => {
    const name = outputs.find((output) => output.endsWith(extension));
    if (name === undefined) throw new Error(`The phone's build made no ${extension} file`);
    return `/phone/${name}`;
  };
  const page = await readFile(join(root, 'src/index.html'), 'utf8');
  await writeFile(
    join(outDir, 'index.html'),
    page.replace('/phone/app.css', named('.css')).replace('/phone/app.js', named('.js')),
  );
  await copyFile(join(root, 'src/icon.svg'), join(outDir, 'icon.svg'));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildPhone(join(root, 'dist'));
  console.log(`The phone is built: ${join(root, 'dist')}`);
}
