// Blocks of several streams with the same samples, as replicas and shards of Prometheus upload them.
import { basename, dirname, join } from 'node:path'
import { BucketTool, bucketInFolder, createBlocks, runHere } from '../blocks.ts'
import type { Range } from '../samples.ts'
import { blockPrograms } from './stack-tools.ts'

export type Labels = Readonly<Record<string, string>>

export const bucketTool = (bucket: string): BucketTool =>
  new BucketTool(runHere, blockPrograms().thanos, bucketInFolder(bucket))

/**
 * Creates blocks of two hours for each stream and uploads them to a folder.
 *
 * @param folder for temporary files
 * @param streams the external labels of each
 * @returns the names of the blocks
 */
export async function uploadStreams(
  folder: string,
  bucket: string,
  range: Range,
  streams: readonly Labels[],
): Promise<readonly string[]> {
  const blocks: string[] = []
  for (const [index, labels] of streams.entries()) {
    const created = await createBlocks(blockPrograms().promtool, join(folder, `stream-${index}`), range)
    await bucketTool(bucket).upload(dirname(created[0]!), labels)
    blocks.push(...created.map((path) => basename(path)))
  }
  return blocks
}
