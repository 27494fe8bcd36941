import * as v from 'valibot'
import type { WorkerName, WranglerConfig } from '../wrangler-config.ts'
import type { CommandResult, Wrangler } from './wrangler-command.ts'

export interface DeployDeps {
  wrangler: Wrangler
  /** Writes a changed copy of a Worker's config and answers its path. */
  writeConfig(worker: WorkerName, change: (config: WranglerConfig) => void): string
  /** A file for wrangler to read, out of git and readable by its owner only; answers its path. */
  writePrivateFile(name: string, text: string): string
  removeFile(path: string): void
  makeDeliveryKey(): string
  makeAuthSecret(): string
  makeToken(): string
  makeSetupCode(): string
  /** SQL that makes the workspace, where there is none, the token, and the code for the first account. */
  bootstrapSql(token: string, setupCode: string): string
  /** SQL that replaces the code, while there is no account. */
  setupCodeSql(setupCode: string): string
  say(line: string): void
}

export interface DeployOptions {
  /** Makes another owner's token although there is one: for somebody who lost it. */
  newOwnerToken: boolean
}

export interface Deployed {
  /** Address of the app on workers.dev, when the account has such a subdomain. */
  appUrl: string | null
  /** With it the owner's account is made; null once there is an account. */
  setupCode: string | null
}

/** A command failed; what was done until then stays, and a second run goes on from there. */
export class DeployFailed extends Error {
  override name = 'DeployFailed'
}

interface Resources {
  database: string
  buckets: string[]
  queues: string[]
}

/** Binding order: a Worker can only be bound to one that is there. */
const UPLOAD_ORDER: WorkerName[] = ['edge', 'delivery', 'app']

/**
 * Brings an account from nothing, or from any earlier state, to this version. Each step first looks at
 * what is there, so that all of it can run again after a failure anywhere.
 */
export async function deploy(deps: DeployDeps, options: DeployOptions): Promise<Deployed> {
  const wanted = wantedResources(deps)
  const databaseId = await ensureDatabase(deps, wanted.database)
  for (const bucket of wanted.buckets) {
    await ensure(deps, `R2 bucket ${bucket}`, ['r2', 'bucket', 'info', bucket], {
      create: ['r2', 'bucket', 'create', bucket],
    })
  }
  for (const queue of wanted.queues) {
    await ensure(deps, `Queue ${queue}`, ['queues', 'info', queue], {
      create: ['queues', 'create', queue],
    })
  }
  const configs = writeConfigs(deps, databaseId)
  await migrate(deps, wanted.database, configs.edge)
  const setupCode = await bootstrap(deps, wanted.database, configs.edge, options)
  return { appUrl: await upload(deps, configs), setupCode }
}

/** What the Workers' configs name. Of a database, several Workers bind the same one. */
function wantedResources(deps: DeployDeps): Resources {
  const names = {
    databases: new Set<string>(),
    buckets: new Set<string>(),
    queues: new Set<string>(),
  }
  for (const worker of UPLOAD_ORDER) {
    deps.writeConfig(worker, (config) => {
      for (const { database_name } of config.d1_databases) names.databases.add(database_name)
      for (const { bucket_name } of config.r2_buckets) names.buckets.add(bucket_name)
      for (const { queue } of config.queues?.producers ?? []) names.queues.add(queue)
      for (const { queue } of config.queues?.consumers ?? []) names.queues.add(queue)
    })
  }
  const [database, ...others] = names.databases
  if (database === undefined || others.length > 0) {
    throw new DeployFailed('The Workers have to name one D1 database, the same in each config.')
  }
  return { database, buckets: [...names.buckets], queues: [...names.queues] }
}

const databaseListSchema = v.array(v.looseObject({ uuid: v.string(), name: v.string() }))

async function ensureDatabase(deps: DeployDeps, name: string): Promise<string> {
  const existing = await findDatabase(deps, name)
  if (existing !== undefined) {
    deps.say(`D1 database ${name}: there`)
    return existing
  }
  await must(deps, `create the D1 database ${name}`, ['d1', 'create', name])
  const created = await findDatabase(deps, name)
  if (created === undefined) throw new DeployFailed(`The new D1 database ${name} is not listed.`)
  deps.say(`D1 database ${name}: created`)
  return created
}

/** Asked of the list: by name, wrangler would look into the config first, where the id is a blank. */
async function findDatabase(deps: DeployDeps, name: string): Promise<string | undefined> {
  const { stdout } = await must(deps, 'list the D1 databases', ['d1', 'list', '--json'])
  const databases = v.parse(databaseListSchema, jsonOf(stdout))
  return databases.find((database) => database.name === name)?.uuid
}

/**
 * Looks, and creates when the look fails. A look that failed for another reason (no permission, no
 * network) makes the creation fail as well, and that is then what the person is told.
 */
async function ensure(
  deps: DeployDeps,
  what: string,
  look: string[],
  { create }: { create: string[] },
): Promise<void> {
  const found = await deps.wrangler.run(look)
  if (found.code !== 0) await must(deps, `create the ${what}`, create)
  deps.say(`${what}: ${found.code === 0 ? 'there' : 'created'}`)
}

