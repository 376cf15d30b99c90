/** The variables that decide about colors, for the help. */
export const colorVariables = {
  NO_COLOR: 'If it is set, the output has no colors.',
  FORCE_COLOR: 'If it is set, and not to 0, the output has colors, also in a pipeline.',
} as const
