/**
 * A static site about environments: `siteCollector` takes them one after the other, and `writeSite` writes the files.
 *
 * `model.ts` is the input, `stored.ts` the data in the files, `build/` makes the files, `client/` is the script of the page.
 */

export { requireReplaceable } from './build/folder.ts'
export { lineUrlOf } from './build/line-url.ts'
export { type SiteCollector, type SiteData, siteCollector } from './build/site-data.ts'
export { type WrittenSite, writeSite } from './build/write-site.ts'
export type * from './model.ts'
