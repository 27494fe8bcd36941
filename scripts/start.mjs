/**
 * `npm start`: from a fresh clone to a running service. Plain JavaScript, because its first run is on
 * whatever Node the machine has; everything after the installation is in `local/`, on our own Node.
 */
import { continueInOurNode, ensureInstalled } from './toolchain.mjs'

ensureInstalled()
await continueInOurNode(import.meta.filename)
const { start } = await import('./local/start.ts')
await start()
