/** The variables that decide about schemas for editors, for the help. */
export const schemaVariables = {
  CI: 'If it is neither empty nor false, no schemas for editors are written without --schemas.',
  THANOS_GITOPS_SCHEMAS: 'true or false: whether schemas for editors are written, whatever CI is.',
} as const
