import { expect, it } from 'vitest'
import { archiveName } from './download.ts'

it.each([
  ['linux', 'x64', 'kubeconform-linux-amd64.tar.gz'],
  ['darwin', 'arm64', 'kubeconform-darwin-arm64.tar.gz'],
  ['win32', 'x64', undefined],
] as const)('returns the release archive for %s/%s', (platform, arch, name) =>
  expect(archiveName(platform, arch)).toBe(name),
)
