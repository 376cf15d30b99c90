import { cpSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { productRoot } from './command.ts'
import { linkCompileCache } from './compile-cache.ts'
import { commitAll, git } from './git.ts'
import { fixtureFolder, temporaryFolder } from './repository.ts'

/** What the command and Nx need of the root folder. */
const rootFiles = ['.env', '.gitignore', '.nxignore', 'nx.json', 'package-lock.json', 'package.json']

/**
 * A checkout of the product with the fixture's base and environments, as it is after `npm ci`: committed, not rendered. It has
 * its own packages, so that a test can change them. Returns its folder. Call it outside of tests and hooks.
 */
export function checkout(): string {
  const root = temporaryFolder()
  copyProduct(root)
  commitAll(root)
  return root
}

function copyProduct(root: string): void {
  const files = git(productRoot, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', 'packages')
  for (const file of [...rootFiles, 'base/package.json', ...files.split('\0')]) {
    if (file === '' || !existsSync(join(productRoot, file))) continue
    mkdirSync(dirname(join(root, file)), { recursive: true })
    cpSync(join(productRoot, file), join(root, file))
  }
  for (const folder of ['base', 'environments'])
    cpSync(join(fixtureFolder, folder), join(root, folder), { recursive: true })
  linkModules(root)
}

/** Packages of the registry lead to the product's. The links to the own packages are relative: a copy leads into the checkout. */
function linkModules(root: string): void {
  const modules = join(productRoot, 'node_modules')
  for (const folder of ['.bin', '@thanos-gitops']) {
    mkdirSync(join(root, 'node_modules', folder), { recursive: true })
    for (const name of readdirSync(join(modules, folder)))
      symlinkSync(readlinkSync(join(modules, folder, name)), join(root, 'node_modules', folder, name))
  }
  const skipped = ['.bin', '.cache', '.package-lock.json', '@thanos-gitops']
  for (const name of readdirSync(modules).filter((entry) => !skipped.includes(entry)))
    symlinkSync(join(modules, name), join(root, 'node_modules', name))
  linkCompileCache(root)
}
