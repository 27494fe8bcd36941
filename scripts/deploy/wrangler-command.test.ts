import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWrangler } from './wrangler-command.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headwater-wrangler-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('hands over the arguments as they are and answers code and output', async () => {
  const file = path.join(folder, 'wrangler')
  const log = path.join(folder, 'calls')
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" > "${log}"\necho out\necho err >&2\nexit 3\n`)
  chmodSync(file, 0o755)
  const wrangler = createWrangler({ file, args: ['--first'], cwd: folder, env: { PATH: '/bin' } })
  const result = await wrangler.run(['d1', 'execute', '--command', 'SELECT "a b" AS c'])
  expect(result).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' })
  const calls = readFileSync(log, 'utf8').trimEnd().split('\n')
  expect(calls).toEqual(['--first', 'd1', 'execute', '--command', 'SELECT "a b" AS c'])
})
