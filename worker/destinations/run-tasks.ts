/** A Worker has six connections that may wait for an answer at once. */
const MAX_REQUESTS_AT_ONCE = 6

/** Runs all tasks in their order, six at a time. */
export async function runTasks<Task>(
  tasks: readonly Task[],
  run: (task: Task) => Promise<void>,
): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) await run(task)
  }
  await Promise.all(Array.from({ length: Math.min(MAX_REQUESTS_AT_ONCE, tasks.length) }, lane))
}
