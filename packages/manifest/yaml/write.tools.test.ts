import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryString, arbitraryValue } from '../testing/arbitrary-values.ts'
import { awkwardStrings, hasControls } from '../testing/awkward-strings.ts'
import { manifestOf } from '../testing/manifest-of-strings.ts'
import { writeYaml } from './write.ts'

// One manifest of all of them, because a process starts slowly.
const generated = fc.sample(arbitraryString, { seed: 20260101, numRuns: 2000 })
const strings = [...new Set([...awkwardStrings, ...generated])]
const values = fc.sample(arbitraryValue, { seed: 20260101, numRuns: 500 })

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

describe.skipIf(!hasKubectl)('what writeYaml wrote', () => {
  it('is read by kubectl', () => {
    const manifest = manifestOf(strings, values)
    expect(readByKubectl(writeYaml(manifest))).toEqual(manifest)
  })

  it('is read by kustomize, which writes it again', () => {
    const printable = manifestOf(
      strings.filter((text) => !hasControls(text)),
      values,
    )
    const folder = mkdtempSync(join(tmpdir(), 'yaml-write-'))
    try {
      writeFileSync(join(folder, 'strings.yaml'), writeYaml(printable))
      writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [strings.yaml]\n')
      const written = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 2 ** 28 })
      expect(readByKubectl(written)).toEqual(printable)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** Reads YAML with sigs.k8s.io/yaml, the reader of kubectl. Needs no server. */
function readByKubectl(text: string): unknown {
  const annotated = execFileSync('kubectl', ['annotate', '--local', '-f', '-', 'read=yes', '-o', 'json'], {
    input: text,
    encoding: 'utf8',
    env: { ...process.env, KUBECONFIG: devNull },
    maxBuffer: 2 ** 28,
  })
  const object = JSON.parse(annotated) as { metadata: { annotations?: unknown } }
  delete object.metadata.annotations
  return object
}
