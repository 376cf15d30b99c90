/** Nx runs a command for many environments in one process with it. */
export const jsonLinesOption = <const Name extends string>(excludes: readonly Name[]) =>
  ({
    type: 'boolean',
    excludes,
    help: 'Print one line of JSON for each environment as soon as its result exists: its name, its exit code and its output.',
  }) as const
