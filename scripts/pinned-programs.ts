import { $ } from 'zx'
import { requireProgram } from './failure.ts'

interface PinnedProgram {
  /** Like the tag of its release: `v1.2.3`; that of Go without `v`. */
  readonly version: string
  /** The arguments that print the version. */
  readonly args: readonly string[]
  readonly remedy: string
}

/** The programs on PATH whose results depend on their version. */
export const pinnedPrograms = {
  go: {
    // The workflows and the development container have the same version.
    // renovate: datasource=golang-version depName=go
    version: '1.26.8',
    args: ['version'],
    remedy: 'Install Go: https://go.dev/doc/install',
  },
  kind: {
    // renovate: datasource=github-releases depName=kubernetes-sigs/kind
    version: 'v0.33.0',
    args: ['version'],
    remedy: 'Install it: https://kind.sigs.k8s.io',
  },
  flux: {
    // renovate: datasource=github-releases depName=fluxcd/flux2
    version: 'v2.9.5',
    args: ['--version'],
    remedy: 'Install it: https://fluxcd.io/flux/installation/#install-the-flux-cli',
  },
  // The development container has the same version. Its Dockerfile has the checksums.
  kubectl: {
    // renovate: datasource=github-tags depName=kubernetes/kubernetes
    version: 'v1.36.3',
    args: ['version', '--client'],
    remedy: 'Install kubectl: https://kubernetes.io/docs/tasks/tools/',
  },
} as const satisfies Record<string, PinnedProgram>

const noted = new Set<string>()

/**
 * Prints on stderr which version of a program is used, once, unless it is the pinned one.
 * @throws Failure if the program is not on PATH
 */
export async function requirePinnedProgram(name: keyof typeof pinnedPrograms): Promise<void> {
  const { version, args, remedy } = pinnedPrograms[name]
  await requireProgram(name, remedy)
  if (noted.has(name)) return
  noted.add(name)
  const { stdout } = await $({ nothrow: true, quiet: true, timeout: '10s' })`${name} ${args}`
  const note = versionNote(name, version, stdout)
  if (note !== undefined) console.error(note)
}

/** @param output of the arguments that print the version */
export function versionNote(name: string, pinned: string, output: string): string | undefined {
  const version = /(?:v|\bgo|\b)(\d+\.\d+\.\d+\S*)/.exec(output)?.[1]
  if (version === pinned.replace(/^v/, '')) return undefined
  return `Using ${name} ${version ?? 'of an unknown version'} from PATH; the pinned version is ${pinned}.`
}
