export { editorSchemaDrift, editorSchemaFile, writeEditorSchema } from './schema-file.ts'
