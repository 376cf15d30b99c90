#!/usr/bin/env node
// @ts-check
// Plain JavaScript, because any Node may start it: what follows is TypeScript and needs one that strips types.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { currentBundle, writeBundle } from './bundle.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const stripsTypes = major > 22 || (major === 22 && minor >= 18)
const repository = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')

if (stripsTypes) {
  // The second start loads compiled code: as fast as if it had been JavaScript all along.
  module.enableCompileCache(join(repository, 'node_modules/.cache/thanos-gitops/compiled'))
  const args = process.argv.slice(2)
  const bundle = args[0] === 'render' ? currentBundle(repository) : undefined
  if (bundle) {
    const { run } = await import(pathToFileURL(bundle).href)
    process.exitCode = await run(args)
  } else {
    const { main } = await import('./main.ts')
    process.exitCode = await main(args)
    // In a pipeline nobody comes after to be faster.
    if (args[0] === 'render' && process.exitCode === 0 && !process.env.CI) await writeBundle(repository)
  }
} else {
  const pinned = join(repository, 'node_modules/node/bin/node')
  if (existsSync(pinned)) {
    const { status } = spawnSync(pinned, process.argv.slice(1), { stdio: 'inherit' })
    process.exitCode = status ?? 2
  } else {
    console.error(`Node ${process.versions.node} is too old, and the pinned one is not installed.\n  Run: npm ci`)
    process.exitCode = 2
  }
}
