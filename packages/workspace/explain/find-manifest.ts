import { Failure, factsOf, labelOf, nearest, readOptionalFile } from '@thanos-gitops/manifest'
import type { ExplainedLine, ExplainedManifest } from '@thanos-gitops/render/explain'

/**
 * The manifest of an object.
 * @param label `StatefulSet/thanos-store`, in any case
 * @throws Failure if no object, or more than one, has it
 */
export function manifestOfObject(
  manifests: readonly ExplainedManifest[],
  label: string,
  environment: string,
): ExplainedManifest {
  const [first, ...others] = manifests.filter(({ object }) => labelOf(object).toLowerCase() === label.toLowerCase())
  if (first === undefined) throw unknownObject(manifests, label, environment)
  if (others.length > 0)
    throw new Failure({
      code: 'explain-object-ambiguous',
      severity: 'error',
      message: `${environment} has ${others.length + 1} objects ${label}.`,
      remedy: `Name the file and a line: ${[first, ...others].map(({ file }) => `${file}:1`).join(', ')}.`,
    })
  return first
}

function unknownObject(manifests: readonly ExplainedManifest[], label: string, environment: string): Failure {
  const name = label.slice(label.indexOf('/') + 1)
  const namesakes = manifests.filter(({ object }) => object.metadata.name === name).map(({ object }) => object)
  // Of the objects with this name, the workload is the most likely one.
  const namesake = namesakes.find(({ kind }) => factsOf(kind).podSpec !== undefined) ?? namesakes[0]
  const labels = manifests.map(({ object }) => labelOf(object))
  const near = namesake ? labelOf(namesake) : nearest(label, labels)
  return new Failure({
    code: 'explain-object-unknown',
    severity: 'error',
    message: `${environment} has no object ${label}.`,
    remedy: near ? `Did you mean ${near}?` : `Run: npx thanos-gitops list ${environment}`,
  })
}

/**
 * A line of a rendered file, from 1.
 * @param file relative to the root
 * @throws Failure if the file is not up to date, because its lines are not those of a render
 */
export function manifestLine(
  root: string,
  manifests: readonly ExplainedManifest[],
  file: string,
  number: number,
  environment: string,
): { readonly manifest: ExplainedManifest; readonly line: ExplainedLine } {
  const manifest = manifests.find((candidate) => candidate.file === file)
  if (manifest === undefined) throw unknownFile(manifests, file)
  requireCurrent(root, manifest, environment)
  const lines = manifest.lines()
  const line = lines[number - 1]
  if (line === undefined)
    throw new Failure({
      code: 'explain-line-unknown',
      severity: 'error',
      message: `${file} has ${lines.length} lines.`,
      remedy: `Name a line from 1 to ${lines.length}.`,
      place: { file },
    })
  return { manifest, line }
}

function unknownFile(manifests: readonly ExplainedManifest[], file: string): Failure {
  const near = nearest(
    file,
    manifests.map((manifest) => manifest.file),
  )
  return new Failure({
    code: 'explain-file-unknown',
    severity: 'error',
    message: `${file} is not a file that this environment renders.`,
    remedy: near ? `Did you mean ${near}?` : 'Run npx nx render, and check the names in the folder.',
  })
}

function requireCurrent(root: string, { file, manifest }: ExplainedManifest, environment: string): void {
  const committed = readOptionalFile(root, file)
  if (committed === manifest.text) return
  throw new Failure({
    code: 'explain-file-stale',
    severity: 'error',
    message:
      committed === undefined
        ? `${file} does not exist.`
        : `${file} differs from what a render writes, so its lines cannot be explained.`,
    remedy: `Run: npx nx render ${environment}`,
    place: { file },
  })
}
