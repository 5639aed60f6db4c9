import type { Test } from 'tap'

let current: Test | undefined

export function enter(file: Test): void {
  current = file
}

export function currentFile(): Test {
  if (current === undefined) throw new Error('no test file is being run')
  return current
}
