import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

// wrangler.toml names this folder as the edge Worker's assets; the runtime refuses to start without it.
mkdirSync(path.join(root, '.build/edge-assets'), { recursive: true })

/**
 * On a CI machine a test in a browser is tried once more: `npm test` names what passed only then, so that nothing
 * is hidden. On our own machines a test that fails now and then fails.
 */
const browserRetries = process.env.CI === undefined ? 0 : 1

/**
 * A suite against the whole service, each file with processes of its own: one file at a time, so
 * that files do not compete for the two or three cores of a CI machine.
 */
const serviceSuite = (name: string, groupOrder: number) => ({
  test: {
    name,
    environment: 'node' as const,
    include: [`test/${name}/**/*.test.ts`],
    exclude: ['test/e2e/pages/**'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: name === 'e2e' ? browserRetries : 0,
    sequence: { groupOrder },
  },
})

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{worker,durable-objects,scripts,dashboard}/**/*.test.ts'],
          globalSetup: ['test/setup/build-destinations.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: path.join(root, 'wrangler.toml') },
            miniflare: {
              bindings: {
                ENVIRONMENT: 'test',
                TEST_MIGRATIONS: await readD1Migrations(path.join(root, 'migrations')),
              },
            },
          })),
        ],
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['test/setup/apply-migrations.ts'],
          globalSetup: ['test/setup/build-destinations.ts'],
          // The Workers are transformed and loaded once instead of once per file.
          isolate: false,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      serviceSuite('conformance', 2),
      serviceSuite('chaos', 3),
      serviceSuite('e2e', 4),
      {
        // Pages with answers of the tests' own, and no service: two files at once leave no core idle.
        test: {
          name: 'pages',
          environment: 'node',
          include: ['test/e2e/pages/*.test.ts'],
          maxWorkers: 2,
          retry: browserRetries,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
})
