import { describe, expect, it } from 'vitest'
import type { WorkerName, WranglerConfig } from '../wrangler-config.ts'
import { type DeployDeps, DeployFailed, deploy } from './deploy.ts'
import type { CommandResult } from './wrangler-command.ts'

const SECRETS_MISSING =
  '✘ [ERROR] The following required secrets have not been set: DELIVERY_PRIVATE_KEY'

/** A Cloudflare account behind a fake wrangler: it remembers what the commands made. */
function makeAccount() {
  const account = {
    databases: new Map<string, string>(),
    buckets: new Set<string>(),
    queues: new Set<string>(),
    workers: new Map<WorkerName, WranglerConfig>(),
    migrated: 0,
    tokens: 0,
    versions: 0,
    members: 0,
    deliveryKey: null as string | null,
    authSecret: null as string | null,
    setupCodes: 0,
    /** Every command, as one line each. */
    commands: [] as string[],
    said: [] as string[],
    files: new Map<string, string>(),
    /** The next command that matches fails, once. */
    failOnce: null as RegExp | null,
  }
  const configs = new Map<string, WranglerConfig>()

  const ok = (stdout = ''): CommandResult => ({ code: 0, stdout, stderr: '' })
  const no = (stderr: string): CommandResult => ({ code: 1, stdout: '', stderr })

  const answer = (args: string[]): CommandResult => {
    const line = args.join(' ')
    const option = (name: string) => args[args.indexOf(name) + 1] ?? ''
    if (line === 'd1 list --json') {
      const list = [...account.databases].map(([name, uuid]) => ({ uuid, name }))
      return ok(` wrangler 4\n─────\n${JSON.stringify(list)}`)
    }
    if (line.startsWith('d1 create')) {
      account.databases.set(args[2] ?? '', 'd1-uuid')
      return ok()
    }
    if (line.startsWith('r2 bucket info'))
      return account.buckets.has(args[3] ?? '') ? ok() : no('?')
    if (line.startsWith('r2 bucket create')) {
      account.buckets.add(args[3] ?? '')
      return ok()
    }
    if (line.startsWith('queues info')) return account.queues.has(args[2] ?? '') ? ok() : no('?')
    if (line.startsWith('queues create')) {
      account.queues.add(args[2] ?? '')
      return ok()
    }
    if (line.startsWith('d1 migrations apply')) {
      account.migrated += 1
      return ok()
    }
    if (line.includes('--command')) {
      const { tokens, versions, members } = account
      const results = [{ tokens, versions, members }]
      return ok(JSON.stringify([{ results, success: true, meta: {} }]))
    }
    if (line.includes('--file')) {
      const sql = account.files.get(option('--file'))
      account.setupCodes += 1
      if (sql?.startsWith('RENEW')) return ok()
      expect(sql).toContain('token-')
      account.tokens += 1
      account.versions = 1
      return ok()
    }
    if (args[0] === 'deploy') return uploaded(option('-c'), option('--secrets-file'), line)
    throw new Error(`unexpected: wrangler ${line}`)
  }

  const uploaded = (path: string, secretsPath: string, line: string): CommandResult => {
    const config = configs.get(path)
    if (config === undefined) return no(`no config ${path}`)
    const worker = path.replace('copy/', '') as WorkerName
    if (worker === 'delivery') {
      if (!account.workers.has('edge')) return no('script_name not found [code: 10061]')
      if (line.includes('--secrets-file')) {
        account.deliveryKey = account.files.get(secretsPath) ?? null
      }
      if (account.deliveryKey === null) return no(SECRETS_MISSING)
    }
    if (worker === 'app') {
      if (!account.workers.has('delivery')) return no('no service [code: 10143]')
      if (line.includes('--secrets-file')) {
        account.authSecret = account.files.get(secretsPath) ?? null
      }
      if (account.authSecret === null) return no(SECRETS_MISSING)
    }
    account.workers.set(worker, config)
    return ok(`Uploaded\n  https://headwater-${worker}.ada.workers.dev\nCurrent Version ID: 1`)
  }

  let made = 0
  const deps: DeployDeps = {
    wrangler: {
      run: async (args) => {
        account.commands.push(args.join(' '))
        if (account.failOnce?.test(args.join(' '))) {
          account.failOnce = null
          return no('Authentication error [code: 10000]')
        }
        return answer(args)
      },
    },
    writeConfig: (worker, change) => {
      const config = makeConfig(worker)
      change(config)
      configs.set(`copy/${worker}`, config)
      return `copy/${worker}`
    },
    writePrivateFile: (name, text) => {
      account.files.set(name, text)
      return name
    },
    removeFile: (name) => void account.files.delete(name),
    makeDeliveryKey: () => {
      made += 1
      return `key-${made}`
    },
    makeToken: () => {
      made += 1
      return `token-${made}`
    },
    makeAuthSecret: () => 'auth-secret',
    makeSetupCode: () => `code-${++made}`,
    bootstrapSql: (token, code) => `INSERT ${token} ${code}`,
    setupCodeSql: (code) => `RENEW ${code}`,
    say: (line) => void account.said.push(line),
  }
  const run = (options = { newOwnerToken: false }) => deploy(deps, options)
  return { account, run }
}

