/** Licences of everything whose code is in the catalog's bundle. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Metafile } from 'esbuild'

const ROOT = path.join(import.meta.dirname, '../..')

/** Their packages say the licence in the README, which is not a file of its own. */
const SEGMENT_LICENCE = `MIT License

Copyright (c) 2025 Segment

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`

/** Packages without a licence: their code must not be in what is handed on. */
const UNLICENSED = ['@segment/fql-ts', '@segment/destination-subscriptions']

interface Package {
  name: string
  version: string
  license?: string
}

/** @throws when a package in the bundle has no licence that lets us hand it on. */
export function noticesOf({ outputs }: Metafile): string {
  const folders = new Set<string>()
  for (const output of Object.values(outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder)
    }
  }
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'),
    ) as Package
    if (UNLICENSED.includes(name)) throw new Error(`${name} has no licence and is in the bundle`)
    return `${name} ${version} (${license ?? 'see below'})\n\n${licenceOf(folder, name)}`
  })
  const head =
    'The delivery Worker contains code of these packages, in minified form. Their licences follow.\n'
  return [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceOf(folder: string, name: string): string {
  const full = path.join(ROOT, folder)
  const file = readdirSync(full).find((entry) => /^(licen[cs]e|copying|unlicense)/i.test(entry))
  if (file !== undefined) return readFileSync(path.join(full, file), 'utf8')
  if (name.startsWith('@segment/')) return SEGMENT_LICENCE
  const readme = readdirSync(full).find((entry) => /^readme/i.test(entry))
  const text = readme === undefined ? '' : readFileSync(path.join(full, readme), 'utf8')
  const section = /^#+\s*licen[cs]e[^\n]*\n([\s\S]*)/im.exec(text)?.[1]
  if (section === undefined || !existsSync(full)) throw new Error(`${name} has no licence text`)
  return section.trim()
}
