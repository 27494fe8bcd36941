/** The catalog's definitions and upstream's core as one file that runs in a Worker. */
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

const ROOT = path.join(import.meta.dirname, '../..')
const SHIMS = path.join(ROOT, 'worker/destinations/segment-actions/shims')
const PACKAGES = path.join(ROOT, 'node_modules')
const CORE = path.join(PACKAGES, '@segment/actions-core/dist/cjs')

/** What each import becomes. The others are bundled as they are. */
const REPLACED: Readonly<Record<string, string>> = {
  // They generate code or need Node's HTTP client.
  ajv: path.join(SHIMS, 'validator.ts'),
  'ajv-formats': path.join(SHIMS, 'ajv-formats.ts'),
  'cross-fetch': path.join(SHIMS, 'outbound.ts'),
  // It understands half of the filter language, and brings a package without a licence.
  '@segment/destination-subscriptions': path.join(SHIMS, 'fql.ts'),
  // Definitions require the CommonJS build and imports get the other: two copies would break `instanceof`.
  '@segment/actions-core': path.join(CORE, 'index.js'),
  // The build for browsers refuses all but Latin letters in user names and passwords.
  'btoa-lite': path.join(PACKAGES, 'btoa-lite/btoa-node.js'),
  // The build for Node reads files.
  liquidjs: path.join(PACKAGES, 'liquidjs/dist/liquid.browser.mjs'),
  ...Object.fromEntries(
    ['ssh2-sftp-client', 'kafkajs', 'aws4', 'cheerio', 'escape-goat'].map((name) => [
      name,
      path.join(SHIMS, 'stub.ts'),
    ]),
  ),
}

const BUILT_INS = new Set(builtinModules)

const resolveHook: Plugin = {
  name: 'destinations',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) => {
      if (Object.hasOwn(REPLACED, name)) return { path: REPLACED[name] ?? '' }
      if (name.startsWith('@aws-sdk/')) return { path: path.join(SHIMS, 'stub.ts') }
      const plain = name.replace(/^node:/, '')
      if (!BUILT_INS.has(plain)) return undefined
      return kind === 'require-call'
        ? { path: plain, namespace: 'built-in' }
        : { path: `node:${plain}`, external: true }
    })
    // What was required has to be imported: there is no `require` in a Worker's module.
    builder.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path: name }) => ({
      contents: `export * from 'node:${name}'; export { default } from 'node:${name}'`,
    }))
    for (const [file, change] of Object.entries(PATCHED)) {
      const filter = new RegExp(`/${file.replaceAll('.', '\\.')}$`)
      builder.onLoad({ filter }, ({ path: name }) => ({
        contents: change(readFileSync(name, 'utf8')),
      }))
    }
  },
}

/** What upstream's code does otherwise here. The parity suite knows of each. */
const PATCHED: Readonly<Record<string, (code: string) => string>> = {
  // Of a single event it takes empty texts out of an action's own fields, of events in a batch it does not:
  // whether a field is there must not depend on how events happened to be gathered.
  'actions-core/dist/cjs/destination-kit/action.js': (code) =>
    replaced(
      code,
      'removeEmptyValues)(payloads[i], schema)',
      'removeEmptyValues)(payloads[i], schema, true)',
    ),
  // One token for all: a second account's events would go out with the first one's.
  'destinations/friendbuy/cloudUtil.js': (code) =>
    replaced(code, 'let friendbuyAuth;', 'const friendbuyTokens = {};').replace(
      /\bfriendbuyAuth\b/g,
      'friendbuyTokens[[mapiBaseUrl, authKey, authSecret].join()]',
    ),
  // Read once, when the module is loaded.
  'destinations/apolloio/index.js': (code) =>
    replaced(
      code,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is upstream's code.
      'exports.headerSecret = `${process.env.ACTIONS_APOLLOIO_HEADER_SECRET}`;',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
      "Object.defineProperty(exports, 'headerSecret', { get: () => `${process.env.ACTIONS_APOLLOIO_HEADER_SECRET}` });",
    ),
}

/** @throws when an upgrade changed what a patch is for: somebody has to look at it. */
function replaced(code: string, part: string, by: string): string {
  if (!code.includes(part)) throw new Error(`upstream no longer has: ${part}`)
  return code.replace(part, () => by)
}

/** The names of the core that the adapter needs, beside the definitions. */
const entry = (keys: readonly string[]): string => `
import { loadDefinition } from './worker/destinations/segment-actions/load-definition.ts'
export { operatorEnvOf } from './worker/destinations/segment-actions/overlay.ts'
export { runWithOutbound } from './worker/destinations/segment-actions/shims/outbound-store.ts'
export {
  Destination, HTTPError, IntegrationError, InvalidAuthenticationError, RetryableError,
  fieldsToJsonSchema, transform, validateSchema,
} from '@segment/actions-core'
export { removeEmptyValues } from ${JSON.stringify(path.join(CORE, 'remove-empty-values.js'))}
export { default as validateMapping } from ${JSON.stringify(path.join(CORE, 'mapping-kit/validate.js'))}
export const definitions = Object.freeze({
${keys
  .map((key) => {
    const file = JSON.stringify(`@segment/action-destinations/dist/destinations/${key}/index.js`)
    return `  ${JSON.stringify(key)}: () => loadDefinition(${JSON.stringify(key)}, () => import(${file})),`
  })
  .join('\n')}
})
`

export async function bundleDefinitions(
  keys: readonly string[],
): Promise<{ code: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry(keys), resolveDir: ROOT, sourcefile: 'definitions-entry.js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    mainFields: ['workerd', 'browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    // Error classes are told apart by their names.
    keepNames: true,
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'error',
    define: { 'process.env': 'processEnv', 'globalThis.process.env': 'processEnv' },
    inject: [path.join(SHIMS, 'process-env.ts')],
    plugins: [resolveHook],
  })
  const code = outputFiles[0]?.text
  if (code === undefined) throw new Error('esbuild wrote nothing')
  return { code, metafile }
}
