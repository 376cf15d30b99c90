import { type FSWatcher, statSync, watch } from 'node:fs'
import { join } from 'node:path'

/** An editor saves a file with several changes: removing, writing, renaming. Milliseconds. */
const debounce = 20

/**
 * Reports changes of the files in folders, those of one save together. Each folder is watched without those below it, so that folders
 * that no result depends on cost nothing.
 *
 * @param folders lists the folders. It is called again after each change, because folders come and go.
 * @param onChange gets absolute paths
 * @returns ends the watching
 */
export function watchFolders(
  folders: () => readonly string[],
  isWanted: (file: string) => boolean,
  onChange: (files: ReadonlySet<string>) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const states = new Map<string, string>()
  // A busy system reports one save several times.
  const isNews = (file: string): boolean => {
    const state = stateOf(file)
    const before = states.get(file)
    states.set(file, state)
    return state !== before
  }
  const report = (): void => {
    const files = new Set([...changed].filter(isNews))
    changed = new Set()
    refresh()
    if (files.size > 0) onChange(files)
  }
  const refresh = (): void => {
    const wanted = new Set(folders())
    for (const [folder, watcher] of watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of wanted) if (!watchers.has(folder)) watchers.set(folder, watcherOf(folder))
  }
  const watcherOf = (folder: string): FSWatcher =>
    watch(folder, (_event, name) => {
      const file = name === null ? folder : join(folder, name)
      if (!isWanted(file)) return
      changed.add(file)
      clearTimeout(timer)
      timer = setTimeout(report, debounce)
    }).on('error', () => {
      // Windows reports a folder that was removed. The next change lists the folders again.
      watchers.get(folder)?.close()
      watchers.delete(folder)
    })
  refresh()
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers.values()) watcher.close()
  }
}

function stateOf(file: string): string {
  const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 }
  return `${mtimeMs} ${size}`
}
