/**
 * In place of the package of this name, with which tap finds the test that an error belongs to where nobody waits for it. That one follows
 * every promise and every callback from its begin to its end, which makes all of them slower; here run-files.ts looks which test is running.
 */
export class Domain {
  readonly onerror: (error: unknown, origin: string) => void

  constructor(onerror: Domain['onerror']) {
    this.onerror = onerror
  }

  destroy(): void {} // nothing has been followed
}
