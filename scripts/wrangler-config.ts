import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'smol-toml'
import * as v from 'valibot'

export const WRANGLER_CONFIGS = {
  app: 'wrangler.app.toml',
  edge: 'wrangler.toml',
  delivery: 'wrangler.delivery.toml',
} as const
export type WorkerName = keyof typeof WRANGLER_CONFIGS

/** The parts of a wrangler config that our scripts read or change; the rest is carried along. */
const configSchema = v.looseObject({
  name: v.string(),
  main: v.string(),
  vars: v.optional(v.record(v.string(), v.unknown()), {}),
  secrets: v.optional(v.looseObject({ required: v.optional(v.array(v.string()), []) })),
  assets: v.optional(v.looseObject({ directory: v.optional(v.string()) })),
  d1_databases: v.optional(
    v.array(
      v.looseObject({
        database_name: v.string(),
        database_id: v.string(),
        migrations_dir: v.optional(v.string()),
      }),
    ),
    [],
  ),
  r2_buckets: v.optional(v.array(v.looseObject({ bucket_name: v.string() })), []),
  queues: v.optional(
    v.looseObject({
      producers: v.optional(v.array(v.looseObject({ queue: v.string() })), []),
      consumers: v.optional(v.array(v.looseObject({ queue: v.string() })), []),
    }),
  ),
})
export type WranglerConfig = v.InferOutput<typeof configSchema>

/** @throws when the file is no TOML, or no config that our scripts can work with. */
export function readWranglerConfig(root: string, worker: WorkerName): WranglerConfig {
  const text = readFileSync(path.join(root, WRANGLER_CONFIGS[worker]), 'utf8')
  return v.parse(configSchema, parse(text))
}

/**
 * Writes a changed copy (JSON, which wrangler reads as well) into `folder` and answers its path. What
 * names files relative to the config is rewritten, so that the copy means the same files.
 */
export function writeConfigCopy(
  root: string,
  folder: string,
  worker: WorkerName,
  change: (config: WranglerConfig) => void,
): string {
  const config = readWranglerConfig(root, worker)
  const moved = (file: string) => path.relative(folder, path.join(root, file))
  config.main = moved(config.main)
  if (config.assets?.directory !== undefined) {
    config.assets.directory = moved(config.assets.directory)
  }
  for (const database of config.d1_databases) {
    if (database.migrations_dir !== undefined) {
      database.migrations_dir = moved(database.migrations_dir)
    }
  }
  change(config)
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `wrangler.${worker}.json`)
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`)
  return file
}