function makeConfig(worker: WorkerName): WranglerConfig {
  const database = { database_name: 'headwater', database_id: 'blank' }
  return {
    name: `headwater-${worker}`,
    main: 'main.ts',
    vars: {},
    d1_databases: worker === 'delivery' ? [] : [database],
    r2_buckets: worker === 'edge' ? [{ bucket_name: 'headwater-archive' }] : [],
    queues: {
      producers: worker === 'edge' ? [{ queue: 'headwater-events' }] : [],
      consumers: worker === 'delivery' ? [{ queue: 'headwater-deliveries' }] : [],
    },
  } as WranglerConfig
}

describe('deploy to an empty account', () => {
  it('creates what the configs name and uploads in binding order', async () => {
    const { account, run } = makeAccount()
    const deployed = await run()
    expect([...account.databases.keys()]).toEqual(['headwater'])
    expect([...account.buckets]).toEqual(['headwater-archive'])
    expect([...account.queues]).toEqual(['headwater-events', 'headwater-deliveries'])
    expect([...account.workers.keys()]).toEqual(['edge', 'delivery', 'app'])
    expect(account.migrated).toBe(1)
    expect(deployed.appUrl).toBe('https://headwater-app.ada.workers.dev')
  })

  it('uploads with the id of the database that the account gave', async () => {
    const { account, run } = makeAccount()
    await run()
    for (const worker of ['edge', 'app'] as const) {
      expect(account.workers.get(worker)?.d1_databases[0]?.database_id).toBe('d1-uuid')
    }
  })

  it('shows the token once and leaves neither token nor key behind in a file', async () => {
    const { account, run } = makeAccount()
    await run()
    expect(account.said.filter((line) => line.includes('token-'))).toHaveLength(1)
    expect(account.deliveryKey).toContain('key-')
    expect(account.authSecret).toContain('auth-secret')
    expect(account.files.size).toBe(0)
    expect(account.commands.join('\n')).not.toMatch(/token-|key-|code-|auth-secret/)
  })
})

describe('deploy again', () => {
  it('creates nothing, keeps the key and the token, and uploads', async () => {
    const { account, run } = makeAccount()
    await run()
    const { deliveryKey: key, authSecret } = account
    account.members = 1
    account.commands.length = 0
    account.said.length = 0
    await run()
    expect(account.commands.filter((line) => /create|--file|--secrets-file/.test(line))).toEqual([])
    expect(account.deliveryKey).toBe(key)
    expect(account.authSecret).toBe(authSecret)
    expect(account.said.join()).not.toContain('token-')
    expect(account.migrated).toBe(2)
    expect(account.commands.filter((line) => line.startsWith('deploy'))).toHaveLength(3)
  })

  it('shows a new set-up code each time, until somebody has an account', async () => {
    const { account, run } = makeAccount()
    const first = await run()
    const second = await run()
    expect(first.setupCode).toMatch(/^code-/)
    expect(second.setupCode).toMatch(/^code-/)
    expect(second.setupCode).not.toBe(first.setupCode)
    account.members = 1
    expect((await run()).setupCode).toBeNull()
    expect(account.setupCodes).toBe(2)
  })

  it('makes another token when asked to', async () => {
    const { account, run } = makeAccount()
    await run()
    await run({ newOwnerToken: true })
    expect(account.tokens).toBe(2)
    expect(account.said.filter((line) => line.includes('token-'))).toHaveLength(2)
  })

  it('makes the first configuration when only that is missing', async () => {
    const { account, run } = makeAccount()
    await run()
    account.versions = 0
    await run()
    expect(account.versions).toBe(1)
  })
})

describe('a failure half way', () => {
  const steps = [
    /^d1 list/,
    /^d1 create/,
    /^r2 bucket create/,
    /^queues create headwater-deliveries/,
    /^d1 migrations apply/,
    /--command/,
    /--file/,
    /^deploy -c copy\/edge/,
    /^deploy -c copy\/delivery$/,
    /^deploy -c copy\/delivery --secrets-file/,
    /^deploy -c copy\/app$/,
    /^deploy -c copy\/app --secrets-file/,
  ]

  for (const step of steps) {
    it(`at ${step.source} is told with the command's words, and the next run finishes`, async () => {
      const { account, run } = makeAccount()
      account.failOnce = step
      await expect(run()).rejects.toThrow(/Authentication error/)
      expect(account.failOnce).toBeNull()
      expect(account.files.size).toBe(0)
      await run()
      expect([...account.workers.keys()]).toEqual(['edge', 'delivery', 'app'])
      expect(account.tokens).toBe(1)
      expect(account.said.filter((line) => line.includes('token-'))).toHaveLength(1)
    })
  }

  it('never replaces the delivery key because an upload failed for another reason', async () => {
    const { account, run } = makeAccount()
    await run()
    const key = account.deliveryKey
    account.failOnce = /^deploy -c copy\/delivery/
    await expect(run()).rejects.toThrow(DeployFailed)
    expect(account.deliveryKey).toBe(key)
    expect(account.commands.filter((line) => /delivery --secrets-file/.test(line))).toHaveLength(1)
  })
})
