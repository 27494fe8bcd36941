import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import { snippet } from '../../worker/domain/snippet.ts'
import { buildAssets } from '../build.mjs'
import { ROOT } from '../toolchain.mjs'
import { prepareDatabase } from './database.ts'
import { type Demo, seedDemo } from './demo.ts'
import { DevServer } from './dev-server.ts'
import { completeDevVars, parseDevVars } from './dev-vars.ts'
import { requireFreePort } from './ports.ts'
import { welcome } from './welcome.ts'

const DEFAULT_PORT = 8787

/** Builds, migrates, serves and seeds; returns when everything it started has ended. */
export async function start(): Promise<void> {
  const server = new DevServer()
  // Before the first child exists, so that Ctrl-C during the build ends us too, with the same code.
  server.endOnSignals()
  try {
    const port = readPort(process.env.PORT)
    await requireFreePort(port)
    const secrets = readSecrets()
    await buildAssets()
    const configs = server.writeConfigs()
    const apiToken = secrets.PUBLIC_API_TOKEN ?? ''
    const setupCode = secrets.SETUP_CODE ?? ''
    await prepareDatabase(configs.edge, { apiToken, setupCode })
    const origin = await server.start(port, secrets)
    const demo = await seedDemo(origin, apiToken)
    const snippetPath = writeSnippet(origin, demo)
    const setupUrl = (await ownerExists(origin)) ? null : `${origin}/setup?code=${setupCode}`
    console.log(welcome({ origin, apiToken, setupUrl, snippetPath, ...demo }))
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`)
    await server.end(1)
  }
  await server.ended()
}

const setupStateSchema = v.object({ data: v.object({ ownerExists: v.boolean() }) })

async function ownerExists(origin: string): Promise<boolean> {
  const response = await fetch(`${origin}/api/setup-state`)
  return v.parse(setupStateSchema, await response.json()).data.ownerExists
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Error(`PORT is "${text}"; it has to be a number from 1 to 65535.`)
}

/** @returns the file's path as a person would type it. */
function writeSnippet(origin: string, { websiteWriteKey }: Demo): string {
  const file = '.build/local/snippet.html'
  writeFileSync(path.join(ROOT, file), `${snippet({ writeKey: websiteWriteKey, origin })}\n`)
  return file
}

function readSecrets(): Record<string, string> {
  const file = path.join(ROOT, '.dev.vars')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const completed = completeDevVars(text)
  if (completed !== text) writeFileSync(file, completed, { mode: 0o600 })
  return parseDevVars(completed)
}
