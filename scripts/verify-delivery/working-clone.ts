// A clone of this repository with its environments, whose origin is a Git host of this machine.
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Document, parseDocument } from 'yaml'
import { $ } from 'zx'
import { commit, copyWithEnvironments, git } from '../tests/clone.ts'
import { succeed, thanosGitops } from '../tests/run.ts'
import { atExit } from './at-exit.ts'
import { type GitServer, serveGit } from './git-server.ts'
import type { DeclaredSecret } from './simulation/declared-secrets.ts'

export interface WorkingClone {
  readonly folder: string
  readonly host: GitServer
  /** Commits all changes and pushes. Returns the commit. */
  push(message: string): string
  /** The current commit. */
  head(): string
  stop(): Promise<void>
}

/** The environments that the verification syncs. */
export const environmentNames = ['production', 'staging', 'local'] as const

/**
 * Copies the working tree with its environments.
 *
 * @param environments get `delivery: both`, and the Kubernetes version of the cluster
 * @param prepare changes more in the folder first; `others` are the other environments
 */
export async function createClone(
  environments: readonly string[],
  kubernetesVersion: string,
  prepare: (folder: string, others: readonly string[]) => void = () => {},
): Promise<WorkingClone> {
  const bare = mkdtempSync(join(tmpdir(), 'git-host-'))
  await $({ quiet: true })`git init --quiet --bare --initial-branch=main ${bare}`
  await $({ quiet: true })`git -C ${bare} config http.receivepack true`
  const host = await serveGit(bare)
  const folder = mkdtempSync(join(tmpdir(), 'clone-'))
  const remove = (): void => {
    for (const path of [bare, folder]) rmSync(path, { recursive: true, force: true })
  }
  const forget = atExit(remove)
  copyWithEnvironments(folder)
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'config', 'user.name', 'rig')
  git(folder, 'config', 'user.email', 'rig@example.com')
  git(folder, 'remote', 'add', 'origin', host.url)
  const all = globSync('environments/*/environment.yaml', { cwd: folder }).map((file) => basename(dirname(file)))
  prepare(
    folder,
    all.filter((name) => !environments.includes(name)),
  )
  setYaml(join(folder, 'environments/delivery.yaml'), { repository: host.url })
  for (const name of environments)
    setYaml(join(folder, `environments/${name}/environment.yaml`), { kubernetesVersion, delivery: 'both' })
  succeed(thanosGitops(folder, 'render'))
  commit(folder, 'Prepare the environments for this cluster')
  git(folder, 'push', '--quiet', '--set-upstream', 'origin', 'main')
  const head = (): string => git(folder, 'rev-parse', 'HEAD').trim()
  return {
    folder,
    host,
    head,
    push(message) {
      git(folder, 'add', '--all')
      git(folder, 'commit', '--quiet', '--allow-empty', `--message=${message}`)
      git(folder, 'push', '--quiet', '--force', 'origin', 'HEAD:main')
      return head()
    },
    async stop() {
      await host.stop()
      remove()
      forget()
    },
  }
}

/** Sets top-level keys of a YAML file, whose comments stay. */
export const setYaml = (file: string, values: Readonly<Record<string, string | boolean>>): void =>
  editYaml(file, (document) => {
    for (const [key, value] of Object.entries(values)) document.set(key, value)
  })

/** Changes a YAML file, whose comments stay. */
export function editYaml(file: string, edit: (document: Document) => void): void {
  const document = parseDocument(readFileSync(file, 'utf8'))
  edit(document)
  writeFileSync(file, document.toString({ lineWidth: 0 }))
}

/** The StorageClasses that the manifests of the environments name, the most frequent first. `standard` is that of kind. */
export function storageClassesOf(clone: string): readonly string[] {
  const manifests = globSync('environments/*/manifests/*.statefulset.yaml', { cwd: clone })
  const names = manifests
    .flatMap((file) => [...readFileSync(join(clone, file), 'utf8').matchAll(/storageClassName: (\S+)/g)])
    .map(([, name]) => name!)
  const counts = Map.groupBy(names, (name) => name)
  const byCount = [...counts.keys()].sort((a, b) => counts.get(b)!.length - counts.get(a)!.length)
  return [...new Set([...byCount, 'standard'])]
}

/** The Secrets that the environments declare in exceptions.yaml. Each namespace gets all of them. */
export function declaredSecretsOf(clone: string): readonly DeclaredSecret[] {
  const files = globSync('environments/*/exceptions.yaml', { cwd: clone })
  const entries = files.flatMap((file) => {
    const { external = [] } = parseDocument(readFileSync(join(clone, file), 'utf8')).toJS() as {
      readonly external?: readonly { readonly kind: string; readonly name: string; readonly keys?: readonly string[] }[]
    }
    return external.filter(({ kind }) => kind === 'Secret')
  })
  return [...Map.groupBy(entries, ({ name }) => name)].map(([name, found]) => ({
    name,
    keys: [...new Set(found.flatMap(({ keys = [] }) => keys))],
  }))
}
