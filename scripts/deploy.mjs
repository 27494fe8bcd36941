/** `npm run deploy`: plain JavaScript, so that it starts on the machine's own Node. */
import { continueInOurNode, ensureInstalled } from './toolchain.mjs'

ensureInstalled()
await continueInOurNode(import.meta.filename)
const { main } = await import('./deploy/main.ts')
process.exitCode = await main(process.argv.slice(2))
