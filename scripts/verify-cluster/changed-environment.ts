// A temporary clone of this repository in which an environment is changed as a person changes it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Document, parse } from 'yaml'
import { copyWithEnvironments, git } from '../tests/clone.ts'
import { succeed, thanosGitops } from '../tests/run.ts'
import { editYaml } from '../verify-delivery/working-clone.ts'

export interface ChangedEnvironment {
  readonly folder: string
  /** The folder with the rendered manifests. */
  readonly manifests: string
  /** Renders the environment again. */
  render(): void
  remove(): void
}

/** Copies the working tree with its environments. */
export function temporaryClone(): Pick<ChangedEnvironment, 'folder' | 'remove'> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-cluster-clone-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    copyWithEnvironments(folder)
    git(folder, 'init', '--quiet', '--initial-branch=main')
  } catch (error) {
    remove()
    throw error
  }
  return { folder, remove }
}

/** Copies the working tree, changes `environment.yaml` of one environment, and renders it. */
export function changeEnvironment(environment: string, edit: (document: Document) => void): ChangedEnvironment {
  const { folder, remove } = temporaryClone()
  const render = (): void => void succeed(thanosGitops(folder, 'render', environment))
  try {
    editYaml(join(folder, 'environments', environment, 'environment.yaml'), edit)
    render()
  } catch (error) {
    remove()
    throw error
  }
  return { folder, manifests: join(folder, 'environments', environment, 'manifests'), render, remove }
}

interface NamedObject {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

/** The objects of some kinds in a folder of manifests. */
export const objectsIn = <T extends NamedObject>(folder: string, kinds: readonly string[]): readonly T[] =>
  readdirSync(folder)
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as T)
    .filter(({ kind }) => kinds.includes(kind))
