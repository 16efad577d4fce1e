/** Who may import whom (design §2). Paths are resolved; each message says where to go instead. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'config-alone',
      'config imports nothing of ours: move what you need into config, or pass it in.',
      { path: '^config/' },
      { path: '^(bot|server|scripts|workbench|miniapp)/' },
    ),
    rule(
      'bot-knows-no-server',
      'The bot never imports the server: declare the small interface that you need in the bot’s file; server/main.ts hands it over.',
      { path: '^bot/' },
      { path: '^(server|scripts|workbench|miniapp)/' },
    ),
    rule(
      'sandbox-is-a-box',
      'Only the start scripts, the composition root, tests and the sandbox itself may import the sandbox: reach it by HTTP.',
      {
        path: '^(bot|server|config)/',
        pathNot: ['^bot/sandbox/', '\\.test\\.ts$', '^server/testing/', '^server/main\\.ts$'],
      },
      { path: '^bot/sandbox/' },
    ),
    rule(
      'sandbox-stands-alone',
      'The sandbox shares only crypto and XML with the product, or it would prove nothing.',
      { path: '^bot/sandbox/', pathNot: '\\.test\\.ts$' },
      { path: '^bot/', pathNot: ['^bot/sandbox/', '^bot/crypto/', '^bot/channels/shared/xml\\.ts$'] },
    ),
    rule(
      'core-looks-down',
      'bot/core knows no channel and no feature: a channel’s parse.ts makes its updates.',
      { path: '^bot/core/' },
      { path: '^bot/(channels|features)/', pathNot: '^bot/channels/shared/xml\\.ts$' },
    ),
    rule(
      'server-no-scripts',
      'scripts call the server, not the other way round.',
      { path: '^server/' },
      { path: '^scripts/' },
    ),
    rule(
      'conformance-stands-alone',
      'The conformance cases share only crypto with the product, or they would prove nothing: see from outside.',
      { path: '^scripts/conformance', pathNot: '\\.test\\.ts$' },
      { path: '^(config|bot|server)/', pathNot: '^bot/crypto/' },
    ),
    rule(
      'kernel-knows-no-feature',
      'The kernel serves features and knows none: pass it in from main.ts.',
      { path: '^server/kernel/', pathNot: '\\.test\\.ts$' },
      { path: '^server/(features|main|app|entities|database|migrations)' },
    ),
    rule(
      'contract-alone',
      'The contract is schemas and types for the clients: it imports zod and its own files only.',
      { path: '^server/contract/' },
      { path: '^(config|bot|server/(?!contract/)|scripts)' },
    ),
    rule(
      'features-by-the-door',
      'A feature uses another one by its index.ts, or better by a small interface of its own.',
      { path: '^server/features/([^/]+)/', pathNot: '\\.test\\.ts$' },
      {
        path: '^server/features/([^/]+)/',
        pathNot: ['^server/features/$1/', '^server/features/[^/]+/(intake/)?index\\.ts$'],
      },
    ),
    rule(
      'entities-stay-home',
      'Entities stay in their feature: use its door. (server/entities.ts lists them.)',
      {
        path: '^server/',
        pathNot: [
          '^server/features/',
          '^server/entities\\.ts$',
          '^server/testing/',
          '^server/demo/',
          '\\.test\\.ts$',
        ],
      },
      { path: '\\.entity\\.ts$', pathNot: '^server/kernel/' },
    ),
    rule(
      'clients-see-the-contract',
      'The clients import server/contract alone (and config words that are plain data); their tests the browser of all tests.',
      { path: '^(miniapp|workbench)/' },
      { path: '^(server|bot|scripts)/', pathNot: '^server/(contract/|testing/browser\\.ts$)' },
    ),
    rule('no-circles', 'A circle: recut the two files.', {}, { circular: true }),
    rule(
      'tests-are-not-imported',
      'A test is nobody’s library: move the helper to server/testing.',
      { pathNot: '\\.test\\.ts$' },
      { path: '\\.test\\.ts$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
