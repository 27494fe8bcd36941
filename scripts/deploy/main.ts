import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bootstrapSql, setupCodeSql } from '../../worker/db/bootstrap-sql.ts'
import { buildAssets } from '../build.mjs'
import { makeApiToken, makeAuthSecret, makeDeliveryKey, makeSetupCode } from '../local/dev-vars.ts'
import { NODE, ROOT, toolEnv } from '../toolchain.mjs'
import { writeConfigCopy } from '../wrangler-config.ts'
import { type DeployDeps, type Deployed, DeployFailed, deploy } from './deploy.ts'
import { createWrangler } from './wrangler-command.ts'

const FOLDER = path.join(ROOT, '.build/deploy')

const USAGE = `npm run deploy [-- --new-owner-token]

Deploys to the Cloudflare account that wrangler is signed in to (\`npx wrangler login\`, or the variables
CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID).

  --new-owner-token   makes and shows another owner's token, for when the first one is lost`

/** @returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== '--new-owner-token')
  if (unknown.length > 0) {
    console.error(USAGE)
    return unknown.includes('--help') ? 0 : 2
  }
  try {
    await buildAssets()
    const deployed = await deploy(realDeps(), { newOwnerToken: args.length > 0 })
    console.log(nextStep(deployed))
    return 0
  } catch (error) {
    if (!(error instanceof DeployFailed)) throw error
    console.error(
      `\n${error.message}\n\nRun \`npm run deploy\` again: it goes on where it stopped.`,
    )
    return 1
  }
}

function realDeps(): DeployDeps {
  return {
    wrangler: createWrangler({
      file: NODE,
      args: [path.join(ROOT, 'node_modules/wrangler/bin/wrangler.js')],
      cwd: ROOT,
      env: toolEnv({ CI: '1', NO_COLOR: '1', FORCE_COLOR: '0' }),
    }),
    writeConfig: (worker, change) => writeConfigCopy(ROOT, FOLDER, worker, change),
    writePrivateFile: (name, text) => {
      const file = path.join(FOLDER, name)
      mkdirSync(FOLDER, { recursive: true })
      rmSync(file, { force: true })
      writeFileSync(file, text, { mode: 0o600 })
      return file
    },
    removeFile: (file) => rmSync(file, { force: true }),
    makeDeliveryKey,
    makeAuthSecret,
    makeToken: makeApiToken,
    makeSetupCode,
    setupCodeSql: (code) => setupCodeSql(sha256(code), new Date().toISOString()),
    bootstrapSql: (token, setupCode) =>
      bootstrapSql({
        tokenHash: sha256(token),
        setupCodeHash: sha256(setupCode),
        workspaceName: 'Workspace',
        now: new Date().toISOString(),
      }),
    say: (line) => console.log(line),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function nextStep({ appUrl, setupCode }: Deployed): string {
  const where = appUrl ?? '(the account has no workers.dev subdomain: give the app a custom domain)'
  return `
Deployed: ${where}
${setupCode === null ? '' : `\nCreate the owner's account, once: ${appUrl ?? 'https://<the app>'}/setup?code=${setupCode}\n`}
Next: give the collector a host of your own, e.g. e.example.com, so that your pages send first-party
requests. docs/self-hosting.md, "Custom domains", has the lines for wrangler.toml.`
}
