import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkManifests, type Declarations } from '@thanos-gitops/checks'
import { type Finding, isObject, readOptionalFile, readYaml, registerCredentials } from '@thanos-gitops/manifest'
import { readManifests } from '@thanos-gitops/manifest/read'
import { environmentsFolder, manifestsFolder } from '@thanos-gitops/render'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import type { CheckSettings } from './checked-subjects.ts'
import type { JudgedSubject } from './with-refusals.ts'

/** Checks the manifests of an environment as they are in its folder, without their sources. Empty if it has no manifests. */
export function checkCommitted(
  root: string,
  name: string,
  { checks, versions, today }: CheckSettings,
  declarations: Declarations | undefined,
): readonly JudgedSubject[] {
  const folder = `${environmentsFolder}/${name}/${manifestsFolder}`
  if (!existsSync(join(root, folder))) return []
  const read = readManifests([folder], { root })
  registerCredentials(read.objects)
  const kubernetesVersion = versionIn(root, name)
  const { objects } = read
  const { excepted, findings } = checkManifests({
    objects,
    kubernetesVersion,
    versions,
    checks,
    today,
    ...(declarations === undefined ? {} : { declarations }),
  })
  const all = [notTraced(folder), ...read.findings, ...findings]
  return [{ subject: { name, objects: objects.length, excepted, findings: all }, kubernetesVersion, objects }]
}

/** The newest version if `environment.yaml` does not set a known one: its problems are reported elsewhere. */
function versionIn(root: string, name: string): KubernetesVersion {
  const file = `${environmentsFolder}/${name}/environment.yaml`
  const source = readYaml(file, readOptionalFile(root, file) ?? '')
  const value = 'file' in source && isObject(source.value) ? source.value.kubernetesVersion : undefined
  return kubernetesVersions.find((version) => version === value) ?? kubernetesVersions.at(-1)!
}

const notTraced = (folder: string): Finding => ({
  code: 'sources-not-traced',
  severity: 'warning',
  message:
    'The base does not load: the manifests in the folder are checked, and the findings do not name their sources.',
  remedy: 'Fix the base, and check again.',
  place: { file: folder },
})
