// The data of the site: the overview is in the page, other files are scripts, because a page that is opened from a disk cannot fetch.
import type { ObjectVersions, Overview, StoredChanges, StoredChecks, StoredObject } from '../stored.ts'

const waiting = new Map<string, (content: string) => void>()
const loaded = new Map<string, Promise<unknown>>()

declare global {
  // The data files call it.
  var siteData: (name: string, content: string) => void
}

globalThis.siteData = (name, content) => waiting.get(name)?.(content)

async function decompressed(content: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(content.trim()), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return JSON.parse(await new Response(stream).text())
}

export const loadOverview = async (): Promise<Overview> =>
  (await decompressed(document.getElementById('overview')!.textContent)) as Overview

/** Reads a data file once. Rejects if it is missing. */
function load<Value>(name: string): Promise<Value> {
  const known = loaded.get(name)
  if (known !== undefined) return known as Promise<Value>
  const content = new Promise<string>((resolve, reject) => {
    const script = document.createElement('script')
    waiting.set(name, resolve)
    script.src = `data/${name}.js`
    script.onerror = () => reject(new Error(`data/${name}.js cannot be read. Copy the whole folder of the site.`))
    document.head.append(script)
    script.onload = () => script.remove()
  }).then(decompressed)
  loaded.set(name, content)
  return content as Promise<Value>
}

export const loadChecks = (): Promise<StoredChecks> => load('checks')
export const loadChanges = (): Promise<StoredChanges> => load('changes')

/** All versions of an object. @param number its position in the overview */
export async function loadVersions({ objects }: Overview, number: number): Promise<ObjectVersions> {
  const { chunk } = objects[number] as StoredObject
  const first = objects.findIndex((object) => object.chunk === chunk)
  const all = await load<readonly ObjectVersions[]>(`objects-${chunk}`)
  return all[number - first]!
}
