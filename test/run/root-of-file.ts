import { currentFile } from './current-file.ts'

export default currentFile()
