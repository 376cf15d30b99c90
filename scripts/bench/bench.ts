// npm run bench [-- --only thanos,60,1000] [--pairs 5]
// Our command against `kubectl kustomize` on equal input, and its diff against dyff; whole processes in turn. Needs kubectl and
// GNU time, and Go for dyff.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { environmentNames } from '@thanos-gitops/render'
import { cloneRepository } from '../tests/clone.ts'
import { createEnvironments } from '../tests/create-environments.ts'
import { root } from '../tests/repository.ts'
import { buildTool } from '../tools.ts'
import { assertEqual } from './equal.ts'
import { type Command, measure, measurePairs, medianOf, type Pairs, pairedRatio } from './measure.ts'
import { type Tree, writeSides, writeSynthetic } from './synthetic.ts'
import { writeThanos } from './thanos.ts'

const folder = join(root, '.bench')
const node = join(root, 'node_modules/.bin/node')
const cli = 'packages/cli/bin.mjs'

const { values } = parseArgs({ options: { only: { type: 'string' }, pairs: { type: 'string', default: '5' } } })

const scenarios: Readonly<Record<string, () => void | Promise<void>>> = {
  thanos: () => one('Thanos, 1 environment', () => writeThanos(join(folder, 'thanos'), 1), 0.5),
  60: () => one('60 objects', () => writeSynthetic(join(folder, '60'), 60, 1), 0.33),
  1000: () => one('1,000 objects', () => writeSynthetic(join(folder, '1000'), 1000, 1), 0.04),
  4000: () => one('4,000 objects', () => writeSynthetic(join(folder, '4000'), 4000, 1), 0.006, 1),
  'thanos-500': () => fleet('Thanos, 500 environments', () => writeThanos(join(folder, 'thanos-500'), 500), 0.03),
  '60-500': () => alone('60 objects, 500 environments', () => writeSynthetic(join(folder, '60-500'), 60, 500)),
  nx: () => throughNx(),
  diff: () => sides('10,000 objects, every eleventh changed', 11),
  'diff-all': () => sides('10,000 objects, all changed', 1),
  comment: () => comment(),
}
const quick = ['thanos', '60', '1000', '60-500', 'nx']

const ours = (tree: Tree, prepare: () => void, env?: Record<string, string>): Command => ({
  name: 'thanos-gitops render',
  argv: [node, join(tree.root, cli), 'render', '--root', tree.root],
  prepare,
  ...(env ? { env } : {}),
})

const kustomize = (tree: Tree): Command => ({
  name: 'kubectl kustomize',
  argv: ['kubectl', 'kustomize', tree.overlay(tree.environments[0]!), '-o', join(folder, 'kustomize.yaml')],
})

let removals = 0

/** Moved away and not deleted: ext4 looks long for a free inode where many have just been deleted. */
function removeOutput({ root: at, environments }: Tree): void {
  const trash = join(folder, 'trash', String(removals++))
  for (const name of environments) {
    mkdirSync(join(trash, name), { recursive: true })
    for (const output of ['manifests', 'manifests.sha256']) {
      const path = join(at, 'environments', name, output)
      if (existsSync(path)) renameSync(path, join(trash, name, output))
    }
  }
}

/** Compares the outputs before any time counts, and gives the number of objects in one environment. */
function equalOutput(tree: Tree): number {
  measure(ours(tree, () => removeOutput(tree)))
  return Math.max(
    ...tree.environments
      .slice(0, 3)
      .map((name) => assertEqual(join(tree.root, 'environments', name, 'manifests'), tree.overlay(name))),
  )
}

const cpuOf = new Map<number, number>()

function one(title: string, write: () => Tree, target: number, pairs = Number(values.pairs)): void {
  const tree = write()
  const size = equalOutput(tree)
  const empty = () => removeOutput(tree)
  const first = measurePairs(ours(tree, empty), kustomize(tree), pairs)
  cpuOf.set(size, medianOf(first.ours, 'cpu'))
  row(title, 'none', first, target)
  // Where kustomize takes minutes it runs once, and the other rows compare with that run.
  const against = (command: Command): Pairs =>
    pairs > 1 ? measurePairs(command, kustomize(tree), pairs) : { ours: [measure(command)], theirs: first.theirs }
  row(title, 'the same', against(ours(tree, () => {})))
  const cold = () => {
    empty()
    rmSync(join(tree.root, 'node_modules/.cache'), { recursive: true, force: true })
  }
  row(`${title}, nothing cached`, 'none', against(ours(tree, cold, { CI: 'true' })))
  row('floor: node -e 0', '-', against({ name: 'node', argv: [node, '-e', '0'] }))
  row('floor: plain Node.js writes the finished texts', 'the same', against(plainNode(tree)))
}

/** By which power of the number of objects the CPU time grows. */
function growth(): void {
  const [[small, less], [large, more]] = [...cpuOf].sort(([a], [b]) => a - b).slice(-2) as [
    [number, number],
    [number, number],
  ]
  console.log(
    `\nGrowth of CPU time from ${small} to ${large} objects: exponent ${(Math.log(more / less) / Math.log(large / small)).toFixed(2)}`,
  )
}

/** No patches, no checks, no YAML: reads the finished manifests from one JSON file and writes a file for each. */
function plainNode({ root: at, environments: [name] }: Tree): Command {
  const manifests = join(at, 'environments', name!, 'manifests')
  const texts = readdirSync(manifests).map((file) => readFileSync(join(manifests, file), 'utf8'))
  const [script, input, output] = ['floor.mjs', 'floor.json', 'floor'].map((file) => join(folder, file))
  mkdirSync(output!, { recursive: true })
  writeFileSync(input!, JSON.stringify(texts))
  writeFileSync(
    script!,
    `import { readFileSync, writeFileSync } from 'node:fs'
const [input, output] = process.argv.slice(2)
for (const [index, text] of JSON.parse(readFileSync(input, 'utf8')).entries()) writeFileSync(output + '/' + index, text)
`,
  )
  return { name: 'plain Node.js', argv: [node, script!, input!, output!] }
}

