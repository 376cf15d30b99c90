#!/usr/bin/env node
// @ts-check
// Plain JavaScript, because any Node may start it: what follows is TypeScript and needs one that strips types.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const stripsTypes = major > 22 || (major === 22 && minor >= 18)
const repository = new URL('../..', import.meta.url)

if (stripsTypes) {
  const { enableCompileCache } = process.getBuiltinModule('node:module')
  const { fileURLToPath, pathToFileURL } = process.getBuiltinModule('node:url')
  const root = fileURLToPath(repository)
  // The second start loads compiled code: as fast as if it had been JavaScript all along.
  enableCompileCache(`${root}/node_modules/.cache/thanos-gitops/compiled`)
  const args = process.argv.slice(2)
  const { currentBundle } = await import('./bundle.mjs')
  const bundle = args[0] === 'render' || args[0] === 'diff' ? currentBundle(root) : undefined
  // It may be replaced at this very moment: the sources are always there.
  const bundled = bundle && (await import(pathToFileURL(bundle).href).catch(() => undefined))
  if (bundled) process.exitCode = await bundled.run(args)
  else {
    const { main } = await import('./main.ts')
    process.exitCode = await main(args)
    // In a pipeline nobody comes after to be faster.
    if (args[0] === 'render' && process.exitCode === 0 && !process.env.CI)
      await (await import('./write-bundle.mjs')).writeBundle(root)
  }
} else {
  const { spawnSync } = await import('node:child_process')
  const { existsSync } = await import('node:fs')
  const { fileURLToPath } = await import('node:url')
  const pinned = fileURLToPath(new URL('node_modules/node/bin/node', repository))
  if (existsSync(pinned)) {
    const { status } = spawnSync(pinned, process.argv.slice(1), { stdio: 'inherit' })
    process.exitCode = status ?? 2
  } else {
    console.error(`Node ${process.versions.node} is too old, and the pinned one is not installed.\n  Run: npm ci`)
    process.exitCode = 2
  }
}
