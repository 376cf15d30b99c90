import { describe, expect, it } from 'vitest'
import { installsSame } from './rendering.ts'

const lock = (version: string, nx: string): string =>
  JSON.stringify({
    version,
    packages: { '': { version, devDependencies: { nx } }, 'node_modules/nx': { version: nx } },
  })

describe('the packages of two lock files', () => {
  it('are the same if only the version of the repository differs', () =>
    expect(installsSame(lock('1.4.0', '23.2.1'), lock('1.5.0', '23.2.1'))).toBe(true))

  it('differ if a dependency differs', () =>
    expect(installsSame(lock('1.4.0', '23.2.1'), lock('1.4.0', '23.3.0'))).toBe(false))
})
