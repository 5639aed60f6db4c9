/**
 * Does the work while it is asked whether the caller may still call: both go out together, and a refusal of the caller comes before any
 * other. The work is waited for all the same: what it sent later would come into a transaction that has ended. `work` begins at once.
 */
export async function underAdmission<T>(admission: Promise<void>, work: () => Promise<T>): Promise<T> {
  const [worked] = await Promise.allSettled([work(), admission])
  await admission
  if (worked.status === 'rejected') throw worked.reason
  return worked.value
}
