// @ts-check
// Plain JavaScript, because an error in a module of the command must be printed when the command runs, and not before.
import '../compile-cache.mjs'

const [command = ''] = process.argv.slice(2)

// Without the process that watches, nobody waits for a result.
process.once('disconnect', () => process.exit(2))
/** @type {Promise<import('./standby.ts').Start>} */
const started = new Promise((resolve) => process.once('message', resolve))

try {
  await import(`../commands/${command}.ts`)
} catch {
  // The run below reports it.
}
const { args } = await started
process.removeAllListeners('disconnect')
process.disconnect()
const { main } = await import('../main.ts')
process.exitCode = await main([command, ...args])
