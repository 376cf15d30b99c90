/** A task of a comment: the comment of HTML at its end identifies it. Hosts write `x` or `X` for a task that is done. */
const task = /^([ \t]*- \[)([ xX])(\] .*<!-- step ([0-9a-f]{12}) -->[ \t]*)$/gm

/** The new text of a comment, with the tasks done that are done in the old text. Everything else of the old text is ignored. */
export function keepTasks(old: string, text: string): string {
  const done = new Set([...old.matchAll(task)].filter(([, , state]) => state !== ' ').map(([, , , , id]) => id))
  return text.replaceAll(task, (whole, before: string, _state: string, after: string, id: string) =>
    done.has(id) ? `${before}x${after}` : whole,
  )
}
