import type { Check } from '../engine/check.ts'
import { blockSelection, droppedStreams, isSelected, streamText } from './block-selection.ts'
import { bucketOf } from './bucket.ts'
import { thanosPrograms } from './components.ts'
import { placeOfFlag } from './places.ts'

export const droppedStreamsHaveACompactor: Check = {
  name: 'dropped-streams-have-a-compactor',
  question: 'data',
  severity: 'warning',
  why: 'A compactor leaves the blocks that its selector drops to other compactors. Without one, these blocks are never merged, downsampled or deleted.',
  remedy: 'Add a compactor that keeps these blocks, or remove the value from the regular expression of the drop step.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/block/fetcher.go',
  *run(context) {
    const compactors = thanosPrograms(context, 'compact').map((program) => ({
      program,
      selection: blockSelection(context, program),
      bucket: bucketOf(context, program),
    }))
    for (const inBucket of Map.groupBy(compactors, ({ bucket }) => bucket).values())
      for (const { program, selection } of inBucket) {
        const lost = droppedStreams(selection ?? []).filter((stream) =>
          inBucket.every((other) => other.selection !== undefined && !isSelected(other.selection, stream)),
        )
        if (lost.length > 0)
          yield {
            ...placeOfFlag(program, 'selector.relabel-config', 'selector.relabel-config-file'),
            message: `no compactor works on the blocks with ${lost.slice(0, 5).map(streamText).join(', ')}.`,
          }
      }
  },
}
