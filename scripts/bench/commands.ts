import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileCache } from '@thanos-gitops/testing/compile-cache'
import { root } from '../tests/repository.ts'
import { type Command, runs } from './measure.ts'
import type { Tree } from './synthetic.ts'

/** The temporary folder of all scenarios. */
export const folder = join(root, '.bench')
export const node = process.execPath
export const cli = 'packages/cli/bin.mjs'

/** In a trial, copies of the repository share their compiled code. A measurement must not. */
export const sharedCode = (root: string): Readonly<Record<string, string>> => (runs.isTrial ? compileCache(root) : {})

export const renderCommand = (tree: Tree, prepare: () => void, env?: Record<string, string>): Command => ({
  name: 'thanos-gitops render',
  argv: [node, join(tree.root, cli), 'render', '--root', tree.root],
  prepare,
  ...(env ? { env } : {}),
})

export const kustomizeCommand = (tree: Tree): Command => ({
  name: 'kubectl kustomize',
  argv: ['kubectl', 'kustomize', tree.overlay(tree.environments[0]!), '-o', join(folder, 'kustomize.yaml')],
})

/** The shortest possible Node.js process. */
export const emptyNode: Command = { name: 'node', argv: [node, '-e', '0'] }

/** A plain Node.js program that reads the finished manifests from one JSON file and writes a file for each: no patches, no YAML. */
export function writeOnlyCommand({ root: at, environments: [name] }: Tree): Command {
  const manifests = join(at, 'environments', name!, 'manifests')
  const contents = readdirSync(manifests).map((file) => readFileSync(join(manifests, file), 'utf8'))
  const [script, input, output] = ['floor.mjs', 'floor.json', 'floor'].map((file) => join(folder, file))
  mkdirSync(output!, { recursive: true })
  writeFileSync(input!, JSON.stringify(contents))
  writeFileSync(
    script!,
    `import { readFileSync, writeFileSync } from 'node:fs'
const [input, output] = process.argv.slice(2)
for (const [index, text] of JSON.parse(readFileSync(input, 'utf8')).entries()) writeFileSync(output + '/' + index, text)
`,
  )
  return { name: 'plain Node.js', argv: [node, script!, input!, output!] }
}

let removals = 0

/** Moves the output away instead of deleting it: after many deletions, ext4 takes long to find a free inode. */
export function removeOutput({ root: at, environments }: Tree): void {
  const trash = join(folder, 'trash', String(removals++))
  for (const name of environments) {
    mkdirSync(join(trash, name), { recursive: true })
    for (const output of ['manifests', '.rendered.sha256']) {
      const path = join(at, 'environments', name, output)
      if (existsSync(path)) renameSync(path, join(trash, name, output))
    }
  }
}
