import { expect, it } from 'vitest'
import { candidatePaths } from './tools.ts'

it.each([
  ['linux', '/usr/bin::/opt/tools', ['/usr/bin/promtool', '/opt/tools/promtool']],
  ['win32', 'C:\\tools;D:\\bin', ['C:\\tools\\promtool.exe', 'D:\\bin\\promtool.exe']],
  ['darwin', '', []],
] as const)('searches the folders of PATH on %s', (platform, searchPath, paths) => {
  expect(candidatePaths('promtool', searchPath, platform)).toEqual(paths)
})
