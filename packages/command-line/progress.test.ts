import { describe, expect, it } from 'vitest'
import { endProgress, startProgress } from './progress.ts'

/** A terminal and a clock. */
function started() {
  const written: string[] = []
  let time = 0
  const progress = startProgress(
    'render',
    (text) => written.push(text),
    () => time,
  )
  const at = (milliseconds: number, state: string): void => {
    time = milliseconds
    progress.show(state)
  }
  return { progress, at, written }
}

describe('the progress of a command', () => {
  it('is not shown in the first two seconds', () => {
    const { at, progress, written } = started()
    at(1_999, '1 of 9 environments rendered')
    progress.end()
    expect(written).toEqual([])
  })

  it('replaces its line, ten times in a second at most', () => {
    const { at, written } = started()
    at(2_000, '1 of 9 environments rendered')
    at(2_050, '2 of 9 environments rendered')
    at(3_600, '3 of 9 environments rendered')
    expect(written).toEqual([
      '\rrender: 1 of 9 environments rendered, 2 s\x1b[K',
      '\rrender: 3 of 9 environments rendered, 4 s\x1b[K',
    ])
  })

  it('is removed when the command fails', () => {
    const { at, written } = started()
    at(2_000, 'a')
    endProgress()
    expect(written.at(-1)).toBe('\r\x1b[K')
  })

  it('is removed before other output and at the end, once', () => {
    const { at, progress, written } = started()
    at(2_000, 'a')
    progress.clear()
    progress.clear()
    at(2_010, 'b')
    progress.end()
    progress.end()
    expect(written.map((text) => text.replace('\x1b[K', ''))).toEqual([
      '\rrender: a, 2 s',
      '\r',
      '\rrender: b, 2 s',
      '\r',
    ])
  })
})