/** One process of ours for all environments; kustomize has no other way than one process each, two at a time. */
function fleet(title: string, write: () => Tree, target: number): void {
  const tree = write()
  equalOutput(tree)
  const overlays = join(folder, 'overlays')
  writeFileSync(overlays, tree.environments.map((name) => `${tree.overlay(name)}\n`).join(''))
  const theirs: Command = {
    name: 'kubectl kustomize, 500 times',
    argv: ['xargs', '-a', overlays, '-P', '2', '-I', '{}', 'kubectl', 'kustomize', '{}', '-o', '{}/output.yaml'],
  }
  row(
    title,
    'none',
    measurePairs(
      ours(tree, () => removeOutput(tree)),
      theirs,
      1,
    ),
    target,
  )
  alone(title, () => tree)
}

function alone(title: string, write: () => Tree): void {
  const tree = write()
  equalOutput(tree)
  const first = ours(tree, () => removeOutput(tree))
  const again = ours(tree, () => {})
  measure(first)
  for (const [state, command] of [
    ['none', first],
    ['the same', again],
  ] as const) {
    const samples = Array.from({ length: 3 }, () => measure(command))
    console.log(`| ${title} | ${state} | ${figures(samples)} | | | | |`)
  }
}

/** What Nx adds on top of the command. */
function throughNx(): void {
  const name = environmentNames(root).find((name) => existsSync(join(root, 'environments', name, 'manifests')))
  if (name === undefined) throw new Error('Render an environment first: npx nx render')
  const nx = (...args: string[]): Command => ({
    name: 'nx',
    argv: [node, join(root, 'node_modules/nx/bin/nx.js'), 'render', name, ...args],
    env: { NX_ISOLATE_PLUGINS: 'false' },
  })
  const direct: Command = { name: 'direct', argv: [node, join(root, cli), 'render', name] }
  for (const [title, command] of [
    [`nx render ${name}, cache hit`, nx()],
    [`nx render ${name}, executed`, nx('--skip-nx-cache')],
  ] as const) {
    const pairs = measurePairs(command, direct, Number(values.pairs))
    console.log(
      `| ${title}, against the command itself | the same | ${figures(pairs.ours)} | command: ${figures(pairs.theirs)} | ${pairedRatio(pairs, 'wall').toFixed(2)} | ${pairedRatio(pairs, 'cpu').toFixed(2)} | |`,
    )
  }
}

/** Two files of Kubernetes YAML. dyff says which fields differ; ours says what that does to the cluster, too. */
async function sides(title: string, every: number): Promise<void> {
  const dyff = await buildTool('dyff')
  const { before, after } = writeSides(join(folder, 'sides'), 10_000, every)
  const theirs: Command = { name: 'dyff', argv: [dyff, 'between', before, after] }
  for (const format of ['markdown', 'json']) {
    // No change is of this class, and so the exit code is 0.
    const command: Command = {
      name: 'thanos-gitops diff',
      argv: [node, join(root, cli), 'diff', before, after, '--format', format, '--fail-on', 'data-loss'],
    }
    row(`diff --format ${format}: ${title}; against dyff`, '-', measurePairs(command, theirs, Number(values.pairs)))
  }
}

/** The comment of a pull request that changes an image of the base, and with it pods of all environments. */
function comment(): void {
  const clone = cloneRepository()
  try {
    createEnvironments(clone)
    const file = join(clone, 'base/thanos.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(thanos\/thanos:v[\d.]+)/, '$1-next'))
    const command: Command = {
      name: 'thanos-gitops diff',
      argv: [node, join(clone, cli), 'diff', '--root', clone, '--format', 'markdown', '--fail-on', 'data-loss'],
    }
    measure(command)
    const samples = Array.from({ length: Number(values.pairs) }, () => measure(command))
    console.log(`| diff: the comment for all environments | - | ${figures(samples)} | | | | |`)
  } finally {
    rmSync(clone, { recursive: true })
  }
}

function row(title: string, state: string, pairs: Pairs, target?: number): void {
  const ratios = (['wall', 'cpu'] as const).map((figure) => pairedRatio(pairs, figure).toPrecision(2))
  console.log(
    `| ${title} | ${state} | ${figures(pairs.ours)} | ${figures(pairs.theirs)} | ${ratios.join(' | ')} | ${target === undefined ? '' : `≤ ${target}`} |`,
  )
}

const figures = (samples: Pairs['ours']): string =>
  `${medianOf(samples, 'wall').toFixed(2)} (${medianOf(samples, 'cpu').toFixed(2)}), ${medianOf(samples, 'peak').toFixed(0)}`

const chosen = values.only?.split(',') ?? quick
const unknown = chosen.filter((name) => !Object.hasOwn(scenarios, name))
if (unknown.length > 0)
  throw new Error(`There is no scenario ${unknown.join(', ')}, only ${Object.keys(scenarios).join(', ')}.`)

console.log(
  '| scenario | output before | ours: wall s (cpu s), MiB | kustomize or dyff: wall s (cpu s), MiB | wall ratio | cpu ratio | target |',
)
console.log('| --- | --- | --- | --- | --- | --- | --- |')
rmSync(folder, { recursive: true, force: true })
try {
  for (const name of chosen) await scenarios[name]!()
  if (cpuOf.size > 1) growth()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
