import { describe, expect, it } from 'vitest'
import { smallModule } from '../testing/small-module.ts'
import { withExportedGlobals } from './exports.ts'

const exportsOf = (bytes: Uint8Array): Readonly<Record<string, unknown>> =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports

describe('withExportedGlobals', () => {
  it('adds the mutable globals to the exports', () => {
    const before = exportsOf(smallModule)
    const after = exportsOf(withExportedGlobals(smallModule))
    expect(Object.keys(after)).toEqual([...Object.keys(before), 'global:1', 'global:2', 'global:4'])
    expect((after['global:2'] as WebAssembly.Global).value).toBe(-1n)
  })

  it('exports the globals that the functions use', () => {
    const { _initialize: initialize, 'global:1': counter } = exportsOf(withExportedGlobals(smallModule))
    ;(initialize as () => void)()
    expect((counter as WebAssembly.Global).value).toBe('@'.charCodeAt(0))
  })

  it('refuses a module that is truncated, or that has no exports', () => {
    expect(() => withExportedGlobals(smallModule.subarray(0, smallModule.length - 3))).toThrow('truncated')
    expect(() => withExportedGlobals(smallModule.subarray(0, 8))).toThrow('The module has no exports.')
  })
})
