import { createRequire } from 'node:module'
import type { Finding } from '@thanos-gitops/manifest'
import {
  type FileState,
  type FolderComparison,
  type FolderFile,
  formerRecordFile,
  shownPath,
} from './compare-folder.ts'

const sentences: Readonly<Record<Exclude<FileState, 'current'>, string>> = {
  stale: 'is stale: the base or the environment has changed since it was rendered',
  'hand-edited': 'was edited by hand: changes belong in a patch or in the base',
  missing: 'is missing',
  'no-longer-rendered': 'is no longer rendered but still exists',
  foreign: 'was not written by render, but would be synced to the cluster',
}

/** The differences between the output folders and a new render: the lines that differ, and the command that fixes it. */
export function driftFindings(environment: string, { files, hasFormerRecord }: FolderComparison): readonly Finding[] {
  const folder = `environments/${environment}`
  const findings = files.flatMap((file): Finding[] => {
    if (file.state === 'current') return []
    const path = `${folder}/${shownPath(file.file)}`
    return [
      {
        code: `drift-${file.state}`,
        severity: 'error',
        message: `${path} ${sentences[file.state]}.`,
        remedy:
          file.state === 'foreign' ? 'Move it to another folder, or delete it.' : `Run: npx nx render ${environment}`,
        place: { file: path },
        ...detailOf(path, file),
      },
    ]
  })
  return hasFormerRecord ? [...findings, formerRecordFinding(environment)] : findings
}

const formerRecordFinding = (environment: string): Finding => ({
  code: 'drift-no-longer-rendered',
  severity: 'error',
  message: `environments/${environment}/${formerRecordFile} is no longer rendered but still exists.`,
  remedy: `Run: npx nx render ${environment}`,
  place: { file: `environments/${environment}/${formerRecordFile}` },
})

function detailOf(path: string, { state, found, rendered }: FolderFile): { detail?: string } {
  if (state !== 'stale' && state !== 'hand-edited') return {}
  if (/^kind: *["']?Secret\b/m.test(found ?? ''))
    return { detail: 'The file contains a Secret. Its lines are not shown.' }
  // Loaded only if there is a difference to print.
  const { createTwoFilesPatch } = createRequire(import.meta.url)('diff') as typeof import('diff')
  const patch = createTwoFilesPatch(path, path, found ?? '', rendered ?? '', 'in the folder', 'rendered', {
    context: 2,
  })
  return { detail: patch.split('\n').slice(1).join('\n').trimEnd() }
}
