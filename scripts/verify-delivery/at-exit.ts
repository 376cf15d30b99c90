// What must be undone when this process ends early, for example by Ctrl+C.

const undone = new Set<() => void>()

process.once('exit', () => {
  for (const undo of [...undone].reverse()) undo()
})

/** Undoes something at the end of this process, the last first. Returns a function after which it no longer does. */
export function atExit(undo: () => void): () => void {
  undone.add(undo)
  return () => {
    undone.delete(undo)
  }
}
