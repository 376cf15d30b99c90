import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { exitCodeOf } from './run-command.ts'

afterEach(() => vi.restoreAllMocks())

async function printed(work: () => never): Promise<string> {
  const print = vi.spyOn(console, 'error').mockReturnValue()
  expect(await exitCodeOf(work)).toBe(2)
  return String(print.mock.calls[0]![0])
}

describe('exitCodeOf', () => {
  it('prints an error of the file system without a stack', async () => {
    const text = await printed(() => readdirSync(import.meta.filename) as never)
    expect(text).toMatch(/cannot be read: .*\n.*Check that it is a file/)
    expect(text).not.toMatch(/^ +at /m)
  })

  it('prints the stack of another error, which is a defect', async () => {
    const error = new TypeError('x is undefined')
    expect(
      await printed(() => {
        throw error
      }),
    ).toContain('TypeError: x is undefined')
  })
})
