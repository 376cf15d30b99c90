// The pre-commit hook: formats staged files, renders and checks the environments that the commit changes, and stages the result.
import { resolve } from 'node:path'
import { $ } from 'zx'
import { affectedEnvironments, isSource } from './affected.ts'

const root = resolve(import.meta.dirname, '../..')
$.cwd = root
$.quiet = true
$.nothrow = true

const staged = await changedFiles('--cached', '--diff-filter=ACMR')
const removed = await changedFiles('--cached', '--diff-filter=D')
const unstaged = await changedFiles()

process.exitCode = (await formatFiles()) && (await renderEnvironments()) ? 0 : 1

async function changedFiles(...options: string[]): Promise<readonly string[]> {
  const { stdout } = await $`git diff --name-only -z ${options}`
  return stdout.split('\0').filter((file) => file !== '')
}

/** Formats the staged files and stages them again. A file that is staged in part is only checked. */
async function formatFiles(): Promise<boolean> {
  const complete = staged.filter((file) => !unstaged.includes(file))
  const partial = staged.filter((file) => unstaged.includes(file))
  return (await biome(complete, ['--write'])) && (await stage(complete)) && (await biome(partial, []))
}

async function biome(files: readonly string[], options: readonly string[]): Promise<boolean> {
  if (files.length === 0) return true
  const { exitCode, stdout, stderr } =
    await $`${process.execPath} node_modules/@biomejs/biome/bin/biome check --no-errors-on-unmatched --files-ignore-unknown=true ${options} ${files}`
  if (exitCode !== 0) console.error(stdout + stderr)
  return exitCode === 0
}

async function renderEnvironments(): Promise<boolean> {
  const affected = affectedEnvironments(root, [...staged, ...removed])
  if (affected.length === 0) return true
  const mixed = unstaged.filter(isSource)
  if (mixed.length > 0) {
    console.error(`${mixed.join('\n')}
  The commit changes what is rendered, and these files have changes that are not staged: a render would include them.
  Stage them, or put them aside with: git stash --keep-index`)
    return false
  }
  // Loaded here, because most commits need no render.
  const { main: thanosGitops } = await import('@thanos-gitops/cli')
  const names = affected === 'all' ? [] : affected
  for (const command of ['render', 'check'])
    if ((await thanosGitops([command, ...names, '--root', root])) !== 0) return false
  return stage(await renderedFiles(names))
}

/** The files that render wrote or removed, of all environments without names. */
async function renderedFiles(names: readonly string[]): Promise<readonly string[]> {
  const outputs = ['manifests/', 'delivery/', 'manifests.sha256']
  const patterns = (names.length === 0 ? ['*'] : names).flatMap((name) =>
    outputs.map((output) => `:(glob)environments/${name}/${output}${output.endsWith('/') ? '**' : ''}`),
  )
  const { stdout } =
    await $`git ls-files -z --modified --deleted --others --exclude-standard -- ${patterns} ${':(glob)environments/fleet.*.yaml'}`
  return [...new Set(stdout.split('\0').filter((file) => file !== ''))]
}

async function stage(files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return true
  const { exitCode, stderr } = await $`git add --all -- ${files}`
  if (exitCode !== 0) console.error(stderr)
  return exitCode === 0
}
