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
  const { bundleFile, hasBundle, openBundle } = await import('./bundle/read.mjs')
  const [command] = args
  // The coverage of a test counts the lines of the sources.
  const isBundled = hasBundle(command) && !args.includes('--watch') && !process.env.NODE_V8_COVERAGE
  const file = isBundled ? bundleFile(root, command) : undefined
  const bundle = isBundled ? openBundle(root, command) : undefined
  if (file !== undefined && bundle?.state === 'current') {
    process.exitCode = await process.getBuiltinModule('node:module').createRequire(file)(file).run(args, bundle.digest)
  } else {
    if (bundle?.state === 'damaged')
      console.error(`${file} is damaged or of another version. This ${command} loads the sources instead.`)
    const exitCode = await (await import('./main.ts')).main(args)
    process.exitCode = exitCode
    // A pipeline runs each command once, and the process that started this one for a part of the environments writes the bundle itself.
    if (isBundled && exitCode < 2 && !process.env.CI && process.env.THANOS_GITOPS_PART === undefined)
      await writeOrReport(root, command)
  }
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

/**
 * Writes the bundle of a command that ran from its sources, so that the next run is faster.
 * @param {string} root
 * @param {import('./bundle/read.mjs').BundledCommand} command
 */
async function writeOrReport(root, command) {
  const { bundleFile } = await import('./bundle/read.mjs')
  try {
    const { isWorthwhile, writeBundle } = await import('./bundle/write.mjs')
    if (isWorthwhile(root, command)) await writeBundle(root, command)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : error
    console.error(
      `${bundleFile(root, command)} cannot be written, so that the next ${command} is slower too: ${reason}`,
    )
  }
}
