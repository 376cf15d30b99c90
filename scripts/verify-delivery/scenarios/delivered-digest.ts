import { createHash } from 'node:crypto'
import { deliveredFiles } from './clone.ts'
import type { Target } from './target.ts'

/** A SHA-256 of what a delivery tool reads of an environment. It is the same in each clone, and at any time. */
export function deliveredDigest({ clone, environment, host }: Pick<Target, 'clone' | 'environment' | 'host'>): string {
  const hash = createHash('sha256')
  for (const [file, content] of deliveredFiles(clone, environment))
    hash.update(JSON.stringify([file, withoutRun(content, host.url)]))
  return hash.digest('hex')
}

/** Without what differs in each run: the port of the Git host, and the time of a restart. */
const withoutRun = (content: string, host: string): string =>
  content.replaceAll(new URL(host).host, 'HOST').replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
