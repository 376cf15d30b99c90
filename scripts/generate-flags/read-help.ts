/** One flag in the help output of a getopt program. */
export interface HelpFlag {
  readonly name: string
  readonly short?: string
  /** The part after `=`: a default or a placeholder. Absent for a switch. */
  readonly value?: string
}

/** Reads the help output of getopt programs (memcached): `-m, --memory-limit=<num>  item memory in megabytes (default: 64)`. */
export const readGetoptHelp = (text: string): HelpFlag[] =>
  text.split('\n').flatMap((line) => {
    const [, short, , name, value, help = ''] =
      /^-(\w)(?:(,| ) +--([\w-]+)(?:=(<\w+>))?| <char>)? +(.*)$/.exec(line) ?? []
    if (short === undefined) return []
    const defaultValue = /\(default: ?([\w.]+)/.exec(help)?.[1]
    const takesValue = value !== undefined || line.startsWith(`-${short} <`)
    return [
      {
        name: name ?? short,
        short,
        ...(takesValue && { value: defaultValue ?? value ?? '<char>' }),
      },
    ]
  })
