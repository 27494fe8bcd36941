import { spawn } from 'node:child_process'

export interface CommandResult {
  code: number
  stdout: string
  stderr: string
}

/** The wrangler command, as far as deploying needs it. */
export interface Wrangler {
  /** Runs to its end; a failure is a code, not an exception. */
  run(args: string[]): Promise<CommandResult>
}

/** Never prompts: its input is closed, and what it would ask has its answer in the arguments. */
export function createWrangler(command: {
  file: string
  args: string[]
  cwd: string
  env: Record<string, string>
}): Wrangler {
  return {
    run: (args) =>
      new Promise((resolve, reject) => {
        const child = spawn(command.file, [...command.args, ...args], {
          cwd: command.cwd,
          env: command.env,
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        const output = { stdout: '', stderr: '' }
        child.stdout.on('data', (chunk) => {
          output.stdout += chunk
        })
        child.stderr.on('data', (chunk) => {
          output.stderr += chunk
        })
        child.once('error', reject)
        child.once('close', (code) => resolve({ code: code ?? 1, ...output }))
      }),
  }
}
