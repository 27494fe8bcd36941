import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCurl } from './to-curl.ts'

describe('a request as a command', () => {
  it('has its method, headers and body', () => {
    const command = toCurl({
      method: 'POST',
      url: 'https://orders.example.com/in?a=1&b=2',
      headers: { 'content-type': 'application/json', 'Content-Length': '12' },
      body: `{"name":"it's"}`,
    })
    expect(command).toBe(`curl --request POST 'https://orders.example.com/in?a=1&b=2' \\
  --header 'content-type: application/json' \\
  --data-raw '{"name":"it'\\''s"}'`)
  })

  it('says no more than it must', () => {
    expect(toCurl({ method: 'GET', url: 'https://x.example', headers: {}, body: '' })).toBe(
      "curl 'https://x.example'",
    )
  })

  it('means to a shell what it says, whatever is in it', () => {
    fc.assert(
      fc.property(
        // A command line can hold no NUL.
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((body) => !body.includes('\0')),
        (body) => {
          const command = toCurl({ method: 'PUT', url: 'u', headers: {}, body })
          const printed = command.replace('curl', "printf '%s\\n'")
          const said = execFileSync('sh', ['-c', printed], { encoding: 'utf8' })
          expect(said).toBe(`--request\nPUT\nu\n--data-raw\n${body}\n`)
        },
      ),
      { numRuns: 25 },
    )
  })
})
