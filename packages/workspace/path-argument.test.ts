import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { isPathArgument } from './path-argument.ts'

const root = temporaryFolder()
// The tests run in the root of the product, which contains the folder packages.
mkdirSync(join(root, 'environments/blue'), { recursive: true })
mkdirSync(join(root, 'environments/packages'), { recursive: true })

it.each<[string, string | undefined, boolean]>([
  ['-', root, true],
  ['./blue', root, true],
  ['blue/manifests', root, true],
  ['blue\\manifests', root, true],
  ['blue.yaml', root, true],
  ['blue', root, false],
  ['bleu', root, false],
  // A folder of the working directory, which has the name of an environment too.
  ['packages', root, false],
  ['scripts', root, true],
  ['blue', undefined, true],
])('decides whether %s is a path, in the repository %s: %s', (argument, repository, expected) =>
  expect(isPathArgument(argument, repository)).toBe(expected),
)
