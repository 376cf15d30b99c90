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
  // The coverage of a test counts the lines of the sources.
  const usesBundle = args[0] === 'render' && !args.includes('--watch') && !process.env.NODE_V8_COVERAGE
  process.exitCode = usesBundle ? await render(root, args) : await (await import('./main.ts')).main(args)
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
 * Renders from the bundle if there is a current one, and otherwise from the sources and then writes the bundle.
 * @param {string} root
 * @param {readonly string[]} args
 */
async function render(root, args) {
  const { bundleFile, openBundle } = await import('./bundle/read.mjs')
  const { createRequire } = process.getBuiltinModule('node:module')
  const file = bundleFile(root)
  const bundle = openBundle(root)
  if (bundle.state === 'current') return createRequire(file)(file).run(args, bundle.digest)
  if (bundle.state === 'damaged')
    console.error(`${file} is damaged or of another version. This render loads the sources instead.`)
  const { main } = await import('./main.ts')
  const exitCode = await main(args)
  // A pipeline renders once, and the process that started this one for a part of the environments writes the bundle itself.
  if (exitCode === 0 && !process.env.CI && process.env.THANOS_GITOPS_PART === undefined) await writeOrReport()
  return exitCode

  async function writeOrReport() {
    try {
      const { writeBundle } = await import('./bundle/write.mjs')
      await writeBundle(root)
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : error
      console.error(`${file} cannot be written, so that the next render is slower too: ${reason}`)
    }
  }
}
