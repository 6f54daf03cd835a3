// The job scripts of a run on a cluster with Slurm.
import { clusterPath } from "../../store/store.js";
import { quoted } from "../../words/shell.js";

export interface Job {
  /** absolute */
  dir: string;
  shards: number;
  /** of the array job; each computes every tasks-th shard */
  tasks: number;
  /** of one task */
  cpus: number;
  time: string;
  memory: string;
  mergeMemory: string;
  partition: string | undefined;
  account: string | undefined;
  /** what is run on the nodes, absolute */
  node: string;
  larmor: string;
  /** "run 48f7c7287a74 by larmor 0.1.0, 200 shards of about 3 h" */
  about: string;
}

/** The signal is sent this long before the time limit; what may take long then is the last line of a realisation on a slow disk. */
export const WARNING_S = 120;
/** A merge reads and writes each line a few times. */
const MERGE_TIME = "04:00:00";

const head = (job: Job, name: string, lines: string[]): string => {
  const place = [
    ...(job.partition === undefined ? [] : [`--partition=${job.partition}`]),
    ...(job.account === undefined ? [] : [`--account=${job.account}`]),
  ];
  return [`--job-name=${name}`, "--ntasks=1", ...lines, ...place, "--open-mode=append"]
    .map((option) => `#SBATCH ${option}\n`)
    .join("");
};

const variables = ({ dir, node, larmor }: Job): string =>
  `dir=${quoted(dir)}\nnode=${quoted(node)}\nlarmor=${quoted(larmor)}\n`;

/** The array job: tasks of one shard or several, which stop before their time limit and are put into the queue again. */
export function shardScript(job: Job): string {
  const script = clusterPath(job.dir, "script");
  return `#!/bin/bash
# ${job.about}
#   submit            sbatch ${script}
#   progress          larmor status ${job.dir}
#   missing tasks     sbatch --array="$(larmor status ${job.dir} --missing)" ${script}
#   at the end        sbatch --dependency=afterany:JOB ${clusterPath(job.dir, "merge")}
${head(job, "larmor", [
  `--array=1-${job.tasks}`,
  `--cpus-per-task=${job.cpus}`,
  `--mem=${job.memory}`,
  `--time=${job.time}`,
  `--signal=B:USR1@${WARNING_S}`,
  "--requeue",
  `--output=${clusterPath(job.dir, "logs")}/%a.log`,
])}
${variables(job)}
# USR1: the time limit is near. TERM: cancelled, or the node is wanted. Either way larmor stops within two seconds, resumable (75).
run= signalled= stopped= requeue= code=0
trap 'signalled=yes stopped=yes requeue=yes; [ "$run" ] && kill -USR1 $run' USR1
trap 'signalled=yes stopped=yes; [ "$run" ] && kill -TERM $run' TERM
for ((shard = SLURM_ARRAY_TASK_ID; shard <= ${job.shards}; shard += ${job.tasks})); do
  if [ "$stopped" ]; then
    code=75
    break
  fi
  "$node" "$larmor" run "$dir/resolved.json" --shard "$shard/${job.shards}" \\
    --out "$dir/shards/$shard" --workers ${job.cpus} --resume &
  run=$!
  wait $run
  ended=$?
  while [ "$signalled" ]; do # a signal ends \`wait\` before larmor has ended
    signalled=
    wait $run
    ended=$?
  done
  run=
  [ $ended = 0 ] || code=$ended
done

if [ $code = 75 ] && [ "$requeue" ]; then
  echo "task $SLURM_ARRAY_TASK_ID: stopped before the time limit, to be continued"
  scontrol requeue "$SLURM_JOB_ID"
fi
exit $code
`;
}

/** The job after the array: merges the shards, or prints how to run the incomplete ones again. */
export function mergeScript(job: Job): string {
  return `#!/bin/bash
# Merges the shards of ${job.dir} into ${clusterPath(job.dir, "merged")}.
${head(job, "larmor-merge", [
  "--cpus-per-task=1",
  `--mem=${job.mergeMemory}`,
  `--time=${MERGE_TIME}`,
  "--requeue",
  `--output=${clusterPath(job.dir, "logs")}/merge.log`,
])}
${variables(job)}
"$node" "$larmor" merge "$dir" --out "$dir/merged" && exit
code=$?
missing=$("$node" "$larmor" status "$dir" --missing)
if [ "$missing" ]; then
  echo "to run the incomplete shards again:"
  echo "  sbatch --array=$missing ${clusterPath(job.dir, "script")}    # says: Submitted batch job JOB"
  echo "  sbatch --dependency=afterany:JOB ${clusterPath(job.dir, "merge")}"
fi
exit $code
`;
}
