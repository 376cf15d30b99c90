#!/usr/bin/env node
// @ts-check
// Plain JavaScript, because an older Node.js may start it: one that does not run TypeScript starts the pinned one.
import { pinnedNode, runsTypeScript } from './pinned-node.mjs'

const repository = new URL('../..', import.meta.url)

if (runsTypeScript(process.versions.node)) {
  const { enableCompileCache } = process.getBuiltinModule('node:module')
  const { fileURLToPath } = process.getBuiltinModule('node:url')
  const { join } = process.getBuiltinModule('node:path')
  const root = fileURLToPath(repository)
  // From the second start on, Node.js loads compiled code instead of TypeScript.
  enableCompileCache(join(root, 'node_modules/.cache/thanos-gitops/compiled'))
  const args = process.argv.slice(2)
  const { bundlesOf, hasBundle, openBundle } = await import('./bundle/read.mjs')
  const [command] = args
  // The coverage of a test counts the lines of the sources.
  const isBundled = hasBundle(command) && !args.includes('--watch') && !process.env.NODE_V8_COVERAGE
  const found = new Map(isBundled ? bundlesOf(command).map((name) => [name, openBundle(root, name)]) : [])
  // The process that started this one for a part of the environments has written them. Help needs only the declarations.
  const isWriter = process.env.THANOS_GITOPS_PART === undefined && !args.includes('--help') && !args.includes('-h')
  const bundles =
    isWriter && [...found.values()].some(({ state }) => state !== 'current')
      ? await (await import('./bundle/first-run.mjs')).currentBundles(root, found)
      : found
  /** @param {import('./bundle/read.mjs').BundleName} name */
  const usable = (name) => {
    const bundle = bundles.get(name)
    return bundle !== undefined && 'file' in bundle ? bundle : undefined
  }
  const program = isBundled ? usable(command) : undefined
  const loaded =
    program === undefined ? undefined : (await import('./bundle/load.mjs')).loadBundle(program.file, program.digest)
  const exitCode = await (program === undefined || loaded === undefined
    ? (await import('./main.ts')).main(args)
    : loaded.exports.run(args, program.digest, usable('base')))
  process.exitCode = exitCode
  // A pipeline runs each command once.
  const { CI = '' } = process.env
  if (isWriter && exitCode < 2 && (CI === '' || CI === 'false')) loaded?.save()
  // An error in the sources is reported by them.
  if (exitCode < 2) for (const bundle of bundles.values()) if ('problem' in bundle) console.error(bundle.problem)
} else {
  const { spawnSync } = await import('node:child_process')
  const { existsSync } = await import('node:fs')
  const { join } = await import('node:path')
  const { fileURLToPath } = await import('node:url')
  const node = pinnedNode(fileURLToPath(repository), process.platform, process.arch, join)
  if (existsSync(node)) {
    const { status } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' })
    process.exitCode = status ?? 2
  } else {
    console.error(
      `Node.js ${process.versions.node} is too old, and the pinned one is not installed.\n  Run: npm ci\n  If that does not help, install the version in .nvmrc.`,
    )
    process.exitCode = 2
  }
}
