// What the schemas refuse: kubeconform's verdict, with the fields and lines that this process finds.
import type { Finding } from '@thanos-gitops/manifest'
import { type KubeconformResult, runKubeconform } from './kubeconform/run.ts'
import { kubeconformSchemas } from './kubeconform/schemas.ts'
import type { ManifestFile } from './manifest-files.ts'
import { asObject, emptyFile, type ManifestObject } from './manifest-objects.ts'
import { nameOf, type ObjectProblem } from './object-problem.ts'
import { schemaProblems, unknownKindCode } from './validate-file.ts'

export interface SchemaResult {
  readonly objects: number
  readonly problems: ReadonlyMap<ManifestObject, readonly ObjectProblem[]>
  /** What belongs to no object. */
  readonly findings: readonly Finding[]
}

export const schemasInProcess = ({ objects, findings, version, isForeign }: ManifestFile): SchemaResult => ({
  objects: objects.length,
  problems: new Map(
    objects.map((object) => {
      const problems = schemaProblems(object.value, version)
      return [object, isForeign ? foreignProblems(object.value, problems) : problems]
    }),
  ),
  findings,
})

/** No cluster receives the files of kustomize, and the CRD of an unknown kind may be in another project. */
function foreignProblems(value: unknown, problems: readonly ObjectProblem[]): readonly ObjectProblem[] {
  if (asObject(value)?.apiVersion.startsWith(kustomizeGroup)) return []
  return problems.map((problem) =>
    problem.finding.code === unknownKindCode
      ? { ...problem, finding: { ...problem.finding, severity: 'warning', remedy: unknownKindRemedy } }
      : problem,
  )
}

const kustomizeGroup = 'kustomize.config.k8s.io/'
const unknownKindRemedy = 'Check its spelling. To validate it, name the file of its CustomResourceDefinition, too.'

/** Names of files that one call gets: the length of a command line is limited. */
const targetsPerRun = 1000

/**
 * Runs kubeconform once per Kubernetes version. Its verdict counts. For a file that it refuses, this process finds the fields and
 * their lines. A file that kubeconform cannot read is checked in this process.
 */
export async function schemasWithKubeconform(
  root: string,
  tool: string,
  files: readonly ManifestFile[],
): Promise<readonly SchemaResult[]> {
  const results = new Map<ManifestFile, SchemaResult>()
  const versions = Map.groupBy(files, ({ version }) => version)
  const runs = [...versions].map(async ([version, ofVersion]) => {
    const schemas = kubeconformSchemas(root, version)
    const byFile = new Map<string, KubeconformResult[]>()
    for (const targets of chunks([...new Set(ofVersion.flatMap(({ path, target }) => (path ? [target] : [])))]))
      for (const result of await runKubeconform(tool, schemas, targets))
        byFile.set(result.filename, [...(byFile.get(result.filename) ?? []), result])
    for (const file of ofVersion)
      results.set(file, file.path === undefined ? schemasInProcess(file) : combined(file, byFile.get(file.path) ?? []))
  })
  await Promise.all(runs)
  return files.map((file) => results.get(file)!)
}

const chunks = (targets: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(targets.length / targetsPerRun) }, (_, index) =>
    targets.slice(index * targetsPerRun, (index + 1) * targetsPerRun),
  )

function combined(manifest: ManifestFile, all: readonly KubeconformResult[]): SchemaResult {
  const results = all.filter(
    ({ status, version }) => status !== 'empty' && !(manifest.isForeign && version.startsWith(kustomizeGroup)),
  )
  if (results.length === 0 && all.some(({ status }) => status !== 'empty')) return schemasInProcess(manifest)
  const nothing = {
    objects: 0,
    problems: new Map(),
    findings: manifest.findings.length > 0 ? manifest.findings : [emptyFile(manifest.file)],
  }
  if (results.length === 0) return nothing
  const refused = results.filter(({ status }) => status !== 'valid')
  // kubeconform reads UTF-16, and JSON with a key that appears twice.
  if (refused.length === 0) return { ...nothing, objects: results.length, findings: manifest.findings }
  const own = schemasInProcess(manifest)
  const named = new Set(
    [...own.problems].flatMap(([{ value }, problems]) =>
      problems.length > 0 ? [nameOf(value as Parameters<typeof nameOf>[0])] : [],
    ),
  )
  const count = own.findings.length + [...own.problems.values()].reduce((sum, { length }) => sum + length, 0)
  const allHaveFindings = count >= refused.length || own.findings.some(({ code }) => unreadable.includes(code))
  const withoutFinding = allHaveFindings ? [] : refused.filter(({ kind, name }) => !named.has(`${kind}/${name}`))
  return {
    objects: results.length,
    problems: own.problems,
    findings: [...own.findings, ...withoutFinding.map((result) => kubeconformFinding(manifest, result))],
  }
}

/** A finding for an object that only kubeconform refuses. */
const kubeconformFinding = ({ file }: ManifestFile, { kind, name, status, message }: KubeconformResult): Finding => ({
  code: 'kubeconform',
  severity: 'error',
  message: `kubeconform ${status === 'skipped' ? 'skipped' : 'refuses'} ${kind && name ? `${kind}/${name}` : 'a document'}.`,
  remedy: 'Correct the object in the base or the patch that sets the field, and render again.',
  place: { file },
  ...(message && { detail: message }),
})

/** The codes of files and documents whose objects this process does not see. */
const unreadable: readonly string[] = ['manifest-unreadable', 'merge-conflict', 'file-encoding', 'file-unreadable']
