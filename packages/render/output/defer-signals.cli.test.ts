import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Signals itself in the middle of the work, as Ctrl-C does. */
const program = (signal: string): string => `
  import { deferSignals } from ${JSON.stringify(join(import.meta.dirname, 'defer-signals.ts'))}
  await deferSignals(() => {
    console.log('started')
    process.kill(process.pid, ${JSON.stringify(signal)})
    console.log('finished')
  })
  console.log('continued')`

describe.skipIf(process.platform === 'win32').each([
  { signal: 'SIGINT', exitCode: 130 },
  { signal: 'SIGTERM', exitCode: 143 },
])('deferSignals', ({ signal, exitCode }) => {
  it(`finishes the work and then exits with ${exitCode} after ${signal}`, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program(signal)])
    let output = ''
    child.stdout.on('data', (part) => (output += part))
    expect(await once(child, 'close')).toEqual([exitCode, null])
    expect(output).toBe('started\nfinished\n')
  })
})
