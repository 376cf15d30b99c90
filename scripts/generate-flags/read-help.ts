/** One flag in the `--help` output of a program. */
export interface HelpFlag {
  readonly name: string
  readonly short?: string
  /** The part after `=`: a default or a placeholder. Absent for a switch. */
  readonly value?: string
  readonly repeatable: boolean
  readonly help: string
}

// `  -h, --[no-]help   Show …`, `      --http-address="0.0.0.0:10902"  `, `      --label=<name>="<value>" ...  `
const flagLine = /^ {2,6}(?:-(\w), )?--(?:\[no-\])?([\w.-]+)(?:=(.*?))?(?: (\.\.\.))?(?: {2,}(.*))?$/
const continuationLine = /^ {20,}(\S.*)$/

/** Reads the help output of kingpin (Thanos, Prometheus, Alertmanager). */
export function readHelp(text: string): HelpFlag[] {
  const flags: { name: string; short?: string; value?: string; repeatable: boolean; help: string }[] = []
  for (const line of text.split('\n')) {
    const match = flagLine.exec(line)
    const last = flags.at(-1)
    if (match) {
      const [, short, name = '', value, dots, help = ''] = match
      flags.push({
        name,
        ...(short && { short }),
        ...(value !== undefined && { value }),
        repeatable: dots !== undefined,
        help,
      })
    } else if (last && continuationLine.test(line)) {
      last.help = `${last.help} ${line.trim()}`.trim()
    }
  }
  return flags
}

/** The command of a help output: `tools bucket web`, or the empty string for a program without commands. */
export const commandOf = (text: string): string => /usage: \S+ ((?:[a-z][\w-]* ?)*)/.exec(text)?.[1]?.trim() ?? ''

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
        repeatable: false,
        help,
      },
    ]
  })
