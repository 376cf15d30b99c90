import { posix, win32 } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leadsOut, pathFrom } from './path-from.ts'

describe('pathFrom', () => {
  it.each([
    [posix, '/work', '/work/base/index.ts', 'base/index.ts'],
    [posix, '/work', '/other/a.yaml', '../other/a.yaml'],
    [posix, '/work', '/work', ''],
    // A backslash is a letter there.
    [posix, '/work', '/work/a\\b.yaml', 'a\\b.yaml'],
    [win32, 'C:\\work', 'C:\\work\\base\\index.ts', 'base/index.ts'],
    [win32, 'C:\\work', 'C:/work/base/index.ts', 'base/index.ts'],
    [win32, 'C:\\work', 'c:\\other\\a.yaml', '../other/a.yaml'],
    [win32, 'C:\\work', 'D:\\a.yaml', 'D:\\a.yaml'],
  ])('has slashes on every system (%#)', (paths, folder, file, path) => {
    expect(pathFrom(folder, file, paths)).toBe(path)
  })
})

describe('leadsOut', () => {
  it.each([
    [posix, 'base/index.ts', false],
    [posix, '..', true],
    [posix, '../a.yaml', true],
    [posix, '..a.yaml', false],
    [win32, 'base/index.ts', false],
    [win32, '../a.yaml', true],
    [win32, 'D:\\a.yaml', true],
  ])('accepts only paths inside the folder (%#)', (paths, path, expected) => {
    expect(leadsOut(path, paths)).toBe(expected)
  })
})