function writeConfigs(deps: DeployDeps, databaseId: string): Record<WorkerName, string> {
  const write = (worker: WorkerName) =>
    deps.writeConfig(worker, (config) => {
      for (const database of config.d1_databases) database.database_id = databaseId
    })
  return { edge: write('edge'), delivery: write('delivery'), app: write('app') }
}

async function migrate(deps: DeployDeps, database: string, config: string): Promise<void> {
  const args = ['d1', 'migrations', 'apply', database, '--remote', '-c', config]
  await must(deps, 'migrate the database', args)
  deps.say('Migrations: applied')
}

const STATE_SQL =
  'SELECT (SELECT count(*) FROM tokens) AS tokens, (SELECT count(*) FROM snapshot_versions) AS versions, (SELECT count(*) FROM members) AS members'
const stateSchema = v.tuple([
  v.looseObject({
    results: v.tuple([v.object({ tokens: v.number(), versions: v.number(), members: v.number() })]),
  }),
])

/**
 * Makes the workspace and its first token. The token is shown as soon as it is stored, and only then. As
 * long as nobody has an account, each run makes a new set-up code, since the last one is known to whoever saw it.
 *
 * @returns the code, if one is needed.
 */
async function bootstrap(
  deps: DeployDeps,
  database: string,
  config: string,
  { newOwnerToken }: DeployOptions,
): Promise<string | null> {
  const execute = ['d1', 'execute', database, '--remote', '-c', config]
  const query = [...execute, '--json', '--command', STATE_SQL]
  const { stdout } = await must(deps, 'read the state of the workspace', query)
  const [{ tokens, versions, members }] = v.parse(stateSchema, jsonOf(stdout))[0].results
  const run = (what: string, sql: string) =>
    withFile(deps, 'bootstrap.sql', sql, (file) =>
      must(deps, what, [...execute, '--yes', '--file', file]),
    )
  const setupCode = deps.makeSetupCode()
  if (tokens > 0 && versions > 0 && !newOwnerToken) {
    deps.say('Workspace: there')
    if (members > 0) return null
    await run('renew the set-up code', deps.setupCodeSql(setupCode))
    return setupCode
  }
  const token = deps.makeToken()
  await run('make the workspace', deps.bootstrapSql(token, setupCode))
  deps.say(`Owner's token, shown this once: ${token}`)
  return members > 0 ? null : setupCode
}

/** Writes a file that holds a secret, and takes it away whatever happens. */
async function withFile<T>(
  deps: DeployDeps,
  name: string,
  text: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const file = deps.writePrivateFile(name, text)
  try {
    return await use(file)
  } finally {
    deps.removeFile(file)
  }
}

/** @returns the app's address on workers.dev. */
async function upload(
  deps: DeployDeps,
  configs: Record<WorkerName, string>,
): Promise<string | null> {
  let appUrl: string | null = null
  for (const worker of UPLOAD_ORDER) {
    const args = ['deploy', '-c', configs[worker]]
    const { stdout } = await uploadWithSecret(deps, worker, args)
    if (worker === 'app') appUrl = /https:\/\/[^\s]+\.workers\.dev/.exec(stdout)?.[0] ?? null
    deps.say(`Worker headwater-${worker}: uploaded`)
  }
  return appUrl
}

/** How wrangler says that a secret which the config requires was never set. */
const NO_SECRET = /required secrets have not been set/

/**
 * The delivery Worker needs the key that opens destination settings, and the app the secret that signs
 * sessions. They are made only when the platform itself says that there is none: a key made in place of
 * another would lock all stored settings, a secret would sign everybody out.
 */
async function uploadWithSecret(
  deps: DeployDeps,
  worker: WorkerName,
  args: string[],
): Promise<CommandResult> {
  const first = await deps.wrangler.run(args)
  if (first.code === 0) return first
  const what = `upload ${worker}`
  const missing = NO_SECRET.test(first.stdout + first.stderr)
  if (!missing || worker === 'edge') throw failure(what, args, first)
  const secrets =
    worker === 'delivery'
      ? { DELIVERY_PRIVATE_KEY: deps.makeDeliveryKey() }
      : { BETTER_AUTH_SECRET: deps.makeAuthSecret() }
  const result = await withFile(deps, 'secrets.json', JSON.stringify(secrets), (file) =>
    must(deps, what, [...args, '--secrets-file', file]),
  )
  deps.say(worker === 'delivery' ? 'Delivery key: created' : 'Session secret: created')
  return result
}

async function must(deps: DeployDeps, what: string, args: string[]): Promise<CommandResult> {
  const result = await deps.wrangler.run(args)
  if (result.code !== 0) throw failure(what, args, result)
  return result
}

function failure(what: string, args: string[], { code, stdout, stderr }: CommandResult): Error {
  const output = `${stdout}\n${stderr}`.trim()
  return new DeployFailed(
    `Could not ${what}: \`wrangler ${args.join(' ')}\` ended with ${code}.\n\n${output}`,
  )
}

/** The JSON list in a command's output, which may begin with lines for people. */
function jsonOf(output: string): unknown {
  const at = output.search(/^\[/m)
  try {
    return JSON.parse(output.slice(Math.max(at, 0)))
  } catch {
    throw new DeployFailed(`wrangler answered what is no JSON:\n\n${output}`)
  }
}
