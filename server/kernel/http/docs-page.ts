import { z } from 'zod';

const documentSchema = z.object({
  info: z.object({ title: z.string() }),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ summary: z.string(), description: z.string().optional() })),
  ),
});

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** `/api/docs`: the endpoints at a glance; the schemas stand in `/api/openapi.json`, for any viewer. */
export function docsPage(openapi: unknown): string {
  const { info, paths } = documentSchema.parse(openapi);
  const rows = Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(
        ([method, { summary, description }]) =>
          `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(summary)}${
            description === undefined ? '' : `<br><small>${escapeHtml(description)}</small>`
          }</td></tr>`,
      ),
    )
    .join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} API</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { padding: .5rem; border-top: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
small { opacity: .75; }
</style></head>
<body><h1>${escapeHtml(info.title)} API</h1>
<p>Schemas: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1). Errors have one envelope:
<code>{ "error": { "code", "message", "details", "requestId" } }</code>; the message is in the language of
<code>Accept-Language</code> (zh-CN, en). Writes take an <code>Idempotency-Key</code>; edits take
<code>If-Match: "&lt;version&gt;"</code>.</p>
<table>${rows}</table></body></html>`;
}
