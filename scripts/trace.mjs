/** `npm run trace -- <messageId>`: where an event went. On whatever Node the machine has. */
import { continueInOurNode, ensureInstalled } from './toolchain.mjs'

ensureInstalled()
await continueInOurNode(import.meta.filename)
const { main } = await import('./trace/main.ts')
process.exitCode = await main(process.argv.slice(2))
