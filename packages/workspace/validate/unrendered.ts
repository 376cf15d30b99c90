import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Failure, type Finding } from '@thanos-gitops/manifest'

/** Files that make a folder a source, and how to render it. */
const sources: readonly {
  readonly file: string
  readonly what: string
  readonly render: (folder: string) => string
}[] = [
  {
    file: 'Chart.yaml',
    what: 'is a Helm chart',
    render: (folder) => `helm template ${folder} | npx thanos-gitops validate -`,
  },
  {
    file: 'environment.yaml',
    what: 'contains the sources of an environment',
    render: (folder) =>
      `npx thanos-gitops render ${basename(resolve(folder))}, and name the environment instead of its folder`,
  },
]

/**
 * Refuses folders of sources, whose files are not manifests.
 *
 * @throws Failure
 */
export function refuseUnrendered(paths: readonly string[]): void {
  const findings = paths.flatMap((path): Finding[] => {
    if (path === '-' || !isFolder(path)) return []
    const source = sources.find(({ file }) => existsSync(join(path, file)))
    if (source === undefined) return []
    return [
      {
        code: 'manifests-not-rendered',
        severity: 'error',
        message: `${path} ${source.what}, not rendered manifests.`,
        remedy: `Render it first: ${source.render(path)}`,
        place: { file: path },
      },
    ]
  })
  if (findings.length > 0) throw new Failure(findings)
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
