import { smallModule } from '@thanos-gitops/programs/testing'
import { withExportedGlobals } from '@thanos-gitops/programs/wasm'
import { describe, expect, it } from 'vitest'
import { startModule } from './engine.ts'

const module = new WebAssembly.Module(withExportedGlobals(smallModule))
const start = (limit?: number) => startModule({ module, snapshot: undefined }, limit === undefined ? {} : { limit })

describe('startModule', () => {
  it('answers lines in order', async () => {
    const engine = start()
    const lines = Array.from({ length: 20 }, (_, index) => `x${index}ä`)
    expect(await engine.answers(lines)).toEqual(
      lines.map((line, index) => String.fromCharCode('A'.charCodeAt(0) + index) + line.slice(1)),
    )
    await engine.close()
  })

  it('continues from a snapshot', async () => {
    const first = start()
    await first.answers(['x', 'x'])
    const snapshot = await first.snapshot()
    await first.close()
    const second = startModule({ module, snapshot })
    expect(await second.answers(['x', 'x'])).toEqual(['C', 'D'])
    await second.close()
  })

  it('fails when the module crashes, and then always', async () => {
    const engine = start()
    await expect(engine.answers(['x', '!'])).rejects.toThrow('crashed: unreachable')
    await expect(engine.answers(['x'])).rejects.toThrow('crashed: unreachable')
    await engine.close()
  })

  it('stops a module that does not answer in time', async () => {
    const engine = start(500)
    await expect(engine.answers(['?'])).rejects.toThrow('does not answer within 0.5 seconds')
    await engine.close()
  })
})
