import { expect, it } from 'vitest'
import { candidates } from './tools.ts'

it.each([
  ['linux', '/usr/bin::/opt/tools', ['/usr/bin/promtool', '/opt/tools/promtool']],
  ['win32', 'C:\\tools;D:\\bin', ['C:\\tools\\promtool.exe', 'D:\\bin\\promtool.exe']],
  ['darwin', '', []],
] as const)('a program on %s is in one of the folders of the search path', (platform, searchPath, files) => {
  expect(candidates('promtool', searchPath, platform)).toEqual(files)
})
