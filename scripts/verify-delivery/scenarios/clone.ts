// The clone of a rig: renders, compares and reads what is in git.
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { parseAllDocuments } from 'yaml'
import { $ } from 'zx'
import type { DiffDocument } from './prediction.ts'

const inClone = (clone: string) => $({ cwd: clone, nothrow: true, quiet: true })

/** The rendered objects of an environment in the working tree. None if its folder does not exist. */
export function renderedObjects(clone: string, environment: string): readonly KubernetesObject[] {
  const folder = join(clone, 'environments', environment, 'manifests')
  return filesIn(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(
      (document) => document.toJS() as unknown as KubernetesObject,
    ),
  )
}

const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  } catch {
    return []
  }
}

/** Renders the environment, unless its folder was removed. */
export async function render(clone: string, environment: string): Promise<void> {
  const names = readdirSync(join(clone, 'environments')).includes(environment) ? [environment] : []
  const { exitCode, stdout, stderr } = await inClone(clone)`node_modules/.bin/thanos-gitops render ${names}`
  if (exitCode !== 0) throw new Error(`render fails:\n${stdout}${stderr}`)
}

/** What `diff` predicts for the working tree against a revision. */
export async function predict(clone: string, environment: string, base: string): Promise<DiffDocument> {
  const { stdout, stderr, exitCode } = await inClone(
    clone,
  )`node_modules/.bin/thanos-gitops diff ${environment} --base ${base} --format json`
  if (exitCode === 2) throw new Error(`diff fails:\n${stderr}`)
  return JSON.parse(stdout) as DiffDocument
}

/** The files that differ from the last commit. */
export async function changedFiles(clone: string): Promise<readonly string[]> {
  const { stdout } = await inClone(clone)`git status --porcelain --untracked-files=all`
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(3))
}

export async function head(clone: string): Promise<string> {
  return (await inClone(clone)`git rev-parse HEAD`).stdout.trim()
}

/** What a delivery tool reads of an environment: the path and the content of each file. */
export function deliveredFiles(clone: string, environment: string): readonly (readonly [string, string])[] {
  const folder = join(clone, 'environments', environment)
  return globSync('{manifests,delivery}/**/*.yaml', { cwd: folder })
    .toSorted()
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')])
}
