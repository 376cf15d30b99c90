import { expect, it } from 'vitest'
import { candidatePaths, versionNote } from './tools.ts'

it.each([
  ['linux', '/usr/bin::/opt/tools', ['/usr/bin/promtool', '/opt/tools/promtool']],
  ['win32', 'C:\\tools;D:\\bin', ['C:\\tools\\promtool.exe', 'D:\\bin\\promtool.exe']],
  ['darwin', '', []],
] as const)('searches the folders of PATH on %s', (platform, searchPath, paths) => {
  expect(candidatePaths('promtool', searchPath, platform)).toEqual(paths)
})

it.each([
  ['promtool, version 3.13.2 (branch: , revision: unknown)\n', undefined],
  ['promtool, version 3.5.0 (branch: HEAD)\n', 'Using promtool 3.5.0 from PATH; the pinned version is 3.13.2.'],
  [
    'promtool, version  (branch: , revision: unknown)\n',
    'Using promtool of an unknown version from PATH; the pinned version is 3.13.2.',
  ],
  ['', 'Using promtool of an unknown version from PATH; the pinned version is 3.13.2.'],
])('names the version of a program on PATH unless it is the pinned one: %j', (output, note) => {
  expect(versionNote('promtool', output)).toBe(note)
})
