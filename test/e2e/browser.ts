import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import chromiumPackage from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

const ARGS = [
  '--no-sandbox', // tests run as root in containers
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Whatever a page asks for, no test reaches another machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

/** A headless Chromium with a profile of its own, which it removes when it is closed. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), headless: true, args: ARGS })
}

/** `CHROMIUM_PATH`, else the system's, else the one that npm brought. */
async function findChromium(): Promise<string> {
  const wanted = process.env.CHROMIUM_PATH
  if (wanted !== undefined && wanted !== '') return wanted
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  for (const name of SYSTEM_NAMES) {
    const found = folders.map((folder) => path.join(folder, name)).find(isExecutable)
    if (found !== undefined) return found
  }
  return chromiumPackage.executablePath()
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
