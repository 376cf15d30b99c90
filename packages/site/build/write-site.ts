import { clientScript } from './client-script.ts'
import { compressed } from './compressed.ts'
import { replaceFolder } from './folder.ts'
import { pageOf } from './page.ts'
import type { SiteData } from './site-data.ts'

export interface WrittenSite {
  readonly files: number
  /** Bytes of all files. */
  readonly size: number
}

/**
 * Writes a site. Replaces an earlier one; a folder with other files is refused.
 * @throws Failure
 */
export async function writeSite(out: string, { overview, files }: SiteData): Promise<WrittenSite> {
  const contents = new Map([
    ['index.html', pageOf({ title: overview.title, script: await clientScript(), overview: compressed(overview) })],
    // The client's `load` defines the function.
    ...[...files].map(([name, value]): [string, string] => [
      `data/${name}.js`,
      `siteData(${JSON.stringify(name)},"${compressed(value)}")\n`,
    ]),
  ])
  replaceFolder(out, contents)
  const size = [...contents.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0)
  return { files: contents.size, size }
}
