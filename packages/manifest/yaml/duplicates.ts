import type { Finding } from '../finding.ts'
import { identityOf, labelOf } from '../object.ts'
import type { SourcedObject } from '../origin.ts'

/** Two files with more duplicates than this get one finding: they are probably copies of each other. */
const mostFindings = 5

/** A finding for each object that appears again. */
export function duplicates(objects: readonly SourcedObject[]): readonly Finding[] {
  const seen = new Map<string, SourcedObject>()
  const byFiles = new Map<string, [SourcedObject, SourcedObject][]>()
  for (const entry of objects) {
    const identity = identityOf(entry.object)
    const first = seen.get(identity)
    if (first === undefined) {
      seen.set(identity, entry)
      continue
    }
    const files = `${first.place('').file}\0${entry.place('').file}`
    const pairs = byFiles.get(files)
    if (pairs === undefined) byFiles.set(files, [[first, entry]])
    else pairs.push([first, entry])
  }
  return [...byFiles.values()].flatMap((pairs) =>
    pairs.length > mostFindings ? [duplicate(pairs[0]!, pairs.length - 1)] : pairs.map((pair) => duplicate(pair, 0)),
  )
}

function duplicate([first, second]: readonly [SourcedObject, SourcedObject], others: number): Finding {
  const { file, line } = first.place('')
  const more = others === 0 ? '' : ` These two files share ${others} more objects.`
  return {
    code: 'object-duplicate',
    severity: 'error',
    message: `${labelOf(second.object)} is already defined in ${file}:${line}. The API server keeps only the one that is applied last.${more}`,
    remedy: 'Remove one of the two, or check the folders one at a time if they are alternatives.',
    place: second.place('/metadata/name'),
  }
}
